"""What somebody sees where there is no page for him: a door, without a word about what is behind, or nothing yet."""

from enum import StrEnum

from markupsafe import Markup

from aboveboard.pages.readers import MOST_LENGTH
from aboveboard.publishing.renderers.assets import SCRIPT_PATH
from aboveboard.publishing.renderers.html.shell import environment
from aboveboard.publishing.renderers.i18n import direction, translations
from aboveboard.publishing.renderers.style import DOOR_STYLE


class Fault(StrEnum):
    """Why a password did not open."""

    WRONG = "wrong"
    TOO_MANY = "too_many"


def render_door(language: str, *, base: str, sign_in: str, token: str = "", fault: Fault | None = None) -> bytes:
    """``token``: of the form that asks for a password; without it nothing but an account helps. ``base``: the path of the page."""
    return _outside(
        "door.html", language, script=SCRIPT_PATH,
        base=base, sign_in=sign_in, asks=bool(token), token=token, longest=MOST_LENGTH, fault=_said(language, fault),
    )  # fmt: skip


def render_beginning(language: str, *, sign_in: str) -> bytes:
    """What is at the root of an installation before its first page."""
    return _outside("beginning.html", language, sign_in=sign_in)


def _outside(template: str, language: str, **told: object) -> bytes:
    page = environment(language).get_template(template)
    return page.render(language=language, dir=direction(language), style=Markup(DOOR_STYLE), **told).encode()  # noqa: S704


def _said(language: str, fault: Fault | None) -> str:
    _ = translations(language).gettext
    match fault:
        case Fault.WRONG:
            return _("This is not the password.")
        case Fault.TOO_MANY:
            return _("Too many attempts. Wait a minute, then try again.")
    return ""
