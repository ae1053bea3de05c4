"""Tamperings with items and with the shape of files."""

from tests.record.site import Key, item_hash, salt, sha, tombstone
from tests.record.tamperings import FORGER, Record, swap, tampering

# --- nothing wrong ------------------------------------------------------------------------------------------------------------


@tampering("valid")
def the_newest_text_is_redacted(record: Record) -> None:
    redact(record, record.item("text"), record.key_for(record.last))


def redact(record: Record, item: tuple[str, str, str], key: Key, page: str = "") -> None:
    path, subject, hashed = item
    record.write(path, tombstone(hashed, subject, page or record.page, key))


@tampering("valid")
def the_oldest_text_was_redacted_before_its_key_was_replaced(record: Record) -> None:
    redact(record, record.first_item("text"), record.key_for(1))


@tampering("valid")
def the_oldest_text_is_redacted_with_a_key_that_came_later(record: Record) -> None:
    redact(record, record.first_item("text"), record.key_for(record.last))


@tampering("valid")
def a_text_is_redacted_with_a_key_that_has_signed_no_line_yet(record: Record) -> None:
    coming = Key("the next")
    entry = coming.entry(record.last + 1, record.key_for(record.last), record.page)
    record.write("record/keys.json", {"keys": [*record.entries, entry]})
    redact(record, record.item("text"), coming)


@tampering("valid")
def files_that_nothing_names_lie_in_the_record(record: Record) -> None:
    record.write("record/items/notes.txt", b"left over")
    record.write("record/documents/999999.json", b"left over")


@tampering("valid")
def the_folder_holds_other_folders(record: Record) -> None:
    record.write("1203/index.html", b"left over")
    (record.folder / "current/empty").mkdir()


# --- unreachable, malformed ---------------------------------------------------------------------------------------------------


@tampering("unreachable")
def an_item_is_deleted(record: Record) -> None:
    record.delete(record.item("text")[0])


@tampering("unreachable")
def a_list_is_deleted(record: Record) -> None:
    record.delete("record/documents/2.json")


@tampering("malformed")
def an_item_has_a_fraction(record: Record) -> None:
    path = record.item("component")[0]
    content = record.read(path)["content"] | {"position": 1.5}
    record.write(path, {"content": content, "salt": salt("x")})


@tampering("malformed")
def an_item_has_a_number_too_great_to_agree_on(record: Record) -> None:
    path = record.item("component")[0]
    content = record.read(path)["content"] | {"position": 2**53}
    record.write(path, {"content": content, "salt": salt("x")})


@tampering("malformed")
def an_item_has_a_name_beyond_ascii(record: Record) -> None:
    path = record.item("component")[0]
    content = record.read(path)["content"] | {"größe": 1}
    record.write(path, {"content": content, "salt": salt("x")})


@tampering("malformed")
def an_item_has_a_member_twice(record: Record) -> None:
    path = record.item("text")[0]
    data = (record.folder / path).read_bytes()
    record.write(path, data[:-1] + b',"salt":"' + salt("x").encode() + b'"}')


@tampering("malformed")
def an_item_has_a_member_more(record: Record) -> None:
    record.edit(record.item("text")[0], note="trust me")


@tampering("malformed")
def an_item_is_nested_beyond_reason(record: Record) -> None:
    record.write(
        record.item("text")[0], b'{"content":{"kind":' + b"[" * 100_000 + b"]" * 100_000 + b'},"salt":"' + salt("x").encode() + b'"}'
    )


@tampering("malformed")
def an_item_is_not_utf_8(record: Record) -> None:
    record.write(record.item("text")[0], b'{"content":{"kind":"\xff"},"salt":"' + salt("x").encode() + b'"}')


@tampering("malformed")
def a_list_names_a_file_outside(record: Record) -> None:
    path = f"record/documents/{record.last}.json"
    record.edit(path, documents={"../../secret": sha(b"")})


@tampering("malformed")
def a_list_names_a_compressed_copy(record: Record) -> None:
    path = f"record/documents/{record.last}.json"
    record.edit(path, documents={"index.html.gz": sha(b"")})


# --- items --------------------------------------------------------------------------------------------------------------------


