"""Secrets at rest: sealed, opened by the right key for the right purpose, and by nothing else."""

import pytest

from aboveboard.lib.secrets import KEY_BYTES, Keyring, UnreadableSecretError, new_key, parsed_keys

OLD, NEW = bytes(range(KEY_BYTES)), bytes(range(1, KEY_BYTES + 1))


def test_what_was_sealed_opens_again_and_never_looks_the_same_twice() -> None:
    ring = Keyring([NEW])
    first, second = ring.seal("JBSWY3DPEHPK3PXP", "factor"), ring.seal("JBSWY3DPEHPK3PXP", "factor")
    assert first != second
    assert "JBSWY3DPEHPK3PXP" not in first
    assert ring.open(first, "factor") == ring.open(second, "factor") == "JBSWY3DPEHPK3PXP"


def test_after_a_new_key_came_the_old_one_still_opens_what_it_sealed() -> None:
    before = Keyring([OLD]).seal("seed", "factor")
    ring = Keyring([NEW, OLD])
    assert ring.open(before, "factor") == "seed"
    assert (ring.is_present(before), ring.is_present(ring.seal("seed", "factor"))) == (False, True)


@pytest.mark.parametrize(
    ("ring", "purpose", "change"),
    [
        (Keyring([OLD]), "factor", lambda sealed: sealed),
        (Keyring([NEW]), "single sign-on", lambda sealed: sealed),
        (Keyring([NEW]), "factor", lambda sealed: sealed[:-2] + ("AA" if sealed[-2:] != "AA" else "BB")),
        (Keyring([NEW]), "factor", lambda sealed: sealed[:30]),
        (Keyring([NEW]), "factor", lambda sealed: "JBSWY3DPEHPK3PXP"),
        (Keyring([NEW]), "factor", lambda sealed: ""),
    ],
)
def test_another_key_another_purpose_or_another_text_opens_nothing(ring: Keyring, purpose: str, change: object) -> None:
    sealed = Keyring([NEW]).seal("seed", "factor")
    with pytest.raises(UnreadableSecretError) as refusal:
        ring.open(change(sealed), purpose)  # type: ignore[operator]
    assert "seed" not in str(refusal.value)


def test_keys_are_read_from_text_and_refused_without_being_shown() -> None:
    first, second = new_key(), new_key()
    assert [len(key) for key in parsed_keys(f"{first}\n{second},\n")] == [KEY_BYTES, KEY_BYTES]
    for wrong in ("", "hunter2", first[:-3], f"{first} hunter2hunter2!"):
        with pytest.raises(ValueError, match="key") as refusal:
            parsed_keys(wrong)
        assert "hunter2" not in str(refusal.value)
