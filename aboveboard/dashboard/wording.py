"""Words in several languages in one form: the first language stands open, the others wait folded beneath it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from aboveboard.pages.models import Page
from aboveboard.publishing.renderers.i18n import own_name

_BETWEEN = "__"


def text_in(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, else the first that there is; empty if there is none."""
    return texts.get(language) or next(iter(texts.values()), "")


def languages() -> list[str]:
    """Those of all pages; the first is the one that words have to be in."""
    first = Page.objects.first_language()
    others = {language for given in Page.objects.values_list("languages", flat=True) for language in given} - {first}
    return [first, *sorted(others)]


class ManyLanguages(forms.Form):
    """A form whose fields in ``said`` take a text per language: ``title`` in the first, ``title__de`` and so on in the others."""

    said: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, *self.others = languages()
        for language in self.others:
            for name in self.said:
                field = self.base_fields[name]
                widget = type(field.widget)(attrs={**field.widget.attrs, "lang": language})
                label = f"{field.label} ({own_name(language)})"
                self.fields[f"{name}{_BETWEEN}{language}"] = forms.CharField(
                    label=label, required=False, max_length=getattr(field, "max_length", None), widget=widget
                )

    def words(self, name: str) -> dict[str, str]:
        """What was typed for ``name``: language -> text, without empty ones."""
        typed = {self.first: self.cleaned_data.get(name, "")}
        typed |= {language: self.cleaned_data.get(f"{name}{_BETWEEN}{language}", "") for language in self.others}
        return {language: text for language, text in typed.items() if text}

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The folded fields, for ``dashboard/languages.html``."""
        return [self[name] for name in self.fields if _BETWEEN in name]


def typed_as(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Stored words as such a form's initial values; languages that no page has any more are left alone."""
    first, *others = languages()
    return {name: texts.get(first, "")} | {f"{name}{_BETWEEN}{language}": texts.get(language, "") for language in others}


def kept(texts: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and what is stored in languages that the form could not show."""
    shown = set(languages())
    return {**{language: text for language, text in texts.items() if language not in shown}, **typed}
