"""What is published appears, what is withdrawn goes, and a half-written folder takes nothing away."""

import json
import shutil
from pathlib import Path
from time import monotonic, sleep

import pytest

from aboveboard.front.app import Front, build
from aboveboard.front.cache import OVERHEAD, FileCache
from aboveboard.front.site import SiteError, read_site
from tests.front.asking import ask
from tests.front.folders import HOT, SITE, a_folder, an_edition, page, write


def asked_until(front: Front, address: str, expected: bytes) -> None:
    """The answer becomes `expected` by itself."""
    deadline = monotonic() + 30
    while expected not in (reply := ask(front, address)).body and monotonic() < deadline:
        sleep(0.01)
    assert expected in reply.body


def test_a_new_edition_is_served_without_restart(editions: Path) -> None:
    front = build(editions)
    an_edition(editions / "localhost", "2", HOT | {"index.html": page("Edition two")})
    asked_until(front, "/", b"Edition two")
    an_edition(editions / "localhost", "2.1", HOT | {"index.html": page("Rendered again")})
    asked_until(front, "/", b"Rendered again")


def test_a_new_page_is_served_and_a_withdrawn_one_is_gone_without_restart(editions: Path) -> None:
    front = build(editions)
    assert ask(front, "/p/acme/").status == 404
    a_folder(editions / "acme", base="/p/acme/", hot={"index.html": page("Acme")})
    asked_until(front, "/p/acme/", b"Acme")
    shutil.rmtree(editions / "acme")
    asked_until(front, "/p/acme/", b"Own look 404")


def test_a_page_without_pointer_is_not_served(editions: Path) -> None:
    front = build(editions)
    (editions / "localhost" / "current").unlink()
    front.refresh()
    assert ask(front, "/").status == 404
    assert ask(front, "/components/api/").status == 404


def test_a_change_of_hosts_takes_effect_without_restart(editions: Path) -> None:
    front = build(editions)
    part = editions / "localhost" / ".site.part"
    part.write_text(json.dumps(SITE | {"hosts": ["status.new.test"]}))
    part.rename(editions / "localhost" / "site.json")
    front.refresh()
    assert ask(front, "/", host="status.new.test").status == 200
    assert ask(front, "/", host="localhost").status == 404


@pytest.mark.parametrize("text", ["{", '{"version": 2}', "[]", '{"version": 1}', json.dumps(SITE | {"base": "nope"})])
def test_a_site_json_that_cannot_be_read_takes_nothing_away(editions: Path, text: str) -> None:
    front = build(editions)
    (editions / "localhost" / "site.json").write_text(text)
    front.refresh()
    assert ask(front, "/").status == 200
    with pytest.raises(SiteError):
        read_site(editions / "localhost" / "site.json")


def test_header_values_with_line_breaks_are_refused(editions: Path) -> None:
    file = editions / "localhost" / "site.json"
    file.write_text(json.dumps(SITE | {"headers": [["*", {"X-A": "b\r\nSet-Cookie: x"}]]}))
    with pytest.raises(SiteError):
        read_site(file)


def test_a_disk_that_went_away_takes_nothing_away(editions: Path) -> None:
    front = build(editions)
    editions.rename(editions.with_name("unmounted"))
    front.refresh()
    assert ask(front, "/").status == 200
    assert ask(front, "/nothing").status == 404


def test_a_pointer_to_a_folder_that_is_not_there_shows_nothing_rather_than_half(editions: Path) -> None:
    front = build(editions)
    an_edition(editions / "localhost", "3", {"index.html": page("Three")})
    front.refresh()
    assert ask(front, "/").body == page("Three").encode()
    assert ask(front, "/history/").status == 404


def test_no_folder_at_all_is_no_failure(tmp_path: Path) -> None:
    front = build(tmp_path / "not-yet")
    assert ask(front, "/").status == 404
    a_folder(tmp_path / "not-yet" / "localhost")
    asked_until(front, "/", b"Harbourline")


def test_a_head_file_rewritten_in_place_of_the_old_is_seen(editions: Path) -> None:
    front = build(editions)
    before = ask(front, "/head.json")
    assert before.body == b'{"edition":1}'
    write(editions / "localhost" / "head.json", '{"edition":2}')
    asked_until(front, "/head.json", b'{"edition":2}')
    assert ask(front, "/head.json").headers["etag"] != before.headers["etag"]


def test_what_comes_to_shared_appears_and_what_goes_disappears(editions: Path) -> None:
    front = build(editions)
    assert ask(front, "/components/new/").status == 404
    assert ask(front, "/components/new").status == 404
    write(editions / "localhost" / "shared" / "components" / "new" / "index.html", page("New component"))
    asked_until(front, "/components/new/", b"New component")
    assert ask(front, "/components/new").status == 301
    shutil.rmtree(editions / "localhost" / "shared" / "components" / "new")
    asked_until(front, "/components/new/", b"Own look 404")


def test_a_thousand_addresses_that_are_not_there_leave_nothing_behind(editions: Path) -> None:
    front = build(editions)
    assert {ask(front, f"/nothing/{number}/").status for number in range(1000)} == {404}
    assert ask(front, "/components/api/").status == 200


def test_the_cache_forgets_the_least_used_when_it_is_full(editions: Path) -> None:
    site = read_site(editions / "localhost" / "site.json")
    shared = editions / "localhost" / "shared"
    size = len(page("x" * 4).encode())
    for name in "abc":
        write(shared / f"{name}.html", page(name * 4))
    cache = FileCache(budget=2 * (size + OVERHEAD))
    first = cache.copy(shared / "a.html", "a.html", ("",), site)
    cache.copy(shared / "b.html", "b.html", ("",), site)
    assert cache.copy(shared / "a.html", "a.html", ("",), site) is first
    cache.copy(shared / "c.html", "c.html", ("",), site)
    assert cache.held <= cache.budget
    assert cache.copy(shared / "a.html", "a.html", ("",), site) is first
    again = cache.copy(shared / "b.html", "b.html", ("",), site)
    assert again is not None
    assert b"bbbb" in again.whole.body[0]
    assert cache.held <= cache.budget


def test_two_pages_that_claim_one_address_do_not_take_turns(tmp_path: Path) -> None:
    a_folder(tmp_path / "b", hot={"index.html": page("Second")})
    a_folder(tmp_path / "a", hot={"index.html": page("First")})
    front = build(tmp_path)
    for _ in range(3):
        assert b"First" in ask(front, "/").body
        front.refresh()
