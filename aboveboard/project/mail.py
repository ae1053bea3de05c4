"""How mail leaves: MAIL_URL read into Django's MAILERS."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 20  # seconds that a mail server may keep us waiting
_BACKENDS = "django.core.mail.backends"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def mailers_from(url: str) -> dict[str, dict[str, Any]]:
    """Django's MAILERS for ``smtp://user:password@host:587?tls=required``, ``smtps://…`` or ``file:///folder``; empty: mail goes nowhere.

    Raises ``ValueError`` with a sentence that never shows the password.
    """
    if not url:
        return {"default": {"BACKEND": f"{_BACKENDS}.dummy.EmailBackend"}}
    parts = urlsplit(url)
    if parts.scheme == "file":
        if parts.netloc or not parts.path.strip("/"):
            raise ValueError("has to name a folder as file:///path.")
        return {"default": {"BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "OPTIONS": {"file_path": unquote(parts.path)}}}
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("has to begin with smtp://, smtps:// or file:///.")
    return {"default": {"BACKEND": f"{_BACKENDS}.smtp.EmailBackend", "OPTIONS": _smtp_options(url)}}


def _smtp_options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    tls = asked.pop("tls", ["off"])[-1]
    if asked or tls not in ("required", "off"):
        raise ValueError("takes no other option than tls=required or tls=off.")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is no number.") from None
    if not parts.hostname:
        raise ValueError("has to name a host.")
    is_wrapped = parts.scheme == "smtps"
    if parts.password and not is_wrapped and tls == "off" and parts.hostname not in _LOOPBACK:
        raise ValueError("would send its password in the clear; add ?tls=required or use smtps://.")
    return {
        "host": parts.hostname,
        "port": port or (465 if is_wrapped else 587 if tls == "required" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": is_wrapped,
        "use_tls": tls == "required" and not is_wrapped,
        "timeout": TIMEOUT,
    }
