"""Tamperings with the shape of lines, and with keys."""

import json

from tests.record.site import Key, canonical, sha
from tests.record.tamperings import FORGER, Record, anew, noted, rekey, tampering

# --- nothing wrong ------------------------------------------------------------------------------------------------------------


@tampering("valid")
def nothing_is_touched(record: Record) -> dict[str, str]:
    return {"pin": record.entries[-1]["fingerprint"], "since": noted(record, record.last), "page": record.lines[0]["page"]}


@tampering("valid")
def the_first_key_is_pinned(record: Record) -> dict[str, str]:
    return {"pin": record.entries[0]["fingerprint"], "since": noted(record, 2)}


@tampering("valid")
def a_forger_makes_the_whole_record_anew_and_nobody_pins(record: Record) -> None:
    anew(record)


@tampering("valid")
def an_insider_publishes_without_changing_a_word(record: Record) -> None:
    number = record.last + 1
    record.write(f"record/documents/{number}.json", {"documents": {}, "edition": number})
    line = record.lines[-1] | {"edition": number, "changes": [], "documents": sha(canonical({"documents": {}, "edition": number}))}
    record.lines.append(line)
    record.seal(number)
    record.write("head.json", {"edition": number})


# --- unreachable --------------------------------------------------------------------------------------------------------------


@tampering("unreachable")
def the_keys_are_deleted(record: Record) -> None:
    record.delete("record/keys.json")


@tampering("unreachable")
def the_lines_are_deleted(record: Record) -> None:
    record.delete("record/editions.jsonl")


@tampering("unreachable")
def a_folder_stands_where_the_lines_were(record: Record) -> None:
    record.delete("record/editions.jsonl")
    (record.folder / "record/editions.jsonl").mkdir()


@tampering("unreachable")
def the_head_is_deleted(record: Record) -> None:
    record.delete("head.json")


@tampering("unreachable")
def a_folder_stands_where_the_head_was(record: Record) -> None:
    record.delete("head.json")
    (record.folder / "head.json").mkdir()


# --- malformed ----------------------------------------------------------------------------------------------------------------


@tampering("malformed")
def the_last_line_is_cut_in_half(record: Record) -> None:
    record.write("record/editions.jsonl", (record.folder / "record/editions.jsonl").read_bytes()[:-200])


@tampering("malformed")
def the_last_newline_is_missing(record: Record) -> None:
    record.write("record/editions.jsonl", (record.folder / "record/editions.jsonl").read_bytes()[:-1])


@tampering("malformed")
def lines_end_as_on_windows(record: Record) -> None:
    record.write("record/editions.jsonl", (record.folder / "record/editions.jsonl").read_bytes().replace(b"\n", b"\r\n"))


@tampering("malformed")
def the_file_of_lines_is_empty(record: Record) -> None:
    record.write("record/editions.jsonl", b"")


@tampering("malformed")
def an_empty_line_is_appended(record: Record) -> None:
    record.write("record/editions.jsonl", (record.folder / "record/editions.jsonl").read_bytes() + b"\n")


@tampering("malformed")
def a_line_is_written_with_spaces(record: Record) -> None:
    record.write("record/editions.jsonl", b"".join(json.dumps(line, sort_keys=True).encode() + b"\n" for line in record.lines))


@tampering("malformed")
def a_line_gets_one_member_more(record: Record) -> None:
    record.lines[1]["reason"] = "because"
    record.seal(2)


@tampering("malformed")
def a_line_loses_a_member(record: Record) -> None:
    del record.lines[1]["actors"]
    record.seal(2)


@tampering("malformed")
def a_line_says_true_instead_of_one(record: Record) -> None:
    record.lines[-1]["v"] = True
    record.seal(record.last)


@tampering("malformed")
def a_line_is_of_another_version(record: Record) -> None:
    record.lines[-1]["v"] = 2
    record.seal(record.last)


@tampering("malformed")
def a_hash_is_in_capitals(record: Record) -> None:
    record.lines[-1]["root"] = record.lines[-1]["root"].upper()
    record.seal(record.last)


