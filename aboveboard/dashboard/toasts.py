"""Toasts: one sentence about what was just done, for a while with a way to take it back or to go on."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest


def toast(
    request: HttpRequest,
    sentence: str,
    *,
    undo: str = "",
    fields: Mapping[str, object] | None = None,
    act: str = "",
    more: str = "",
    more_label: str = "",
    draft: str = "",
) -> None:
    """``undo`` is the address that a button posts ``fields`` to, for 15 seconds; ``act`` is that button's label if it is no "Undo".

    ``more`` is an address to read on or to do the next thing, with its label. ``draft`` names the form whose draft in the browser is
    no longer needed, since it was sent.
    """
    told = {"undo": undo, "fields": dict(fields or {}), "act": act, "more": more, "more_label": more_label, "draft": draft}
    messages.success(request, sentence, extra_tags=json.dumps({name: value for name, value in told.items() if value}))


def told_by(tags: str | None) -> dict[str, Any]:
    """What ``toast`` was given besides its sentence; nothing for a plain message."""
    try:
        told = json.loads(tags or "")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
