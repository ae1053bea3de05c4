"""What a draft says that readers do not need: private hosts and addresses, secrets, addresses of people, blame. Pure; it only warns."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 10  # findings that are shown of one draft
LONGEST = 20_000  # characters that are looked at


class Finding(NamedTuple):
    """``begin`` and ``end`` are places in the draft, ``found`` the text between them."""

    kind: str
    found: str
    begin: int
    end: int

    @property
    def warning(self) -> Promise:
        return WARNINGS[self.kind]


WARNINGS: dict[str, Promise] = {
    "secret": _("This looks like a secret. Once published it has to be replaced."),
    "host": _("This names a private host. Readers do not need it, and attackers might."),
    "address": _("This is an internal address. Readers do not need it, and attackers might."),
    "mail": _("This is a mail address. Whoever reads the page can collect it."),
    "blame": _("This blames somebody. Readers need to know what happened, not who."),
}

_SECRET = re.compile(
    r"-----BEGIN [A-Z ]{1,40}-----(?:[\s\S]{0,8000}?-----END [A-Z ]{1,40}-----)?"
    r"|\bab_[A-Za-z0-9_]{20,120}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,255}\b|\bgithub_pat_[A-Za-z0-9_]{20,255}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,200}|\bsk_live_[A-Za-z0-9]{16,100}|\bglpat-[A-Za-z0-9_-]{16,100}"
    r"|\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}"
    r"|\b(?i:password|passwd|secret|api[_-]?key|token)\s{0,3}[:=]\s{0,3}[^\s,;]{6,200}"
)
_HOST = re.compile(
    r"\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?:internal|local|localdomain|lan|intranet|corp|home\.arpa)\b"
    r"|\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}(?:int|intern|prod|stage|staging|dev|svc)\.(?:[a-z0-9-]{1,63}\.){0,4}[a-z]{2,18}\b"
    r"|\blocalhost\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE
)
_MAIL = re.compile(r"\b[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,18}\b")
_BLAME = re.compile(
    r"\b(?:[A-Z][a-z]{1,30}|he|she) (?:forgot|messed up|screwed up|broke|deleted|caused|failed to)\b"
    r"|\b(?:[A-Z][a-z]{1,30}|his|her|their)(?:'s|’s)? (?:fault|mistake|stupidity)\b|\b(?:stupid|idiotic|careless|incompetent)\b"
    r"|\bfault of [A-Z][a-z]{1,30}\b"
)
# Words with a capital at the beginning of a sentence that are no names of people.
_NO_NAMES = {"A", "An", "The", "This", "That", "It", "We", "They", "You", "Our", "Your", "One", "Nobody", "Nothing", "What", "Which"}


def findings(text: str) -> list[Finding]:
    """Everything that is worth a second look, in the order of the text; what lies within another finding is left out."""
    text = text[:LONGEST]
    found = [
        *_matches("secret", _SECRET, text),
        *_matches("mail", _MAIL, text),
        *_matches("host", _HOST, text),
        *_matches("address", _ADDRESS, text, _is_internal),
        *_matches("blame", _BLAME, text, _names_somebody),
    ]
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: (each.begin, -each.end)):
        if not kept or finding.begin >= kept[-1].end:
            kept.append(finding)
    return kept[:MOST]


def without(text: str, finding: Finding) -> str:
    """The draft with that piece taken out, and no two spaces in its place."""
    before, after = text[: finding.begin], text[finding.end :]
    return before.rstrip(" ") + after if after[:1] in (" ", ".", ",", ";", ":", ")", "") else before + after


def _matches(kind: str, pattern: re.Pattern[str], text: str, counts: Callable[[str], bool] = bool) -> list[Finding]:
    return [Finding(kind, each[0], each.start(), each.end()) for each in pattern.finditer(text) if counts(each[0])]


def _is_internal(found: str) -> bool:
    try:
        address = ip_address(found)
    except ValueError:
        return False
    is_documentation = found.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
    return (address.is_private or address.is_loopback or address.is_link_local) and not is_documentation and found != "::"


def _names_somebody(found: str) -> bool:
    return found.split()[0].removesuffix("'s").removesuffix("’s") not in _NO_NAMES
