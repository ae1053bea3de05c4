"""Encodings, ETags and conditional requests."""

import gzip
import os
from pathlib import Path

import brotli
import pytest

from aboveboard.front.app import Front, build
from tests.front.asking import ask
from tests.front.folders import HOT, an_edition, page, write

HOT_AND_WARM = ["/", "/components/api/", "/record/editions.jsonl"]


@pytest.mark.parametrize("address", HOT_AND_WARM)
def test_each_coding_carries_the_same_document(front: Front, address: str) -> None:
    plain, packed, brotlied = (ask(front, address, accept_encoding=taken) for taken in ("identity", "gzip", "gzip, br"))
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert brotlied.headers["content-encoding"] == "br"
    assert plain.body == gzip.decompress(packed.body) == brotli.decompress(brotlied.body)
    assert len({reply.headers["etag"] for reply in (plain, packed, brotlied)}) == 3
    assert {reply.headers["vary"] for reply in (plain, packed, brotlied)} == {"Accept-Encoding"}


def test_a_document_too_small_to_compress_is_sent_as_it_is(front: Front) -> None:
    reply = ask(front, "/badge.svg", accept_encoding="br, gzip")
    assert (reply.status, reply.headers.get("content-encoding")) == (200, None)


def test_refusing_everything_still_gets_the_plain_document(front: Front) -> None:
    assert ask(front, "/", accept_encoding="identity;q=0, *;q=0").body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("address", HOT_AND_WARM)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_client_that_holds_the_bytes_is_told_so(front: Front, address: str, coding: str) -> None:
    whole = ask(front, address, accept_encoding=coding)
    etag = whole.headers["etag"]
    assert etag.startswith('"')
    for method in ("GET", "HEAD"):
        for held in (etag, f'"x", W/{etag}', "*"):
            reply = ask(front, address, method=method, accept_encoding=coding, if_none_match=held)
            assert (reply.status, reply.body) == (304, b"")
            kept = {
                name: value for name, value in whole.headers.items() if name not in ("content-type", "content-length", "content-encoding")
            }
            assert reply.headers == kept
    assert ask(front, address, accept_encoding=coding, if_none_match='"x"').status == 200


@pytest.mark.parametrize("address", [*HOT_AND_WARM, "/head.json"])
def test_head_is_get_without_the_bytes(front: Front, address: str) -> None:
    whole, head = (ask(front, address, method=method, accept_encoding="br") for method in ("GET", "HEAD"))
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


def test_an_etag_changes_if_and_only_if_the_bytes_do(editions: Path) -> None:
    front = build(editions)
    before = {address: ask(front, address).headers["etag"] for address in ("/", "/history/", "/components/api/")}
    an_edition(editions / "localhost", "2", HOT | {"index.html": page("Changed")})
    write(editions / "localhost" / "shared" / "components" / "api" / "index.html", page("API"))
    front.refresh()
    after = {address: ask(front, address).headers["etag"] for address in before}
    assert after["/"] != before["/"]
    assert after["/history/"] == before["/history/"]
    assert after["/components/api/"] == before["/components/api/"]


def test_a_range_is_answered_with_everything(front: Front) -> None:
    assert ask(front, "/", range="bytes=0-3").status == 200


def test_a_large_file_is_sent_in_pieces(editions: Path) -> None:
    large = editions / "localhost" / "record" / "editions-1.jsonl"
    large.write_bytes(b'{"edition":1}\n' * 200_000)
    front = build(editions)
    reply = ask(front, "/record/editions-1.jsonl")
    assert reply.body == large.read_bytes()
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert ask(front, "/record/editions-1.jsonl", if_none_match=reply.headers["etag"]).status == 304
    assert ask(front, "/record/editions-1.jsonl", method="HEAD").headers == reply.headers
    large.write_bytes(b'{"edition":2}\n' * 200_000)  # not even held between two looks
    assert ask(front, "/record/editions-1.jsonl").body == large.read_bytes()


def test_copies_left_behind_without_their_document_are_not_served(editions: Path, front: Front) -> None:
    (editions / "localhost" / "shared" / "components" / "api" / "index.html").unlink()
    assert ask(front, "/components/api/", accept_encoding="br").status == 404


def test_an_etag_is_made_of_the_bytes_and_not_of_the_files_time(editions: Path) -> None:
    before = ask(build(editions), "/history/", accept_encoding="gzip").headers["etag"]
    for file in editions.rglob("*"):
        os.utime(file, (1, 1))
    assert ask(build(editions), "/history/", accept_encoding="gzip").headers["etag"] == before


def test_a_file_that_changed_without_another_time_or_length_is_seen(editions: Path) -> None:
    badge = editions / "localhost" / "shared" / "badge-flat.svg"
    write(badge, "<svg/>")
    front = build(editions)
    seen = []
    for bytes_ in ("<svg/>", "<gvs/>"):
        write(badge, bytes_)
        os.utime(badge, (1, 1))
        front.refresh()
        seen.append(ask(front, "/badge-flat.svg"))
    assert [reply.body for reply in seen] == [b"<svg/>", b"<gvs/>"]
    assert seen[0].headers["etag"] != seen[1].headers["etag"]
