"""The program's settings, for tests: a folder of their own, the database that ABOVEBOARD_DATABASE_URL names (default SQLite)."""

import os
import tempfile
from pathlib import Path

_here = {name: value for name, value in os.environ.items() if name.startswith("ABOVEBOARD_")}
for _name in _here.keys() - {"ABOVEBOARD_DATABASE_URL"}:
    del os.environ[_name]
DATA_FOLDER = tempfile.TemporaryDirectory(prefix="aboveboard-tests-")
os.environ["ABOVEBOARD_DATA_DIR"] = DATA_FOLDER.name
os.environ["ABOVEBOARD_SITE_URL"] = "http://localhost:8000"
# Playwright keeps an event loop in the tests' thread, in which Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from aboveboard.project.settings import *  # noqa: E402, F403
from aboveboard.project.settings import DATA_DIR, DATABASES, LOGGING, OWN_HOSTS  # noqa: E402

OWN_HOSTS += ["testserver"]  # as Django's test client calls itself

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since locks, WAL and several connections behave differently in memory.
    DATABASES["default"]["NAME"] = str(Path(DATA_DIR) / "aboveboard.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous = OFF"
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}  # thousands of refusals are meant, each with a traceback
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = MEDIA_URL = "/none/"  # Django's server for tests asks for them