@tampering("bad-item")
def a_text_is_rewritten(record: Record) -> None:
    path = record.item("text")[0]
    record.edit(path, content=record.read(path)["content"] | {"text": "Nothing happened."})


@tampering("bad-item")
def a_salt_is_replaced(record: Record) -> None:
    record.edit(record.item("text")[0], salt=salt("another"))


@tampering("bad-item")
def two_items_are_swapped(record: Record) -> None:
    swap(record, record.item("text")[0], record.item("component")[0])


@tampering("bad-item")
def a_redaction_is_of_another_hash(record: Record) -> None:
    path, subject, _ = record.item("text")
    redact(record, (path, subject, salt("x")), record.key_for(record.last))


@tampering("bad-item")
def a_redaction_is_of_another_subject(record: Record) -> None:
    path, _, hashed = record.item("text")
    redact(record, (path, "text/x", hashed), record.key_for(record.last))


@tampering("bad-item")
def the_redaction_of_another_item_is_put_in_the_place_of_one(record: Record) -> None:
    record.write(record.item("text")[0], (record.folder / redacted(record)).read_bytes())


# --- redactions ---------------------------------------------------------------------------------------------------------------


def redacted(record: Record) -> str:
    """The file of an item that was redacted rightly."""
    items = (record.folder / "record/items").glob("*.json")
    return next(f"record/items/{file.name}" for file in items if b'"redacted"' in file.read_bytes())


@tampering("malformed")
def an_item_is_blanked_without_a_signature(record: Record) -> None:
    path, subject, hashed = record.item("text")
    record.write(path, {"hash": hashed, "redacted": {"at": "2026-11-24T10:00:00Z", "reason": "It named a person"}, "subject": subject})


@tampering("bad-signature")
def a_blanked_item_bears_the_signature_of_another_items_redaction(record: Record) -> None:
    path, subject, hashed = record.item("text")
    record.write(path, record.read(redacted(record)) | {"hash": hashed, "subject": subject})


@tampering("bad-signature")
def an_item_is_blanked_by_a_key_that_is_not_listed(record: Record) -> None:
    redact(record, record.item("text"), FORGER)


@tampering("bad-signature")
def an_item_is_blanked_by_a_forger_under_the_right_name(record: Record) -> None:
    path, subject, hashed = record.item("text")
    named = record.key_for(record.last).fingerprint
    record.write(path, FORGER.sign("aboveboard-redaction-v1", tombstone(hashed, subject, record.page, FORGER) | {"key": named}))


@tampering("bad-signature")
def an_item_is_blanked_by_a_key_that_was_replaced_before_it_was_said(record: Record) -> None:
    redact(record, record.item("text"), record.key_for(1))


@tampering("wrong-page")
def a_redaction_is_of_another_page(record: Record) -> None:
    redact(record, record.item("text"), record.key_for(record.last), page="some-other-page")


@tampering("bad-signature")
def the_reason_of_a_redaction_is_changed(record: Record) -> None:
    path = redacted(record)
    record.edit(path, redacted=record.read(path)["redacted"] | {"reason": "It was true"})


@tampering("bad-signature")
def the_time_of_a_redaction_is_changed(record: Record) -> None:
    path = redacted(record)
    record.edit(path, redacted=record.read(path)["redacted"] | {"at": "2020-01-01T00:00:00Z"})


@tampering("bad-signature")
def a_redaction_is_signed_for_another_purpose(record: Record) -> None:
    path, subject, hashed = record.item("text")
    key = record.key_for(record.last)
    record.write(path, key.sign("aboveboard-documents-v1", tombstone(hashed, subject, record.page, key)))


# --- lines ------------------------------------------------------------------------------------------------------------------


@tampering("bad-item")
def a_line_gives_an_item_another_name(record: Record) -> None:
    content, fresh = {"kind": "group", "id": "one", "name": "One"}, salt("one")
    hashed = item_hash(content, fresh)
    record.write(f"record/items/{hashed[:32]}.json", {"content": content, "salt": fresh})
    record.with_change(record.last, ["group/two", hashed])
    record.reroot()
    record.seal(record.last)
