"""Addresses of components and groups."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.components import corrections, groups, many, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("components/", views.components, name="dashboard_components"),
    path("components/new/", views.new_component, name="dashboard_component_new"),
    path("components/change", many.change_many, name="dashboard_components_change"),
    path("components/arrange", many.arrange, name="dashboard_components_arrange"),
    path("components/<slug:key>/", views.component, name="dashboard_component"),
    path("components/<slug:key>/edit/", views.edit_component, name="dashboard_component_edit"),
    path("components/<slug:key>/remove/", views.remove_component, name="dashboard_component_remove"),
    path("components/<slug:key>/status", views.set_status, name="dashboard_component_status"),
    path("components/<slug:key>/correct/", corrections.correct, name="dashboard_component_correct"),
    path("components/<slug:key>/corrections/", corrections.corrections, name="dashboard_corrections"),
    path("components/<slug:key>/corrections/<slug:correction>/withdraw/", corrections.withdraw, name="dashboard_correction_withdraw"),
    path("components/<slug:key>/move", many.move, name="dashboard_component_move"),
    path("groups/new/", groups.new_group, name="dashboard_group_new"),
    path("groups/<slug:key>/", groups.edit_group, name="dashboard_group"),
    path("groups/<slug:key>/remove/", groups.remove_group, name="dashboard_group_remove"),
    path("groups/<slug:key>/move", groups.move_group, name="dashboard_group_move"),
]
