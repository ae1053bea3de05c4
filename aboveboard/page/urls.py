"""What a published file cannot do for readers of a page, at the root of its host or below /p/<slug>/."""

from django.urls import URLPattern, URLResolver, include, path

from aboveboard.page import past

_below_a_page: list[URLPattern | URLResolver] = [
    path("record/<int:number>", past.slash),
    path("record/<int:number>/", past.edition),
    path("record/<int:number>/state.json", past.state),
    path("record/<int:number>/changes", past.slash),
    path("record/<int:number>/changes/", past.changes),
    path("record/<int:number>/components/<slug:key>/", past.component),
    path("record/<int:number>/incidents/<slug:key>/", past.incident),
    path("record/<int:number>/maintenances/<slug:key>/", past.maintenance),
]

urlpatterns: list[URLPattern | URLResolver] = [*_below_a_page, path("p/<slug:slug>/", include(_below_a_page))]
