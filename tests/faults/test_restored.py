"""An older database under a newer folder, as an operator brings it back: the SQLite file copied over."""

import json
import shutil
from hashlib import sha256

from tests.cli.conftest import Installation, harbourline  # noqa: F401  (a fixture)


def test_an_older_sqlite_file_under_a_newer_folder_goes_on_from_the_folder(harbourline: Installation) -> None:  # noqa: F811
    database = harbourline.data / "aboveboard.sqlite3"
    older = {path: path.read_bytes() for path in harbourline.data.glob("aboveboard.sqlite3*")}
    said = harbourline("incident", "open", "--title", "After the backup", "--message", "M", "--component", "Rates=major")
    secret = harbourline("incident", "open", "--title", "Zirbelnuss", "--message", "Zirbelnuss", "--component", "Rates=major")
    assert harbourline("redact", f"incident/{secret.out.strip()}", "--reason", "It named a customer.").status == 0
    newest = (harbourline.folder / "record" / "editions.jsonl").read_bytes().splitlines()[-1]
    noted = f"{json.loads(newest)['edition']}:{sha256(newest).hexdigest()}"

    for path in harbourline.data.glob("aboveboard.sqlite3*"):
        path.unlink()
    for path, data in older.items():
        path.write_bytes(data)

    doctor = harbourline("doctor")
    assert doctor.status == 1 and "the next edition goes on from the folder's" in doctor.out
    assert harbourline("publish").status == 0
    resolved = harbourline("incident", "resolve", said.out.strip(), "--message", "Over.")
    assert resolved.status == 0, resolved.err
    verified = harbourline("verify", str(harbourline.folder), "--since", noted)
    assert verified.status == 0 and verified.out.startswith("valid"), verified.out
    held = [path for path in harbourline.data.rglob("*") if path.is_file() and b"Zirbelnuss" in path.read_bytes()]
    assert held == [] and database.exists()


def test_a_folder_from_before_the_backup_is_brought_up_to_date(harbourline: Installation) -> None:  # noqa: F811
    shutil.copytree(harbourline.folder, harbourline.data / "older", symlinks=True)
    harbourline("incident", "open", "--title", "After the copy", "--message", "M", "--component", "Rates=major")
    shutil.rmtree(harbourline.folder)
    shutil.move(harbourline.data / "older", harbourline.folder)

    assert harbourline("publish").status == 0

    assert "After the copy" in (harbourline.folder / "current" / "index.html").read_text()
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")
