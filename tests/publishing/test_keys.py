"""The signing key and each page's chain of keys."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.conf import settings

from aboveboard.publishing import clock, keys, steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.editions import fingerprint, public_bytes
from aboveboard.publishing.keys import UnusableKeyError, rotate_key, signing_key
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.verify import verify_folder
from tests.publishing.exchanged import exchange_key
from tests.publishing.folders import VALID, folder_of, lines, verdict_of
from tests.publishing.processes import killed_at
from tests.world import NOW, OLGA, a_component, a_page, ahead

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_the_owner_can_read_the_key(data_dir: Path) -> None:
    signing_key()

    assert stat.S_IMODE((data_dir / "keys/signing.pem").stat().st_mode) == 0o600


def test_a_key_from_outside_is_used_and_not_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signing_key()
    given = data_dir / "given.pem"
    given.write_bytes((data_dir / "keys/signing.pem").read_bytes())
    mine = fingerprint(public_bytes(signing_key()))
    (data_dir / "keys/signing.pem").unlink()
    monkeypatch.setattr(settings, "SIGNING_KEY_FILE", given)

    assert fingerprint(public_bytes(signing_key())) == mine and not (data_dir / "keys/signing.pem").exists()


def test_a_file_that_holds_another_kind_of_key_is_refused_by_name(data_dir: Path) -> None:
    other = generate_private_key(65537, 2048)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (data_dir / "keys").mkdir()
    (data_dir / "keys/signing.pem").write_bytes(other.private_bytes(*form))

    with pytest.raises(UnusableKeyError, match=r"signing\.pem holds a key of another kind than Ed25519"):
        signing_key()


def test_a_rotated_key_signs_the_next_edition_and_the_old_pin_still_holds() -> None:
    page = a_page()
    work.publish_due(NOW)
    old = lines(page)[0]["key"]

    new = rotate_key(by=OLGA)
    assert work.publish_due(ahead(minutes=1)) == 1

    assert [line["key"] for line in lines(page)] == [old, new]
    assert lines(page)[1]["causes"] == ["key.rotated"] and lines(page)[1]["changes"] == []
    assert verdict_of(page) == VALID
    assert verify_folder(folder_of(page), pin=old).code == "valid" and verify_folder(folder_of(page), pin=new).code == "valid"


def test_a_key_that_signed_nothing_yet_is_not_rotated() -> None:
    page = a_page()
    publish(page, now=NOW)
    rotate_key(by=OLGA)

    with pytest.raises(UnusableKeyError, match="has signed no edition"):
        rotate_key(by=OLGA)
    assert work.publish_due(ahead(minutes=1)) == 1
    assert verdict_of(page) == VALID


def test_where_a_record_is_no_other_key_is_made_for_one_that_is_missing(data_dir: Path) -> None:
    page = a_page()
    publish(page, now=NOW)
    (data_dir / "keys/signing.pem").rename(data_dir / "mislaid")
    a_component()

    with pytest.raises(UnusableKeyError, match=r"signing\.pem is missing"):
        publish(page, now=ahead(minutes=1))
    (data_dir / "mislaid").rename(data_dir / "keys/signing.pem")
    assert publish(page, now=ahead(minutes=1)) is not None


def test_a_key_exchanged_without_a_rotation_signs_nothing(data_dir: Path) -> None:
    page = a_page()
    publish(page, now=NOW)
    exchange_key()
    a_component()

    with pytest.raises(UnusableKeyError, match="record is signed by"):
        publish(page, now=ahead(minutes=1))
    assert EditionRow.objects.count() == 1


def test_a_rotation_killed_before_its_files_were_exchanged_is_finished() -> None:
    page = a_page()
    publish(page, now=NOW)

    assert killed_at("key vouched for", lambda: rotate_key(by=OLGA))
    work.publish_due(ahead(minutes=1))

    assert len({line["key"] for line in lines(page)}) == 2
    assert verdict_of(page) == VALID


def test_a_page_made_after_a_rotation_begins_with_the_new_key() -> None:
    publish(a_page(), now=NOW)
    new = rotate_key(by=OLGA)
    work.publish_due(NOW)

    late = a_page("Late", slug="late")
    publish(late, now=NOW)

    assert lines(late)[0]["key"] == new and b'"from":1' in keys.keys_json(late)
    assert verdict_of(late) == VALID


def test_what_is_rendered_between_a_rotation_and_its_edition_is_signed_by_a_key_that_readers_know() -> None:
    page = a_page()
    publish(page, now=NOW)
    rotate_key(by=OLGA)

    assert clock.render_again(page, now=ahead(hours=2))

    assert verdict_of(page) == VALID


def test_a_publisher_may_finish_a_rotation_before_the_one_who_began_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()
    publish(page, now=NOW)
    monkeypatch.setattr(steps, "hook", lambda name: name == "key vouched for" and signing_key())

    new = rotate_key(by=OLGA)

    assert fingerprint(public_bytes(signing_key())) == new
