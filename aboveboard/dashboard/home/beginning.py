"""The first steps of a new installation, as long as there is no page or nothing on it."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Step(NamedTuple):
    """``link`` is where it is taken; ``label`` names the act."""

    title: str | Promise
    meaning: str | Promise
    is_done: bool
    link: str
    label: str | Promise


def first_steps(*, has_page: bool, has_components: bool, has_factor: bool, is_alone: bool) -> list[Step]:
    """In the order in which they make sense."""
    return [
        Step(
            _("A page"), _("What readers see: a name, an address, languages."), has_page,
            reverse("dashboard_page_new"), _("New page"),
        ),
        Step(
            _("Its components"), _("What customers use and name: the web app, the API, mails."), has_components,
            reverse("dashboard_component_new"), _("New component"),
        ),
        Step(
            _("Your second factor"), _("With it, a password alone opens nothing."), has_factor,
            reverse("mfa_index"), _("Set it up"),
        ),
        Step(
            _("Your colleagues"), _("Who reports when you are asleep."), not is_alone,
            reverse("dashboard_people_invite"), _("Invite somebody"),
        ),
    ]  # fmt: skip
