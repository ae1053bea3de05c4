"""Every address of the dashboard. Each noun brings its own; sign-in is django-allauth's, screen by screen."""

from django.urls import URLPattern, URLResolver, include, path

from aboveboard.dashboard import find, static_files
from aboveboard.dashboard.account import urls as account
from aboveboard.dashboard.audit import urls as audit
from aboveboard.dashboard.components import urls as components
from aboveboard.dashboard.home import views as home
from aboveboard.dashboard.incidents import urls as incidents
from aboveboard.dashboard.installation import urls as installation
from aboveboard.dashboard.maintenances import urls as maintenances
from aboveboard.dashboard.pages import urls as pages
from aboveboard.dashboard.people import urls as people
from aboveboard.dashboard.record import urls as record
from aboveboard.dashboard.signin import urls as signin
from aboveboard.dashboard.tokens import urls as tokens

_screens: list[URLPattern | URLResolver] = [
    path("", home.home, name="dashboard_home"),
    path("set", home.set_status, name="dashboard_home_set"),
    path("page", home.choose_page, name="dashboard_choose_page"),
    path("find/", find.find, name="dashboard_find"),
    path("static/<str:path>", static_files.asset),
    *account.urlpatterns,
    *audit.urlpatterns,
    *components.urlpatterns,
    *incidents.urlpatterns,
    *installation.urlpatterns,
    *maintenances.urlpatterns,
    *pages.urlpatterns,
    *people.urlpatterns,
    *record.urlpatterns,
    *signin.urlpatterns,
    *tokens.urlpatterns,
]

urlpatterns: list[URLPattern | URLResolver] = [path("dashboard/", include(_screens))]
