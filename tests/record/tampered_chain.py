"""Tamperings with the chain of lines, its changes and roots, and the head."""

from tests.record.site import NOTHING, Key, sha
from tests.record.tamperings import FORGER, Record, clone, noted, rekey, tampering

# --- the chain ----------------------------------------------------------------------------------------------------------------


@tampering("broken-sequence")
def a_line_is_dropped(record: Record) -> None:
    del record.lines[2]
    record.save()


@tampering("broken-sequence")
def an_insider_drops_a_line_and_signs_the_rest_anew(record: Record) -> None:
    del record.lines[2]
    record.seal(3)


@tampering("broken-sequence")
def the_first_line_is_dropped(record: Record) -> None:
    del record.lines[0]
    record.save()


@tampering("broken-sequence")
def two_lines_are_swapped(record: Record) -> None:
    record.lines[1], record.lines[2] = record.lines[2], record.lines[1]
    record.save()


@tampering("broken-sequence")
def a_line_is_doubled(record: Record) -> None:
    record.lines.insert(2, record.lines[2])
    record.save()


@tampering("broken-sequence")
def an_insider_skips_a_number(record: Record) -> None:
    clone(record, record.last + 1)
    record.lines[-1]["edition"] += 1
    record.seal(record.last)


@tampering("broken-chain")
def an_insider_changes_a_line_and_leaves_the_next_ones(record: Record) -> None:
    record.lines[2]["release"] = "9.9.9"
    record.lines[2] = record.key_for(3).sign("aboveboard-line-v1", record.lines[2])
    record.save()


@tampering("broken-chain")
def a_forger_changes_a_line(record: Record) -> None:
    record.lines[2]["causes"] = ["incident.resolved"]
    record.save()


@tampering("broken-chain")
def the_first_line_follows_another(record: Record) -> None:
    record.lines[0]["previous"] = sha(b"an older record")
    record.seal(1)


@tampering("bad-signature")
def a_forger_changes_the_last_line(record: Record) -> None:
    record.lines[-1]["release"] = "9.9.9"
    record.save()


@tampering("bad-signature")
def every_line_is_signed_by_another_key(record: Record) -> None:
    record.seal(1, FORGER)


@tampering("bad-signature")
def the_last_line_is_signed_by_another_key_under_the_right_name(record: Record) -> None:
    line = record.lines[-1]
    record.lines[-1] = FORGER.sign("aboveboard-line-v1", line)
    record.save()


@tampering("bad-signature")
def the_last_line_is_signed_for_another_purpose(record: Record) -> None:
    record.lines[-1] = record.key_for(record.last).sign("aboveboard-documents-v1", record.lines[-1])
    record.save()


@tampering("bad-signature")
def the_key_that_was_replaced_signs_once_more(record: Record) -> None:
    old, new = record.key_for(record.last), Key("new")
    rekey(record, *record.entries, new.entry(record.last, old))


@tampering("wrong-page")
def another_page_is_asked_for(record: Record) -> dict[str, str]:
    return {"page": "some-other-page"}


@tampering("wrong-page")
def the_last_line_is_of_another_page(record: Record) -> None:
    record.lines[-1]["page"] = "some-other-page"
    record.seal(record.last)


@tampering("wrong-page")
def the_keys_are_those_of_another_page(record: Record) -> None:
    first = record.entries[0] | {"page": "some-other-page"}
    signers = [record.secrets[entry["fingerprint"]] for entry in record.entries]
    others = [
        key.entry(entry["from"], before, first["page"])
        for before, key, entry in zip(signers, signers[1:], record.entries[1:], strict=False)
    ]
    rekey(record, first, *others)


@tampering("time-reversed")
def an_edition_is_dated_back(record: Record) -> None:
    record.lines[-1]["at"] = "2020-01-01T00:00:00Z"
    record.seal(record.last)


@tampering("time-reversed")
def an_edition_is_dated_back_by_less_than_its_text_shows(record: Record) -> None:
    record.lines[-2]["at"], record.lines[-1]["at"] = "2031-01-01T00:00:00.500000Z", "2031-01-01T00:00:00Z"
    record.seal(record.last - 1)


@tampering("valid")
def two_editions_are_half_a_second_apart(record: Record) -> None:
    record.lines[-2]["at"], record.lines[-1]["at"] = "2031-01-01T00:00:00Z", "2031-01-01T00:00:00.500000Z"
    record.seal(record.last - 1)


# --- changes, root, rollback --------------------------------------------------------------------------------------------------


@tampering("bad-changes")
def changes_are_not_sorted(record: Record) -> None:
    record.lines[0]["changes"].reverse()
    record.seal(1)


@tampering("bad-changes")
def a_change_stands_twice(record: Record) -> None:
    record.lines[0]["changes"].insert(0, record.lines[0]["changes"][0])
    record.seal(1)


@tampering("bad-changes")
def what_was_never_said_is_withdrawn(record: Record) -> None:
    record.with_change(record.last, ["incident/never", None])
    record.seal(record.last)


@tampering("bad-changes")
def the_same_version_is_said_again(record: Record) -> None:
    face = next(change for change in record.lines[0]["changes"] if change[0].startswith("page/"))
    record.with_change(record.last, list(face))
    record.seal(record.last)


@tampering("bad-root")
def a_root_is_made_up(record: Record) -> None:
    record.lines[-1]["root"] = NOTHING
    record.seal(record.last)


@tampering("bad-root")
def something_said_is_kept_out_of_the_changes(record: Record) -> None:
    del record.lines[0]["changes"][-1]
    record.seal(1)


@tampering("rolled-back")
def the_last_line_is_cut_off(record: Record) -> None:
    record.lines = record.lines[:-1]
    record.save()


@tampering("rolled-back")
def lines_and_head_are_turned_back(record: Record) -> dict[str, str]:
    since = noted(record, record.last)
    record.cut(2)
    return {"since": since}


@tampering("rolled-back")
def an_insider_rewrites_what_a_reader_has_seen(record: Record) -> dict[str, str]:
    since = noted(record, record.last)
    record.lines[-1]["causes"] = ["page.changed"]
    record.seal(record.last)
    return {"since": since}


@tampering("rolled-back")
def the_head_is_ahead(record: Record) -> None:
    record.write("head.json", {"edition": record.last + 1})


@tampering("stale-head")
def the_head_is_behind(record: Record) -> None:
    record.write("head.json", {"edition": record.last - 1})
