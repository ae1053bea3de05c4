"""What somebody sees who is not let in to a page: in the page's look, and without a word about what is behind."""

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
    page = environment(language).get_template("door.html")
    return page.render(
        language=language, dir=direction(language), style=Markup(DOOR_STYLE), script=SCRIPT_PATH,  # noqa: S704
        base=base, sign_in=sign_in, asks=bool(token), token=token, longest=MOST_LENGTH, fault=_said(language, fault),
    ).encode()  # fmt: skip


def _said(language: str, fault: Fault | None) -> str:
    _ = translations(language).gettext
    match fault:
        case Fault.WRONG:
            return _("This is not the password.")
        case Fault.TOO_MANY:
            return _("Too many attempts. Wait a minute, then try again.")
    return ""
