"""Our verifier against the table of tamperings, the vectors, and a page while it is being published."""

import importlib
import json
import pkgutil
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import tests.record
from aboveboard.publishing.verify import verify_folder, verify_url
from tests.record.site import Site, a_long_site, a_site
from tests.record.tamperings import TABLE, Record, Tampering

for module in pkgutil.iter_modules(tests.record.__path__):  # each tampered_… module fills a part of the table
    if module.name.startswith("tampered_"):
        importlib.import_module(f"tests.record.{module.name}")

VECTORS = json.loads(Path(__file__).parents[2].joinpath("docs/record-vectors.json").read_text())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def record(site: Site, tmp_path: Path) -> Record:
    shutil.copytree(site.folder, tmp_path / "site", symlinks=True)
    return Record(tmp_path / "site", site.keys)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in TABLE])
def test_every_tampering_gets_its_listed_verdict(row: Tampering, record: Record) -> None:
    asked = dict(row.do(record) or {})
    if asked.get("since"):
        number, _, value = asked["since"].partition(":")
        asked["since"] = (int(number), value)

    verdict = verify_folder(record.folder, **asked, pause=lambda _: None)

    assert verdict.code == row.verdict, verdict.detail


def test_the_vectors_are_valid(tmp_path: Path) -> None:
    for name, text in VECTORS["files"].items():
        _write(tmp_path / name, text)
    for name, text in VECTORS["documents"].items():
        _write(tmp_path / "current" / name, text)
    _write(tmp_path / "head.json", json.dumps(VECTORS["head"]))

    verdict = verify_folder(tmp_path, pin=VECTORS["keys"][0]["fingerprint"], since=(3, VECTORS["line_hashes"][2]))

    assert (verdict.code, verdict.detail, verdict.pinned, verdict.edition) == ("valid", "", True, 3)


def test_a_redacted_item_is_reported_and_neither_good_nor_bad(site: Site) -> None:
    verdict = verify_folder(site.folder)

    assert (verdict.code, len(verdict.redacted), verdict.pinned) == ("valid", 1, False)


def test_two_segments_are_read_back_to_the_first_line(tmp_path: Path) -> None:
    a_long_site(tmp_path)

    assert verify_folder(tmp_path).code == "valid"


def test_what_is_a_moment_apart_is_read_once_more_after_two_seconds(record: Record) -> None:
    head = (record.folder / "head.json").read_bytes()
    (record.folder / "head.json").write_bytes(json.dumps({"edition": record.last - 1}).encode())
    pauses: list[float] = []

    def meanwhile(seconds: float) -> None:
        pauses.append(seconds)
        (record.folder / "head.json").write_bytes(head)

    assert (verify_folder(record.folder, pause=meanwhile).code, pauses) == ("valid", [2.0])


def test_a_page_that_goes_on_being_published_is_read_until_the_same_is_wrong_twice(record: Record) -> None:
    head = (record.folder / "head.json").read_bytes()
    heads = [json.dumps({"edition": record.last + 1}).encode(), json.dumps({"edition": record.last - 1}).encode(), head]
    (record.folder / "head.json").write_bytes(json.dumps({"edition": record.last - 1}).encode())
    pauses: list[float] = []

    def meanwhile(seconds: float) -> None:
        pauses.append(seconds)
        (record.folder / "head.json").write_bytes(heads[min(len(pauses), 3) - 1])

    assert verify_folder(record.folder, pause=meanwhile).code == "valid"
    assert len(pauses) == 3


def test_what_stays_wrong_is_said_after_two_readings(record: Record) -> None:
    (record.folder / "head.json").write_bytes(json.dumps({"edition": record.last - 1}).encode())
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


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
