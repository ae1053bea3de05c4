"""How strong a password is: judged by the server, shown while typing."""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from aboveboard.accounts.gates import public
from aboveboard.accounts.models import User
from aboveboard.lib.passwords import ENOUGH, score
from aboveboard.pages.models import Page

LEAST, MOST = 12, 1000  # characters
FIELDS = ("password1", "password")

WORDS = (
    gettext_lazy("Guessed at once"),
    gettext_lazy("Guessed soon"),
    gettext_lazy("Not strong enough yet"),
    gettext_lazy("Strong"),
    gettext_lazy("Very strong"),
)


class StrengthValidator:
    """Refuses what is easy to guess, counting names of the person, of the pages and of the site as known."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > MOST:
            raise ValidationError(_("At most 1,000 characters."), code="too_long")
        if score(password, known_words(user)) < ENOUGH:
            raise ValidationError(_("This is easy to guess. Several words that do not belong together are harder."), code="weak")

    def get_help_text(self) -> str:
        return _("At least 12 characters. Several words that do not belong together are strong and easy to remember.")


class Shown(NamedTuple):
    """The meter: cells that are full, and what to say beside them."""

    cells: list[bool]
    word: str | Promise
    is_enough: bool


def known_words(user: User | None) -> list[str]:
    """What somebody who knows this installation would try first."""
    words = ["aboveboard", settings.SITE_HOST, *Page.objects.order_by("id").values_list("name", flat=True)[:20]]
    return [*words, user.email, user.name] if user is not None else words


@public
@require_POST
@sensitive_post_parameters(*FIELDS)
def strength(request: HttpRequest) -> HttpResponse:
    """The meter for what is typed so far; an htmx part."""
    typed = next((request.POST[name] for name in FIELDS if name in request.POST), "")
    user = request.user if request.user.is_authenticated else User(email=request.POST.get("email", ""), name=request.POST.get("name", ""))
    return render(request, "dashboard/account/strength.html", {"strength": shown(typed, user)})


def shown(password: str, user: Any) -> Shown | None:
    """Null for nothing typed."""
    if not password:
        return None
    if len(password) < LEAST:
        missing = LEAST - len(password)
        return Shown([False] * 4, _("{number} more characters").format(number=missing), is_enough=False)
    points = score(password, known_words(user))
    return Shown([n < points for n in range(4)], WORDS[points], points >= ENOUGH)
