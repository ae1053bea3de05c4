"""Style sheets from outside: what they may say, and that nothing else gets past the parser."""

import pytest

from aboveboard.lib.css import Refusal, tamed

OWN = "assets/0123456789abcdef.png"


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("", ""),
        ("h1 { color: red }", "h1 { color: red }"),
        ("@media (width < 40rem) { .mast { gap: 1rem } }", "@media (width < 40rem) { .mast { gap: 1rem } }"),
        ("a { --x: calc(1px + var(--y)) }", "a { --x: calc(1px + var(--y)) }"),
        (".a > .b::after { content: '→' }", '.a > .b::after { content: "→" }'),
        (f"a {{ background: url({OWN}) }}", f"a {{ background: url({OWN}) }}"),
        (f"a {{ background: url('/{OWN}') }}", f'a {{ background: url("{OWN}") }}'),
        (f"a {{ background: URL( /{OWN} ) }}", f"a {{ background: url({OWN}) }}"),
        ("h1 { color: red", "h1 { color: red}"),
        ("h1 { width: calc(1px", "h1 { width: calc(1px)}"),
    ],
)
def test_what_is_harmless_is_written_as_the_parser_read_it(source: str, written: str) -> None:
    assert tamed(source) == (written, [])


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ('@import "https://evil.example/x.css";', Refusal.AT_RULE),
        ("@import url(x.css);", Refusal.AT_RULE),
        (r'@\69mport "x.css";', Refusal.AT_RULE),
        ('@IMPORT "x.css";', Refusal.AT_RULE),
        ('@charset "utf-7";', Refusal.AT_RULE),
        ("@namespace svg url(http://www.w3.org/2000/svg);", Refusal.AT_RULE),
        ("@font-face { font-family: x; src: url(https://evil.example/x.woff2) }", Refusal.AT_RULE),
        ('@media print { a { x: y } @import "x"; }', Refusal.AT_RULE),
        ("a { background: url(https://evil.example/?a) }", Refusal.ADDRESS),
        ("a { background: url('//evil.example') }", Refusal.ADDRESS),
        ("a { background: url(data:image/svg+xml,x) }", Refusal.ADDRESS),
        ("a { background: url(javascript:alert(1)) }", Refusal.BROKEN),
        ("a { behavior: url(assets/../x.htc) }", Refusal.ADDRESS),
        ("a { background: url(/record/keys.json) }", Refusal.ADDRESS),
        (r"a { background: u\72l(https://evil.example) }", Refusal.ADDRESS),
        ("a { --x: url(https://evil.example) }", Refusal.ADDRESS),
        ("@media (x: url(https://evil.example)) {}", Refusal.ADDRESS),
        ("a { background: url(var(--x)) }", Refusal.BROKEN),
        (f"a {{ background: url('{OWN}' x) }}", Refusal.FUNCTION),
        ("a { background: image-set('https://evil.example/x.png' 1x) }", Refusal.FUNCTION),
        ("a { background: -webkit-image-set('x.png' 1x) }", Refusal.FUNCTION),
        ("a { background: src('https://evil.example') }", Refusal.FUNCTION),
        ("a { background: image('https://evil.example') }", Refusal.FUNCTION),
        ("a { width: expression(alert(1)) }", Refusal.FUNCTION),
        ("a { content: '</style><script>alert(1)</script>' }", Refusal.MARKUP),
        (r"a { content: '<\/style>' }", Refusal.MARKUP),
        ("/* </style> */", Refusal.MARKUP),
        ("<!-- a { color: red } -->", Refusal.MARKUP),
        ("a { color: red }}", Refusal.BROKEN),
        ("a { content: 'x\n' }", Refusal.BROKEN),
        ("a { width: 1px) }", Refusal.BROKEN),
    ],
)
def test_what_reaches_elsewhere_or_breaks_out_is_refused(source: str, refusal: Refusal) -> None:
    read = tamed(source)
    assert refusal in {complaint.refusal for complaint in read.complaints}


def test_a_complaint_says_what_and_where() -> None:
    complaints = tamed("a { color: red }\n\n@import 'x';\nb { background: url(https://x.example/) }").complaints
    assert [(each.what, each.line) for each in complaints] == [("@import", 3), ("https://x.example/", 4)]


def test_what_was_written_is_read_the_same_way_again() -> None:
    for source in (r"a { --x: '\A' }", "a{b:c/**/d}", "a { b: 1\\65 2 }", "@media print{a{b:c", ".a\\:b { c: d }", "a { b: '\\'' }"):
        once = tamed(source)
        assert once.complaints == [] and tamed(once.text) == once
