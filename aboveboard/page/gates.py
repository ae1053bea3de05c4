"""Who may enter: every view of this door says so."""

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]


def public(view: View) -> View:
    """Anyone may."""
    view.who_may_enter = "anyone"  # type: ignore[attr-defined]
    return view
