"""Addresses of people and invitations."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.people import inviting, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", views.people, name="dashboard_people"),
    path("people/roles/", views.roles, name="dashboard_people_roles"),
    path("people/invite/", inviting.invite_somebody, name="dashboard_people_invite"),
    path("people/invitations/<slug:key>/resend", inviting.resend, name="dashboard_invitation_resend"),
    path("people/invitations/<slug:key>/revoke", inviting.take_back, name="dashboard_invitation_revoke"),
    path("people/<slug:key>/", views.person, name="dashboard_person"),
    path("people/<slug:key>/switch", views.switch, name="dashboard_person_switch"),
    path("people/<slug:key>/remove/", views.remove, name="dashboard_person_remove"),
    path("invitation/<str:secret>/", inviting.accept, name="dashboard_invitation"),
]
