"""The addresses of incidents and of ready-made words."""

from django.urls import URLPattern, path

from aboveboard.dashboard.incidents import composer, editing, learning, lists, merging, templates, updating

urlpatterns: list[URLPattern] = [
    path("incidents/", lists.incidents, name="dashboard_incidents"),
    path("incidents/new/", composer.report, name="dashboard_incidents_new"),
    path("incidents/new/preview/", composer.preview, name="dashboard_incidents_preview"),
    path("incidents/backfill/", editing.backfill, name="dashboard_incidents_backfill"),
    path("incidents/<str:key>/", updating.incident, name="dashboard_incident"),
    path("incidents/<str:key>/say/", updating.say, name="dashboard_incident_say"),
    path("incidents/<str:key>/step/", updating.step, name="dashboard_incident_step"),
    path("incidents/<str:key>/recover/", updating.recover, name="dashboard_incident_recover"),
    path("incidents/<str:key>/undo/", editing.undo, name="dashboard_incident_undo"),
    path("incidents/<str:key>/change/", editing.change, name="dashboard_incident_change"),
    path("incidents/<str:key>/delete/", editing.delete, name="dashboard_incident_delete"),
    path("incidents/<str:key>/updates/<str:update>/", editing.edit_words, name="dashboard_incident_words"),
    path("incidents/<str:key>/merge/", merging.merge, name="dashboard_incident_merge"),
    path("incidents/<str:key>/notes/", learning.note, name="dashboard_incident_note"),
    path("incidents/<str:key>/notes/<str:note>/", learning.remove, name="dashboard_incident_note_remove"),
    path("incidents/<str:key>/postmortem/", learning.postmortem, name="dashboard_incident_postmortem"),
    path("templates/", templates.ready, name="dashboard_templates"),
    path("templates/new/", templates.new, name="dashboard_template_new"),
    path("templates/<str:key>/", templates.edit, name="dashboard_template"),
    path("templates/<str:key>/delete/", templates.delete, name="dashboard_template_delete"),
]
