"""What a person fills in about a page; the rules are those of the actions."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.components.models import Component, ComponentGroup
from aboveboard.dashboard.forms import RevisionForm
from aboveboard.lib.checks import NAME_LENGTH
from aboveboard.lib.pictures import FORMATS, MOST_BYTES, Refusal
from aboveboard.pages.checks import CSS_LENGTH, DESCRIPTION_LENGTH, HISTORY_DAYS, MOST_LINKS
from aboveboard.pages.models import Page
from aboveboard.pages.uploads import REFUSALS
from aboveboard.publishing.renderers.i18n import own_name

LINKS_LENGTH = MOST_LINKS * (NAME_LENGTH + 502)
ZONES = [(zone, zone) for zone in sorted(available_timezones())]


class ZoneSelect(forms.Select):
    template_name = "dashboard/pages/zones.html"


class PageForm(RevisionForm):
    """Name, words, address, languages and time. ``languages`` are those that the page has: it is described in each of them."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=NAME_LENGTH, help_text=gettext_lazy("In the masthead, in mails and in the browser tab.")
    )
    slug = forms.CharField(
        label=gettext_lazy("Short address"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("The page is below /p/ and this, unless it has a host of its own; made of the name if empty."),
    )
    host = forms.CharField(
        label=gettext_lazy("Host of its own"),
        required=False,
        max_length=253,
        help_text=gettext_lazy("For example status.example.com. Its name must lead to this server."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        max_length=200,
        help_text=gettext_lazy("Codes, the page’s first language first: en, de, pt-BR. Each has an address of its own."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES, widget=ZoneSelect)
    history_days = forms.IntegerField(
        label=gettext_lazy("Days of history on the page"),
        min_value=HISTORY_DAYS[0],
        max_value=HISTORY_DAYS[-1],
        help_text=gettext_lazy("Everything older stays in the archive."),
    )
    footer_links = forms.CharField(
        label=gettext_lazy("Links at the foot"),
        required=False,
        max_length=LINKS_LENGTH,
        widget=forms.Textarea,
        help_text=gettext_lazy("One a line: its words, then its address. For example: Imprint https://example.com/imprint"),
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._described = {language: "description" + (f"__{language}" if place else "") for place, language in enumerate(languages)}
        for language, name in self._described.items():
            label = _("Description") if name == "description" else _("Description, %(language)s") % {"language": own_name(language)}
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea(attrs={"lang": language})
            )

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The descriptions in other languages than the first, for ``dashboard/languages.html``."""
        return [self[name] for name in self._described.values() if name != "description"]

    def clean_languages(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["languages"].split(",") if code.strip()]

    def clean_footer_links(self) -> list[dict[str, str]]:
        links = []
        for line in self.cleaned_data["footer_links"].splitlines():
            label, _between, address = line.strip().rpartition(" ")
            if line.strip() and not label:
                raise ValidationError(_("A link has words and an address: “%(line)s” has not."), params={"line": line.strip()[:60]})
            if line.strip():
                links.append({"label": label.strip(), "url": address})
        return links

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, as actions take it."""
        own = {name: value for name, value in super().given.items() if name not in self._described.values()}
        return {**own, "description": {code: self.cleaned_data[name] for code, name in self._described.items()}}

    @staticmethod
    def values_of(page: Page) -> dict[str, Any]:
        described = {
            "description" + (f"__{language}" if place else ""): page.description.get(language, "")
            for place, language in enumerate(page.languages)
        }
        return {
            "name": page.name, "slug": page.slug, "host": page.host or "", "languages": ", ".join(page.languages),
            "time_zone": page.time_zone, "history_days": page.history_days,
            "footer_links": "\n".join(f"{link['label']} {link['url']}" for link in page.footer_links), **described,
        }  # fmt: skip


class LookForm(RevisionForm):
    accent = forms.CharField(
        label=gettext_lazy("Colour"), required=False, max_length=7, help_text=gettext_lazy("For example #0b5748. Empty: the usual one.")
    )
    logo = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f"image/{kind.lower()}" for kind in FORMATS)}),
        help_text=gettext_lazy("PNG, JPEG or GIF, at most 512 kB. It is shown 32 pixels high."),
    )
    no_logo = forms.BooleanField(label=gettext_lazy("No logo"), required=False)
    custom_css = forms.CharField(
        label=gettext_lazy("Style sheet"),
        required=False,
        max_length=CSS_LENGTH,
        widget=forms.Textarea(attrs={"spellcheck": "false", "class": "code", "rows": 10}),
        help_text=gettext_lazy("Added after everything else. It may name no file but the page’s own, and is public."),
    )

    def clean_logo(self) -> bytes | None:
        sent: UploadedFile[Any] | None = self.cleaned_data["logo"]
        if sent is None:
            return None
        if (sent.size or 0) > MOST_BYTES:
            raise ValidationError(REFUSALS[Refusal.TOO_LARGE], params={"most": MOST_BYTES // 1024})
        content: bytes = sent.read()
        return content

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, as ``change_look`` takes it."""
        own = super().given
        is_without = own.pop("no_logo")
        return {**own, "logo": b"" if is_without else own["logo"]}

    @staticmethod
    def values_of(page: Page) -> dict[str, Any]:
        return {"accent": page.accent, "custom_css": page.custom_css}


class ShowsForm(RevisionForm):
    shows = forms.ChoiceField(
        label=gettext_lazy("The page shows"),
        choices=[
            ("everything", gettext_lazy("Everything, also what is added later")),
            ("only", gettext_lazy("Only what is chosen here")),
        ],
        widget=forms.RadioSelect,
    )
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups, with what is added to them later"),
        queryset=ComponentGroup.objects.order_by("position", "id"),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    components = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Components by themselves"),
        queryset=Component.objects.existing().select_related("group").order_by("group__position", "group_id", "position", "id"),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("shows") == "only" and not given.get("groups") and not given.get("components") and not self.errors:
            self.add_error("shows", _("Choose at least one group or component, or everything."))
        return given

    @staticmethod
    def values_of(page: Page) -> dict[str, Any]:
        chosen = page.selections.select_related("group", "component").order_by("id")
        return {
            "shows": "everything" if page.shows_everything else "only",
            "groups": [row.group.key for row in chosen if row.group],
            "components": [row.component.key for row in chosen if row.component],
        }
