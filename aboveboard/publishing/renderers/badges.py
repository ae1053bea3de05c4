"""Pictures of a status: the badge that other sites embed and the icon in the browser's tab."""

from functools import lru_cache
from html import escape
from importlib.resources import files
from unicodedata import east_asian_width

from aboveboard.components.status import Status
from aboveboard.publishing.renderers.stories import component_of, speakable
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.renderers.words import words_for
from aboveboard.publishing.state import Rendering

HEIGHT, SIZE, PADDING, GLYPH, GAP = 28, 13, 10, 16, 7  # pixels
FLAT_HEIGHT, FLAT_SIZE, FLAT_PADDING = 20, 11, 7
FONTS = "Segoe UI,Roboto,Inter,Noto Sans,Liberation Sans,Arial,sans-serif"

# What a character takes of its font's size, generously: the badge must never cut a word.
WIDTHS = (
    ("iIjl.,:;'|!·", 0.29),
    ("frt()[]-/ ", 0.38),
    ("mwMW@%&", 0.92),
    ("ABCDEFGHKLNOPQRSTUVXYZÄÖÜ", 0.7),
)

# Fill and ink, light and dark, and the glyph on its 16 × 16 grid (class k is cut out of f).
COLOURS = {
    Status.OPERATIONAL: ("#0E7F68", "#3FB59A", "#0A6453", "#66CFB6"),
    Status.DEGRADED_PERFORMANCE: ("#B37F00", "#E9BC45", "#785300", "#EBC25C"),
    Status.PARTIAL_OUTAGE: ("#BC470A", "#E67A35", "#983A08", "#F5A26C"),
    Status.MAJOR_OUTAGE: ("#8F0F3C", "#FF5470", "#860E38", "#FF8B9B"),
    Status.UNDER_MAINTENANCE: ("#3A66B0", "#7CA3E8", "#2C5294", "#9DBCF2"),
    Status.UNKNOWN: ("#7C8681", "#78857E", "#55625A", "#A9B5AE"),
}


def badge(r: Rendering) -> bytes:
    """An SVG that says the page's name and status in words, shape and colour, in the reader's scheme."""
    return draw_badge(r.state.face.name, *_said(r, view_of(r).system_status))


def badge_flat(r: Rendering) -> bytes:
    """The same in the flat style of rows of badges: two fields, 20 pixels high, alike in both schemes."""
    return draw_flat_badge(r.state.face.name, *_said(r, view_of(r).system_status))


def component_badge(r: Rendering, slug: str) -> bytes:
    """The badge of one component. ``KeyError`` if the page shows no such component."""
    component = component_of(r.state, slug)
    return draw_badge(component.name, *_said(r, view_of(r).status[component.id]))


def component_badge_flat(r: Rendering, slug: str) -> bytes:
    """The flat badge of one component. ``KeyError`` if the page shows no such component."""
    component = component_of(r.state, slug)
    return draw_flat_badge(component.name, *_said(r, view_of(r).status[component.id]))


def favicon(r: Rendering) -> bytes:
    """The status glyph on a board, SVG."""
    return _icon(view_of(r).system_status, "svg")


def favicon_ico(r: Rendering) -> bytes:
    """The same for what asks for ``/favicon.ico``: 16 and 32 pixels."""
    return _icon(view_of(r).system_status, "ico")


def draw_badge(name: str, word: str, status: Status) -> bytes:
    """A badge that says ``name`` and ``word`` (plain texts)."""
    name, word = speakable(name), speakable(word)
    name_at = PADDING + GLYPH + GAP
    name_width, word_width = text_width(name, SIZE), text_width(word, SIZE, bold=True)
    word_at = name_at + name_width + GAP
    width = word_at + word_width + PADDING
    fill, fill_dark, ink, ink_dark = COLOURS[status]
    light = _style("#14201a", "#fdfefc", "#d2dbd2", fill, ink)
    dark = _style("#e4ece7", "#161f1b", "#2a3630", fill_dark, ink_dark)
    label, name, word = escape(f"{name}: {word}"), escape(name), escape(word)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}" '
        f'role="img" aria-label="{label}"><title>{label}</title>'
        f"<style>{light}.w{{font-weight:600}}@media(prefers-color-scheme:dark){{{dark}}}</style>"
        f'<path class="p" d="M.5 .5h{width - 1}v{HEIGHT - 1}H.5z"/><path class="f" d="M0 {HEIGHT - 3}h{width}v3H0z"/>'
        f'<g transform="translate({PADDING} 5)">{_glyph(status)}</g>'
        f'<g font-family="{FONTS}" font-size="{SIZE}">'
        f'<text x="{name_at}" y="17.5" textLength="{name_width}">{name}</text>'
        f'<text class="w" x="{word_at}" y="17.5" textLength="{word_width}">{word}</text></g></svg>\n'
    ).encode()


def draw_flat_badge(name: str, word: str, status: Status) -> bytes:
    """A badge of two fields: ``name`` on ink, ``word`` on the status's ink of the light scheme, which carries white letters."""
    name, word = speakable(name), speakable(word)
    name_width, word_width = text_width(name, FLAT_SIZE), text_width(word, FLAT_SIZE)
    word_at = FLAT_PADDING * 2 + name_width
    width = word_at + word_width + FLAT_PADDING * 2
    label, name, word = escape(f"{name}: {word}"), escape(name), escape(word)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{FLAT_HEIGHT}" viewBox="0 0 {width} {FLAT_HEIGHT}" '
        f'role="img" aria-label="{label}"><title>{label}</title>'
        f'<path fill="#14201a" d="M0 0h{word_at}v{FLAT_HEIGHT}H0z"/>'
        f'<path fill="{COLOURS[status][2]}" d="M{word_at} 0h{width - word_at}v{FLAT_HEIGHT}H{word_at}z"/>'
        f'<g fill="#fdfefc" font-family="{FONTS}" font-size="{FLAT_SIZE}">'
        f'<text x="{FLAT_PADDING}" y="14" textLength="{name_width}">{name}</text>'
        f'<text x="{word_at + FLAT_PADDING}" y="14" textLength="{word_width}">{word}</text></g></svg>\n'
    ).encode()


def _said(r: Rendering, status: Status) -> tuple[str, Status]:
    return words_for(r.language, r.state.face.time_zone).status(status), status


def _style(text: str, ground: str, edge: str, fill: str, ink: str) -> str:
    return (
        f"text{{fill:{text}}}.p{{fill:{ground};stroke:{edge}}}.k{{stroke:{ground}}}.f{{fill:{fill}}}.s{{stroke:{fill}}}text.w{{fill:{ink}}}"
    )


def text_width(text: str, size: int, *, bold: bool = False) -> int:
    """Pixels that a line of sans text takes at most, about."""
    ems = sum(_character_width(character) for character in text)
    return round(ems * size * (1.06 if bold else 1))


def _character_width(character: str) -> float:
    if east_asian_width(character) in "WF":
        return 1.05
    return next((width for characters, width in WIDTHS if character in characters), 0.58)


@lru_cache
def _icon(status: Status, extension: str) -> bytes:
    name = f"favicon-{status.value.replace('_', '-')}.{extension}"
    return files(__package__).joinpath("static", name).read_bytes()


@lru_cache
def _glyph(status: Status) -> str:
    """The glyph inside the icon of that status: what its only ``g`` holds."""
    icon = _icon(status, "svg").decode()
    return icon[icon.index(">", icon.index("<g ")) + 1 : icon.index("</g>")]
