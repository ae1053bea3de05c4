"""How nginx's configuration is spelled: quoting, blocks, headers, and which compressed copy a client takes."""

from collections.abc import Iterable, Mapping

from aboveboard.front.site import SiteError

_ONE = r"(?:\s*;\s*q\s*=\s*1(?:\.0*)?)?"
_SOME = r"\s*;\s*q\s*=\s*0\.\d*[1-9]\d*"
_GZIP = "(?:x-)?gzip"

COMMON = {".br": ("gzip, deflate, br, zstd", "gzip, deflate, br", "br"), ".gz": ("gzip, deflate", "gzip")}
"""What nearly every client sends, found without a regular expression."""


def quoted(text: str) -> str:
    """A regular expression or other text as one word."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(text: str) -> str:
    """Text in which nginx must see no variable. Raises SiteError if it would."""
    if "$" in text or "\n" in text.rstrip("\n"):
        raise SiteError(f"nginx cannot be told {text!r}")
    return quoted(text)


def block(head: str, lines: Iterable[str]) -> list[str]:
    """`head { … }`, on one line if that is short."""
    inside = list(lines)
    short = f"{head} {{ {' '.join(inside)} }}"
    if len(short) <= 120 and not any(line.startswith((" ", "}", "#")) or line.endswith("{") for line in inside):
        return [short]
    return [f"{head} {{", *(f"    {line}" for line in inside), "}"]


def header_lines(headers: Mapping[str, str], *, errors: bool = False) -> list[str]:
    """`add_header` for each; on answers of every status if `errors`, else only on successful ones."""
    always = " always" if errors else ""
    return [f"add_header {name} {literal(value)}{always};" for name, value in headers.items()]


def file_headers(headers: Mapping[str, str], *, errors: bool = False) -> list[str]:
    """The same for a file of the folder, with what belongs to its copies."""
    always = " always" if errors else ""
    return [
        *header_lines(headers, errors=errors),
        f"add_header Vary Accept-Encoding{always};",
        f"add_header Content-Encoding $aboveboard_coding{always};",
        f'add_header Last-Modified ""{always};',
    ]


def _taken(name: str, weight: str, unless: str = "") -> str:
    without = rf"(?!.*(?:^|[,\s]){unless}\s*(?:[,;]|$))" if unless else ""
    return quoted(rf"~*^{without}(?:.*,)?\s*{name}{weight}\s*(?:,|$)")


def maps() -> list[str]:
    """The suffix of the copy that a client takes, and the coding of the file that is being sent.

    Weights below 1 are not compared with each other: of copies that a client takes at all it then gets the smallest.
    """
    copies = [f"{literal(header)} {copy};" for copy, headers in COMMON.items() for header in headers]
    for weight in (_ONE, _SOME):
        copies += [f"{_taken('br', weight)} .br;", f"{_taken(_GZIP, weight)} .gz;"]
        copies += [f"{_taken(r'\*', weight, unless='br')} .br;", f"{_taken(r'\*', weight, unless=_GZIP)} .gz;"]
        copies += [f'{_taken("identity", weight)} "";']
    sent = [f"{status}{coding} {coding};" for status in (200, 404, 405, 500, 503) for coding in ("br", "gzip")]
    return [
        *block("map $http_accept_encoding $aboveboard_copy", ['default "";', *copies]),
        # "hostnames" finds the part after the last dot without a regular expression
        *block("map $uri $aboveboard_suffix", ["hostnames;", 'default "";', "*.br br;", "*.gz gzip;"]),
        *block("map $status$aboveboard_suffix $aboveboard_coding", ['default "";', *sent]),
    ]
