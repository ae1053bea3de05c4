"""Our verifier and a page while it is being published, or at its address. What it tells of tamperings: tests/record."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aboveboard.publishing.verify import verify_folder, verify_url
from tests.record.conftest import record, site
from tests.record.tamperings import Record

assert record is not None and site is not None  # fixtures


def test_what_is_a_moment_apart_is_read_once_more_after_two_seconds(record: Record) -> None:
    head = (record.folder / "head.json").read_bytes()
    record.write("head.json", {"edition": record.last - 1})
    pauses: list[float] = []

    def meanwhile(seconds: float) -> None:
        pauses.append(seconds)
        record.write("head.json", head)

    assert (verify_folder(record.folder, pause=meanwhile).code, pauses) == ("valid", [2.0])


def test_a_page_that_goes_on_being_published_is_read_until_the_same_is_wrong_twice(record: Record) -> None:
    head = (record.folder / "head.json").read_bytes()
    heads = [json.dumps({"edition": record.last + 1}).encode(), json.dumps({"edition": record.last - 1}).encode(), head]
    record.write("head.json", {"edition": record.last - 1})
    pauses: list[float] = []

    def meanwhile(seconds: float) -> None:
        pauses.append(seconds)
        record.write("head.json", heads[min(len(pauses), 3) - 1])

    assert verify_folder(record.folder, pause=meanwhile).code == "valid"
    assert len(pauses) == 3


def test_what_stays_wrong_is_said_after_two_readings(record: Record) -> None:
    record.write("head.json", {"edition": record.last - 1})
    pauses: list[float] = []

    assert (verify_folder(record.folder, pause=pauses.append).code, len(pauses)) == ("stale-head", 1)


def test_a_broken_signature_is_not_read_again(record: Record) -> None:
    record.lines[0]["release"] = "another"
    record.save()

    assert verify_folder(record.folder, pause=lambda _: pytest.fail("read again")).code == "broken-chain"


@pytest.fixture
def address(record: Record) -> Iterator[str]:
    """The folder, served by a plain web server that sees one tree."""
    tree = record.folder.parent / "tree"
    for part in ("shared", "current"):
        if (record.folder / part).exists():
            shutil.copytree(record.folder / part, tree, dirs_exist_ok=True)
    shutil.copytree(record.folder / "record", tree / "record", dirs_exist_ok=True)
    shutil.copy(record.folder / "head.json", tree)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tree))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_page_is_verified_by_its_address(address: str) -> None:
    verdict = verify_url(address)

    assert (verdict.code, verdict.detail) == ("valid", "")


def test_a_changed_document_is_found_over_http(address: str, record: Record) -> None:
    (record.folder.parent / "tree" / "index.html").write_text("All is well, and always was.")

    assert verify_url(address, pause=lambda _: None).code == "bad-document"


def test_an_address_where_nothing_answers_is_unreachable() -> None:
    assert verify_url("http://127.0.0.1:9", pause=lambda _: None).code == "unreachable"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass
