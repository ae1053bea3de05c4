"""What other parts' errors mean to the person at the terminal: one sentence and an exit status each."""

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError

from aboveboard.cli.outcome import Exit
from aboveboard.lib.env import SettingError


def sentence_for(failure: Exception) -> tuple[str, Exit]:
    """One sentence (field and reason where there is a field) and the status to leave with."""
    match failure:
        case SettingError():
            return str(failure), Exit.FAILED
        case ValidationError():
            return _fields(failure), Exit.FAILED
        case OperationalError() | InterfaceError() if _lacks_tables(failure):
            return "the database has no tables or old ones. `aboveboard migrate` brings it up to date.", Exit.FAILED
        case OperationalError() | InterfaceError():
            return f"the database cannot be reached: {_first_line(failure)}", Exit.UNREACHABLE
        case DatabaseError() if _lacks_tables(failure):
            return "the database has no tables or old ones. `aboveboard migrate` brings it up to date.", Exit.FAILED
        case ImproperlyConfigured():
            return f"settings: {_first_line(failure)}", Exit.FAILED
        case OSError():
            place = f"{failure.filename}: " if failure.filename else ""
            return f"{place}{failure.strerror or failure}", Exit.FAILED
        case _:
            hint = "ABOVEBOARD_LOG_LEVEL=debug shows where."
            return f"this is a mistake in Aboveboard: {type(failure).__name__}: {_first_line(failure)}. {hint}", Exit.FAILED


def _fields(failure: ValidationError) -> str:
    if hasattr(failure, "error_dict"):
        return " ".join(f"{field}: {' '.join(reasons)}" for field, reasons in failure.message_dict.items())
    return " ".join(failure.messages)


def _lacks_tables(failure: Exception) -> bool:
    words = str(failure).lower()
    return any(sign in words for sign in ("no such table", "no such column", "does not exist", "doesn't exist", "unknown column"))


def _first_line(failure: Exception) -> str:
    return (str(failure).strip() or type(failure).__name__).splitlines()[0]
