"""Saying who may read a page, and the password that some readers share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import Faults
from aboveboard.pages.models import Page
from aboveboard.pages.readers import LEAST_LENGTH, MOST_LENGTH, MOST_NETWORKS, Readers, network_of

_NOT_SHOWN = ["…", "…"]


@transaction.atomic
def set_readers(
    page: Page,
    *,
    readers: str,
    password: str = "",
    networks: Sequence[str] = (),
    revision: int | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Page:
    """Lets everyone read the page, or some: people with an account, and those with this ``password`` or from these ``networks``.

    Without ``password`` the one before stays. A new one ends what readers with the old one had; what other kinds of readers needed is
    forgotten. ``revision``: the one that somebody started from, if that matters. Raises ``ValidationError``.
    """
    page.refresh_from_db(from_queryset=Page.objects.select_for_update())
    refuse_moved(page.revision, revision)
    faults = Faults()
    kind = faults.choice("readers", readers, Readers)
    values: dict[str, Any] = {"readers": kind.value, "readers_networks": _networks(faults, networks if kind == Readers.ADDRESSES else None)}
    is_new = kind == Readers.PASSWORD and _is_new(faults, page, password)
    faults.refuse()
    differing = changed_by(page, values)
    told = dict(differing)
    if is_new or (kind != Readers.PASSWORD and page.readers_password):
        page.readers_password = make_password(password) if is_new else ""
        differing["readers_password"] = told["readers_password"] = _NOT_SHOWN
    if differing:
        page.revision += 1
        page.save(update_fields=[*differing, "revision"])
        record(Verb.PAGE_CHANGED, f"page/{page.key}", by=by, at=at, changes=told)
    return page


def password_fits(page: Page, password: str) -> bool:
    """Whether this is the password that the page's readers share. Costs as much as a person's sign-in does."""
    return page.readers == Readers.PASSWORD and len(password) <= MOST_LENGTH and check_password(password, page.readers_password)


def password_version(page: Page) -> str:
    """What a reader's admission is bound to: other words as soon as another password is set, and no help in finding it."""
    return salted_hmac("readers of a page", page.readers_password, algorithm="sha256").hexdigest()


def _is_new(faults: Faults, page: Page, password: str) -> bool:
    if not password:
        if not page.readers_password:
            faults.add("password", _("Readers need a password to be let in by."), "required")
        return False
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        faults.add("password", _("From %(least)s to %(most)s characters."), "length", least=LEAST_LENGTH, most=MOST_LENGTH)
    return True


def _networks(faults: Faults, given: Sequence[str] | None) -> list[str]:
    """Each once, in the order given; ``given`` null: for other readers."""
    found: list[str] = []
    for word in (given or ())[: MOST_NETWORKS + 1]:
        try:
            found.append(str(network_of(str(word).strip())))
        except ValueError:
            said = _("“%(word)s” is neither an address nor a network as 192.0.2.0/24, 2001:db8::/32; a network ends where its mask says.")
            faults.add("networks", said, word=str(word)[:50])
    if given is not None and not given:
        faults.add("networks", _("At least one address or network."), "required")
    if len(given or ()) > MOST_NETWORKS:
        faults.add("networks", _("At most %(most)s."), "too_many", most=MOST_NETWORKS)
    return list(dict.fromkeys(found))
