"""What requests ask for."""

import pytest

from aboveboard.front.negotiate import codings, file_path, holds, host_of


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, ("",)),
        ("", ("",)),
        ("gzip", ("gzip", "")),
        ("gzip, deflate, br, zstd", ("br", "gzip", "")),
        ("br;q=0.5, gzip", ("gzip", "br", "")),
        ("br;q=0.5, gzip;q=0.5", ("br", "gzip", "")),
        ("br;q=0, gzip", ("gzip", "")),
        ("gzip;q=0.000", ("",)),
        ("*", ("br", "gzip", "")),
        ("*;q=0", ("",)),
        ("gzip, *;q=0", ("gzip", "")),
        ("br;q=0, *", ("gzip", "")),
        ("identity, br;q=0.5", ("", "br")),
        ("identity;q=0", ("",)),
        ("identity;q=0, gzip", ("gzip", "")),
        ("X-GZIP", ("gzip", "")),
        ("gzip;q=nonsense, br;q=2", ("",)),
        ("deflate", ("",)),
        (" gzip ; q = 0.3 ,, br ", ("br", "gzip", "")),
    ],
)
def test_the_best_coding_that_a_client_takes_is_chosen(header: str | None, wanted: tuple[str, ...]) -> None:
    assert codings(header) == wanted


@pytest.mark.parametrize(
    ("header", "held"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b" , W/"a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
        ('"a', False),
    ],
)
def test_a_client_holds_the_bytes_if_any_of_its_tags_is_theirs(header: str, held: bool) -> None:
    assert holds(header, '"a"') is held


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost", "localhost"),
        ("LocalHost:8000", "localhost"),
        ("status.example.com.", "status.example.com"),
        ("status.example.com.:443", "status.example.com"),
        ("127.0.0.1:80", "127.0.0.1"),
        ("[::1]:8000", "[::1]"),
        ("[::1]", "[::1]"),
        ("", None),
        ("a,b", None),
        ("localhost, evil", None),
        ("user@localhost", None),
        ("localhost:80:90", None),
        ("localhost:http", None),
        ("local host", None),
        ("localhost/x", None),
        (".localhost", None),
        ("a" * 300, None),
    ],
)
def test_a_host_header_names_one_plain_host_or_none(header: str, host: str | None) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "index.html"),
        ("incidents/k3f9/", "incidents/k3f9/index.html"),
        ("feed.atom", "feed.atom"),
        ("incidents/k3f9", "incidents/k3f9"),
        (".well-known/security.txt", ".well-known/security.txt"),
        ("../site.json", None),
        ("a/../../site.json", None),
        ("./index.html", None),
        ("a//b", None),
        ("/etc/passwd", None),
        ("..", None),
        ("a\\..\\b", None),
        ("a\x00b", None),
        ("a\nb", None),
        ("\xff\xfe", None),
        ("\xc0\xae\xc0\xae/", None),
        (".index.html.part", None),
        ("a/.git/config", None),
        (".well-known", None),
        ("index.html.gz", None),
        ("feed.atom.br", None),
        ("a" * 600, None),
        ("a" * 250, None),
    ],
)
def test_a_path_names_a_file_that_can_be_published_or_none(path: str, file: str | None) -> None:
    assert file_path(path) == file
