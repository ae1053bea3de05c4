"""The folder by itself: segments, copies, trees, and what site.json tells a server."""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import brotli
import pytest

from aboveboard.lib.canonical import canonical_bytes
from aboveboard.lib.etags import time_of
from aboveboard.publishing.actions import publish
from aboveboard.publishing.documents import DOCUMENTS, HOT
from aboveboard.publishing.files import BusyError
from aboveboard.publishing.folder import KEPT, Folder
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.site import site_json, styles_in
from tests.publishing.folders import folder_of
from tests.publishing.states import harbourline
from tests.world import NOW, a_component, a_page, ahead, an_incident


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "page")
    assert made.begin(may_be=lambda: True)
    return made


def some_lines(first: int, count: int) -> list[bytes]:
    return [canonical_bytes({"edition": number}) for number in range(first, first + count)]


def numbers(file: Path) -> list[int]:
    return [json.loads(line)["edition"] for line in file.read_bytes().splitlines()]


def test_a_full_segment_stays_until_the_next_line_comes(folder: Folder) -> None:
    folder.append_lines(1, some_lines(1, 1000))
    assert not (folder.record / "editions-1.jsonl").exists()

    folder.append_lines(1001, some_lines(1001, 1))

    assert numbers(folder.record / "editions-1.jsonl") == list(range(1, 1001))
    assert numbers(folder.record / "editions.jsonl") == [1001] and folder.last_line() == 1001


def test_a_record_made_anew_has_all_its_segments(folder: Folder) -> None:
    folder.append_lines(1, some_lines(1, 2500))

    assert sorted(path.name for path in folder.record.glob("*.jsonl")) == ["editions-1.jsonl", "editions-1001.jsonl", "editions.jsonl"]
    assert numbers(folder.record / "editions.jsonl") == list(range(2001, 2501))


def test_nothing_to_append_changes_nothing(folder: Folder) -> None:
    folder.append_lines(1, some_lines(1, 3))
    folder.append_lines(4, [])

    assert numbers(folder.record / "editions.jsonl") == [1, 2, 3]


def test_only_the_last_trees_are_kept_and_never_the_present_one_goes(folder: Folder) -> None:
    for name in ("9", "10", "10.1", "10.2", "11"):
        folder.write_hot(name, {"index.html": b"a"}, at=NOW)
    folder.switch("10")

    folder.prune()

    left = {path.name for path in folder.root.iterdir() if path.name[0].isdigit()}
    assert left == {"10", "10.1", "10.2", "11"} and len(left) == KEPT + 1


def test_copies_decompress_to_the_document_and_short_ones_have_none(folder: Folder) -> None:
    long = b"<p>All well again</p>" * 40
    folder.write_hot("1", {"index.html": long, "robots.txt": b"short"}, at=NOW)

    assert gzip.decompress((folder.root / "1/index.html.gz").read_bytes()) == long
    assert brotli.decompress((folder.root / "1/index.html.br").read_bytes()) == long
    assert sorted(path.name for path in (folder.root / "1").iterdir()) == ["index.html", "index.html.br", "index.html.gz", "robots.txt"]


def test_a_document_that_became_short_loses_its_copies(folder: Folder) -> None:
    folder.write_shared({"a/index.html": b"x" * 500})
    folder.write_shared({"a/index.html": b"x"})

    assert [path.name for path in (folder.shared / "a").iterdir()] == ["index.html"]


def test_a_second_writer_waits_only_as_long_as_it_says(folder: Folder) -> None:
    with folder.locked(wait=0), pytest.raises(BusyError), folder.locked(wait=0.05):
        pass


def test_what_a_killed_writer_left_half_done_is_swept_away(folder: Folder) -> None:
    (folder.root / ".drafts/7").mkdir(parents=True)

    with folder.locked(wait=0):
        assert not (folder.root / ".drafts/7").exists()


@pytest.mark.django_db(transaction=True)
def test_site_json_tells_a_server_everything() -> None:
    page = a_page(languages=["en", "de"])
    publish(page, now=NOW)

    site = json.loads((folder_of(page) / "site.json").read_bytes())
    rules = dict(site["headers"])

    assert (site["version"], site["page"], site["base"], site["languages"]) == (1, page.key, "/", ["en", "de"])
    assert site["hosts"] == ["localhost", "127.0.0.1", "[::1]"]
    everywhere = rules["*"]
    assert f"style-src 'self' '{STYLE_HASH}'" in everywhere["Content-Security-Policy"]
    assert everywhere["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert everywhere["Cache-Control"] == "public, max-age=5, stale-while-revalidate=10, stale-if-error=86400"
    assert everywhere["X-Content-Type-Options"] == "nosniff" and "Strict-Transport-Security" not in everywhere
    assert site["types"]["feed.json"].startswith("application/feed+json")
    assert rules["head.json"] == {"Cache-Control": "public, max-age=2"}
    assert rules["assets/"] == {"Cache-Control": "public, max-age=31536000, immutable"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["api/v2/", ".atom", ".svg", "record/", "head.json"])
def test_what_others_embed_may_be_read_from_anywhere(name: str) -> None:
    page = a_page()
    publish(page, now=NOW)

    rules = json.loads((folder_of(page) / "site.json").read_bytes())["headers"]

    assert [name, {"Access-Control-Allow-Origin": "*"}] in rules


def test_servers_look_only_where_a_folder_can_be() -> None:
    said = json.loads(site_json(harbourline().state.face, hosts=["status.example"], base="/", style_hashes=()))["in_shared"]

    assert said == ["components/", "history/"]
    assert not [each.path for each in DOCUMENTS if each.temperature == HOT and each.path.startswith(tuple(said))]


@pytest.mark.parametrize(("url", "strict"), [("https://status.example/", True), ("http://status.example/", False)])
def test_an_https_page_asks_for_https_ever_after(url: str, strict: bool) -> None:
    face = harbourline(url=url).state.face

    made = site_json(face, hosts=["status.example"], base="/", style_hashes={"sha256-b", "sha256-a"})

    assert (b"Strict-Transport-Security" in made) == strict
    assert styles_in(made) == {"sha256-a", "sha256-b"}


@pytest.mark.django_db(transaction=True)
def test_old_trees_of_a_published_page_go() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    for n in range(KEPT + 2):
        an_incident(f"Incident {n}", {api: "major_outage"}, at=ahead(minutes=n))
        publish(page, now=ahead(minutes=n))

    trees = sorted(int(path.name) for path in folder_of(page).iterdir() if path.name.isdigit())
    assert trees == [KEPT + 1, KEPT + 2, KEPT + 3]


@pytest.mark.django_db(transaction=True)
def test_every_files_time_is_made_of_its_bytes_so_that_nginxs_etag_changes_if_and_only_if_they_do() -> None:
    page = a_page()
    publish(page, now=NOW)
    files = [file for file in folder_of(page).rglob("*") if file.is_file() and not file.name.startswith(".")]
    assert {"head.json", "site.json", "index.html", "index.html.gz", "index.html.br", "keys.json"} <= {file.name for file in files}
    assert [file for file in files if file.stat().st_mtime != time_of(sha256(file.read_bytes()).digest())] == []
