"""How the program logs: structlog for everything, as text for people or as JSON lines, without secrets."""

import logging
from typing import Any

import structlog

LEVELS = ("debug", "info", "warning", "error", "critical")
FORMATS = ("console", "json")

_SECRET_WORDS = ("password", "passwd", "secret", "token", "authorization", "cookie", "credential", "private_key", "database_url")


def without_secrets(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replaces the values of fields whose names speak of secrets."""
    for name in event:
        if any(word in name.lower() for word in _SECRET_WORDS):
            event[name] = "(not logged)"
    return event


_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_secrets,
)


def logging_config(level: str, form: str) -> dict[str, Any]:
    """Settings for ``logging.config.dictConfig``; everything goes to standard error. Also configures structlog."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structlog": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder(), without_secrets, structlog.processors.format_exc_info],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structlog"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django.db.backends": {"level": "INFO"},
            "httpx": {"level": "WARNING"},
            "psycopg.pool": {"level": "ERROR"},
            "markdown_it": {"level": "INFO"},
            "asyncio": {"level": "WARNING"},
        },
    }
