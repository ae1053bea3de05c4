"""Django as a WSGI callable. The front stands before it, or another server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from aboveboard.lib.proxies import Proxies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.project.settings")
_django = get_wsgi_application()
application = Proxies(settings.TRUSTED_PROXIES, settings.SITE_URL).around(_django)
