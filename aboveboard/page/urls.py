"""What a published file cannot do for readers of a page, at the root of its host or below /p/<slug>/."""

from django.urls import URLPattern, URLResolver, include, path

from aboveboard.page import past

_in_a_language: list[URLPattern | URLResolver] = [
    path("record/<int:number>", past.slash),
    path("record/<int:number>/", past.edition),
    path("record/<int:number>/state.json", past.state),
    path("record/<int:number>/changes", past.slash),
    path("record/<int:number>/changes/", past.changes),
    path("record/<int:number>/components/<slug:key>/", past.component),
    path("record/<int:number>/incidents/<slug:key>/", past.incident),
    path("record/<int:number>/maintenances/<slug:key>/", past.maintenance),
]

# Without a language in the path: the page's first.
_below_a_page: list[URLPattern | URLResolver] = [*_in_a_language, path("<slug:language>/", include(_in_a_language))]

urlpatterns: list[URLPattern | URLResolver] = [path("p/<slug:slug>/", include(_below_a_page)), *_below_a_page]
