"""Settings."""

import os
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("ABOVEBOARD_DATA_DIR", BASE / "var"))
SECRET_KEY = "x" * 50
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = [f"aboveboard.{a}" for a in ("events", "pages", "components", "incidents", "maintenances", "publishing")]
MIDDLEWARE = []
ROOT_URLCONF = "aboveboard.project.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "aboveboard.sqlite3"}}
