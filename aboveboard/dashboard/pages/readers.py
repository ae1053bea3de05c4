"""Saying who may read a page: asked twice where it goes from everyone to some, or back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.forms import RevisionForm
from aboveboard.dashboard.pages.screens import page_screen, reached
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.pages.readers import MOST_LENGTH, MOST_NETWORKS, Readers
from aboveboard.publishing.withdrawal import withdraw_here

ROUTE = "dashboard_page_readers"
CHOICES = [
    (Readers.EVERYONE.value, gettext_lazy("Everyone")),
    (Readers.SIGNED_IN.value, gettext_lazy("People with an account here")),
    (Readers.PASSWORD.value, gettext_lazy("Whoever knows a password, and people with an account")),
    (Readers.ADDRESSES.value, gettext_lazy("Whoever comes from certain networks, and people with an account")),
]


class ReadersForm(RevisionForm):
    """``page``: as it is. What its kind of readers does not need is ignored."""

    readers = forms.ChoiceField(label=gettext_lazy("Readers"), choices=CHOICES, widget=forms.RadioSelect)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=MOST_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    networks = forms.CharField(
        label=gettext_lazy("Networks"),
        required=False,
        max_length=50 * MOST_NETWORKS,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        help_text=gettext_lazy("One a line: an address, or a network as 192.0.2.0/24 or 2001:db8::/32."),
    )
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["password"].help_text = (
            _("Leave it empty to keep the present one. A new one shuts out whoever came by the old one.")
            if page.readers == Readers.PASSWORD
            else _("At least 12 characters. It is kept as a hash, so note it down now.")
        )
        self.fields["confirmed"].label = (
            _("Yes, show it to everyone, for good: what was public once stays in the record.")
            if page.is_private
            else _("Yes, take it from the public: out of the served files within a second, out of caches within a minute.")
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        turns = "readers" in given and self.page.is_private is (given["readers"] == Readers.EVERYONE)
        if turns and not given.get("confirmed"):
            self.add_error("confirmed", ValidationError(_("Tick this to go on."), code="unconfirmed"))
        return given

    def clean_networks(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["networks"].splitlines() if line.strip()]

    @staticmethod
    def values_of(page: Page) -> dict[str, Any]:
        return {"readers": page.readers, "networks": "\n".join(page.readers_networks)}


@requires(Permission.PAGES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_readers(request: HttpRequest, key: str) -> HttpResponse:
    one = reached(request, key)
    form = ReadersForm(request.POST or None, initial={**ReadersForm.values_of(one), "revision": one.revision}, page=one)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("readers", "password", "networks", "revision")}
        changed = form.carry_out(
            lambda: set_readers(one, **given, by=grant_of(request).actor),
            stored=lambda: {"readers": one.readers, "networks": one.readers_networks},
        )
        if changed:
            if changed.is_private:
                withdraw_here(changed)
            messages.success(request, _said(changed))
            return redirect(ROUTE, key=one.key)
    return page_screen(request, "dashboard/pages/readers.html", one, ROUTE, {"form": form}, status=form.http_status)


def _said(page: Page) -> str:
    if page.is_private:
        return _("%(name)s is private: out of the served files within a second.") % {"name": page.name}
    return _("%(name)s is for everyone, and published within seconds.") % {"name": page.name}
