"""Tamperings with lists, documents and their copies."""

import gzip

from tests.record.site import canonical, salt, sha
from tests.record.tamperings import FORGER, Record, swap, tampering

PAGE = "index.html"

# --- lists --------------------------------------------------------------------------------------------------------------------


def forged(record: Record) -> str:
    record.document(PAGE, b"All is well, says the forger")
    return sha(b"All is well, says the forger")


@tampering("bad-list")
def a_page_and_its_list_are_rewritten(record: Record) -> None:
    path = f"record/documents/{record.last}.json"
    listed = record.read(path)["documents"] | {PAGE: forged(record)}
    record.edit(path, documents=listed)


@tampering("bad-list")
def two_lists_are_swapped(record: Record) -> None:
    swap(record, "record/documents/2.json", "record/documents/3.json")


@tampering("bad-list")
def a_list_is_of_another_edition(record: Record) -> None:
    listed = {"documents": record.read(f"record/documents/{record.last}.json")["documents"], "edition": 1}
    record.write(f"record/documents/{record.last}.json", listed)
    record.lines[-1]["documents"] = sha(canonical(listed))
    later = record.folder / f"record/documents/{record.last}-later.json"
    later.unlink(missing_ok=True)
    record.seal(record.last)


@tampering("bad-list")
def a_later_list_is_moved_to_another_edition(record: Record) -> None:
    path, number = record.later()
    other = number - 1 if record.key_for(number - 1) is record.key_for(number) else number + 1
    record.write(f"record/documents/{other}-later.json", (record.folder / path).read_bytes())


@tampering("bad-list")
def a_later_list_is_of_another_plain_list(record: Record) -> None:
    path, number = record.later()
    record.write(path, record.key_for(number).sign("aboveboard-documents-v1", record.read(path) | {"list": salt("x")}))


@tampering("bad-signature")
def a_later_list_is_rewritten(record: Record) -> None:
    path, _ = record.later()
    listed = record.read(path)["documents"] | {PAGE: forged(record)}
    record.edit(path, documents=listed)


@tampering("bad-signature")
def a_later_list_is_signed_by_a_forger(record: Record) -> None:
    path, _ = record.later()
    listed = record.read(path)["documents"] | {PAGE: forged(record)}
    record.write(path, FORGER.sign("aboveboard-documents-v1", record.read(path) | {"documents": listed, "key": FORGER.fingerprint}))


@tampering("bad-signature")
def a_later_list_is_signed_by_a_key_that_was_already_replaced(record: Record) -> None:
    _, number = record.later()
    old = record.key_for(number)
    new = FORGER.entry(number, old)
    record.entries.append(new)
    record.secrets[FORGER.fingerprint] = FORGER
    record.write("record/keys.json", {"keys": record.entries})
    record.seal(number)


@tampering("bad-list")
def a_later_list_is_left_from_another_list_of_its_edition(record: Record) -> None:
    path, number = record.later()
    listed = record.read(f"record/documents/{number}.json")
    listed["documents"]["new.html"] = None
    record.write(f"record/documents/{number}.json", listed)
    record.lines[number - 1]["documents"] = sha(canonical(listed))
    record.seal(number)
    assert record.read(path)["list"] != sha(canonical(listed))


@tampering("wrong-page")
def a_later_list_is_of_another_page(record: Record) -> None:
    path, number = record.later()
    record.write(path, record.key_for(number).sign("aboveboard-documents-v1", record.read(path) | {"page": "some-other-page"}))


# --- documents ----------------------------------------------------------------------------------------------------------------


@tampering("bad-document")
def a_page_is_rewritten(record: Record) -> None:
    forged(record)


@tampering("bad-document")
def a_page_is_missing(record: Record) -> None:
    record.delete(f"current/{PAGE}")


@tampering("bad-document")
def a_file_is_added_to_the_current_tree(record: Record) -> None:
    record.write("current/extra.html", b"Send money")


@tampering("bad-document")
def a_file_is_added_to_the_shared_tree(record: Record) -> None:
    record.write("shared/.well-known/extra.txt", b"Send money")


@tampering("bad-document")
def an_asset_is_added(record: Record) -> None:
    record.write("shared/assets/evil.js", b"steal()")


@tampering("bad-document")
def a_page_in_front_hides_the_true_one(record: Record) -> None:
    path = next(p.relative_to(record.folder / "shared") for p in sorted((record.folder / "shared").rglob("*.html")))
    record.write(f"current/{path}", b"All is well, says the forger")


@tampering("bad-document")
def another_key_is_planted_where_a_server_looks_first(record: Record) -> None:
    record.write("current/record/keys.json", {"keys": [FORGER.entry(1)]})


@tampering("bad-document")
def a_folder_from_elsewhere_is_linked_in(record: Record) -> None:
    (record.folder / "current/linked").symlink_to(record.folder / "record", target_is_directory=True)


@tampering("bad-document")
def two_pages_are_swapped(record: Record) -> None:
    swap(record, f"current/{PAGE}", "shared/record/index.html")
    for path in (f"current/{PAGE}", "shared/record/index.html"):
        for ending in (".gz", ".br"):
            (record.folder / f"{path}{ending}").unlink(missing_ok=True)


@tampering("bad-document")
def the_later_list_is_taken_away(record: Record) -> None:
    record.delete(record.later()[0])


@tampering("bad-copy")
def a_copy_says_something_else(record: Record) -> None:
    record.write(f"current/{PAGE}.gz", gzip.compress(b"All is well, says the forger"))


@tampering("bad-copy")
def a_copy_is_cut_short(record: Record) -> None:
    record.write(f"current/{PAGE}.gz", (record.folder / f"current/{PAGE}.gz").read_bytes()[:-9])


@tampering("bad-copy")
def a_copy_is_no_gzip(record: Record) -> None:
    record.write(f"current/{PAGE}.gz", b"All is well")


@tampering("bad-copy")
def a_copy_has_no_document(record: Record) -> None:
    record.write("shared/lonely.html.br", b"\x0b\x02\x80well\x03")


@tampering("bad-copy")
def a_copy_stands_in_the_record(record: Record) -> None:
    record.write("record/keys.json.gz", gzip.compress(canonical({"keys": [FORGER.entry(1)]})))


@tampering("bad-copy", ours_alone=True)
def a_brotli_copy_is_broken(record: Record) -> None:
    record.write(f"current/{PAGE}.br", b"All is well")
