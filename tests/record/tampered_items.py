"""Tamperings with items and with the shape of files."""

from tests.record.site import item_hash, salt, sha
from tests.record.tamperings import Record, swap, tampering

# --- nothing wrong ------------------------------------------------------------------------------------------------------------


@tampering("valid")
def the_newest_text_is_redacted(record: Record) -> None:
    path, subject, hashed = record.item("text")
    record.write(path, {"hash": hashed, "redacted": {"at": "2026-11-24T10:00:00Z", "reason": "It named a person"}, "subject": subject})


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
    record.write(path, {"hash": salt("x"), "redacted": {"at": "2026-11-24T10:00:00Z", "reason": "?"}, "subject": subject})


@tampering("bad-item")
def a_redaction_is_of_another_subject(record: Record) -> None:
    path, _, hashed = record.item("text")
    record.write(path, {"hash": hashed, "redacted": {"at": "2026-11-24T10:00:00Z", "reason": "?"}, "subject": "text/x"})


@tampering("bad-item")
def a_line_gives_an_item_another_name(record: Record) -> None:
    content, fresh = {"kind": "group", "id": "one", "name": "One"}, salt("one")
    hashed = item_hash(content, fresh)
    record.write(f"record/items/{hashed[:32]}.json", {"content": content, "salt": fresh})
    record.with_change(record.last, ["group/two", hashed])
    record.reroot()
    record.seal(record.last)