@tampering("malformed")
def a_time_has_an_offset(record: Record) -> None:
    record.lines[-1]["at"] = record.lines[-1]["at"].replace("Z", "+00:00")
    record.seal(record.last)


@tampering("malformed")
def a_time_has_a_fraction_of_zero(record: Record) -> None:
    record.lines[-1]["at"] = "2031-01-01T00:00:00.000000Z"
    record.seal(record.last)


@tampering("malformed")
def a_time_is_no_day_of_the_calendar(record: Record) -> None:
    record.lines[-1]["at"] = "2031-02-31T00:00:00Z"
    record.seal(record.last)


@tampering("malformed")
def a_subject_has_a_space(record: Record) -> None:
    record.with_change(record.last, ["incident/a b", None])
    record.seal(record.last)


@tampering("malformed")
def a_signature_is_in_another_base64_form(record: Record) -> None:
    signature = record.lines[-1]["signature"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    record.lines[-1]["signature"] = signature[:85] + alphabet[alphabet.index(signature[85]) + 1] + "=="
    record.save()


@tampering("malformed")
def the_keys_are_printed_prettily(record: Record) -> None:
    record.write("record/keys.json", json.dumps({"keys": record.entries}, indent=1).encode())


@tampering("malformed")
def the_head_says_nothing(record: Record) -> None:
    record.write("head.json", b"{}")


@tampering("malformed")
def the_head_is_no_json(record: Record) -> None:
    record.write("head.json", b"<html>404</html>")


# --- keys ---------------------------------------------------------------------------------------------------------------------


@tampering("broken-key-chain")
def there_is_no_key_at_all(record: Record) -> None:
    rekey(record)


@tampering("broken-key-chain")
def a_fingerprint_is_not_of_its_key(record: Record) -> None:
    rekey(record, record.entries[0] | {"fingerprint": FORGER.fingerprint}, *record.entries[1:])


@tampering("broken-key-chain")
def the_first_key_begins_at_the_second_edition(record: Record) -> None:
    rekey(record, record.entries[0] | {"from": 2}, *record.entries[1:])


@tampering("broken-key-chain")
def a_forger_adds_a_key_that_no_key_signed(record: Record) -> None:
    entry = FORGER.entry(record.last + 1, FORGER)
    rekey(record, *record.entries, entry | {"signed_by": record.entries[-1]["fingerprint"]})


@tampering("broken-key-chain")
def a_key_names_another_signer(record: Record) -> None:
    signer = record.key_for(record.last)
    rekey(record, *record.entries, signer.sign("aboveboard-key-v1", FORGER.entry(record.last + 1, FORGER)))


@tampering("broken-key-chain")
def a_key_is_unsigned(record: Record) -> None:
    rekey(record, *record.entries, FORGER.entry(record.last + 1))


@tampering("broken-key-chain")
def a_key_begins_no_later_than_the_one_before(record: Record) -> None:
    rekey(record, *record.entries, FORGER.entry(record.entries[-1]["from"], record.key_for(record.last)))


@tampering("broken-key-chain")
def a_key_is_put_off_without_a_new_signature(record: Record) -> None:
    added = FORGER.entry(record.last + 1, record.key_for(record.last))
    rekey(record, *record.entries, added | {"from": record.last + 2})


@tampering("broken-key-chain")
def a_key_comes_back(record: Record) -> None:
    middle = Key("for a day")
    again = record.key_for(1).entry(record.last + 2, middle)
    rekey(record, *record.entries, middle.entry(record.last + 1, record.key_for(record.last)), again)


@tampering("wrong-key")
def a_forger_makes_the_whole_record_anew(record: Record) -> dict[str, str]:
    pin = record.entries[0]["fingerprint"]
    anew(record)
    return {"pin": pin}


@tampering("wrong-key")
def a_forger_lists_the_pinned_key_last_for_an_edition_to_come(record: Record) -> dict[str, str]:
    honest = record.key_for(1)
    anew(record)
    rekey(record, FORGER.entry(1), honest.entry(record.last + 1, FORGER))
    return {"pin": honest.fingerprint}
