"""project/logs.py: lines for people, JSON for machines, secrets for nobody."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import logging, logging.config, sys, structlog
from aboveboard.project.logs import logging_config
logging.config.dictConfig(logging_config("info", sys.argv[1]))
structlog.get_logger("aboveboard.test").info("mail.sent", to="vera@example.org", smtp_password="hunter2")
structlog.get_logger("aboveboard.test").debug("mail.detail")
logging.getLogger("library").warning("plain %s", "words", extra={"api_token": "hunter2"})
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("library").exception("failed")
"""


@pytest.mark.parametrize("form", ["console", "json"])
def test_both_kinds_of_logger_write_one_form_to_standard_error_without_secrets(form: str) -> None:
    end = subprocess.run([sys.executable, "-c", PROGRAM, form], capture_output=True, text=True, check=True)
    assert end.stdout == ""
    assert "hunter2" not in end.stderr
    for words in ("mail.sent", "vera@example.org", "plain words", "ZeroDivisionError"):
        assert words in end.stderr
    assert "mail.detail" not in end.stderr
    if form == "json":
        lines = [json.loads(line) for line in end.stderr.splitlines()]
        assert [line["level"] for line in lines] == ["info", "warning", "error"]
        assert lines[0]["smtp_password"] == "(not logged)"
