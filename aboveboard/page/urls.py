"""What a published file cannot do for readers of a page, at the root of its host or below /p/<slug>/."""

from django.urls import URLPattern, URLResolver, include, path

from aboveboard.page import past, private

_in_a_language: list[URLPattern | URLResolver] = [
    path("record/<int:number>/", past.edition),
    path("record/<int:number>/state.json", past.state),
    path("record/<int:number>/changes/", past.changes),
    path("record/<int:number>/components/<slug:key>/", past.component),
    path("record/<int:number>/incidents/<slug:key>/", past.incident),
    path("record/<int:number>/maintenances/<slug:key>/", past.maintenance),
]

_for_members: list[URLPattern | URLResolver] = [
    path("", private.page),
    path("history/", private.history),
    path("history/<slug:key>/", private.month),
    path("components/<slug:key>/", private.component),
    path("incidents/<slug:key>/", private.incident),
    path("maintenances/<slug:key>/", private.maintenance),
]

_members: list[URLPattern | URLResolver] = [
    *_for_members,
    path("favicon.svg", private.favicon),
    path("theme.css", private.theme),
    path("assets/<str:name>", private.asset),
    path("<slug:language>/", include(_for_members)),
]

# Without a language in the path: the page's first.
_below_a_page: list[URLPattern | URLResolver] = [
    path("", private.root),
    path("members/", include(_members)),
    *_in_a_language,
    path("<slug:language>/", include(_in_a_language)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/", include(_below_a_page)),
    *_below_a_page,
]
