"""Makes ``dashboard`` a Django app, and lets Django speak the languages of our catalogues."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import trans_real

from aboveboard.publishing.renderers.i18n import translations


class DashboardConfig(AppConfig):
    name = "aboveboard.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        """One catalogue for the public page, which reads it as it is, and for Django, which would want it compiled."""
        for language, _name in settings.LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                trans_real.translation(language).merge(translations(language))
