"""Every address of Django's."""

urlpatterns: list[object] = []
