"""Django as a WSGI callable. The front stands before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.project.settings")
application = get_wsgi_application()
