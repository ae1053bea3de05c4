"""ABOVEBOARD_DATABASE_URL as Django's DATABASES entry: SQLite, PostgreSQL, MySQL and MariaDB, with their timeouts and TLS."""

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LOCK_SECONDS = 10  # how long a statement waits for a lock
CONNECT_SECONDS = 5
GONE_SECONDS = 10  # after which a server that answers nothing, not even on the network's level, counts as gone

_SSL_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")

_KEEP_ALIVE = {
    "keepalives_idle": GONE_SECONDS // 2,
    "keepalives_interval": 1,
    "keepalives_count": GONE_SECONDS // 2,
    "tcp_user_timeout": GONE_SECONDS * 1000,
}


def database_from(url: str, *, statement_seconds: int, connections: int) -> dict[str, Any]:
    """``url`` is ``sqlite:///<path>``, ``postgres://…`` or ``mysql://user:password@host:port/name?sslmode=…``.

    ``statement_seconds`` 0 means no limit; ``connections`` bounds the pool. Raises ``ValueError`` with a reason that does
    not contain the address, since that may hold a password.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "sqlite":
        return _sqlite(parts.netloc, unquote(parts.path), options)
    if parts.scheme not in ("postgres", "postgresql", "mysql", "mariadb"):
        raise ValueError("has to begin with sqlite:///, postgres:// or mysql://.")
    name = unquote(parts.path).strip("/")
    if not name:
        raise ValueError("does not name a database (the part after the host).")
    if options.get("sslmode", "prefer") not in _SSL_MODES:
        raise ValueError(f"has an unknown sslmode; it can be {', '.join(_SSL_MODES)}.")
    try:
        port = str(parts.port or "")
    except ValueError:
        raise ValueError("has a port that is not a number.") from None
    login = {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
    }
    if parts.scheme.startswith("postgres"):
        return login | _postgresql(options, statement_seconds, connections)
    return login | _mysql(options, statement_seconds)


def _sqlite(netloc: str, path: str, options: dict[str, str]) -> dict[str, Any]:
    if netloc or len(path) < 2 or options:
        raise ValueError("has to be sqlite:///relative/path or sqlite:////absolute/path, without options.")
    # secure_delete: redacted words leave the file itself. IMMEDIATE: an action that reads before it writes cannot meet a
    # writer half-way; reads go through lib.snapshots, or through no transaction at all.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(path[1:]).absolute(),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": LOCK_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON",
        },
    }


def _postgresql(options: dict[str, str], statement_seconds: int, connections: int) -> dict[str, Any]:
    limits = {
        "statement_timeout": statement_seconds * 1000,
        "lock_timeout": LOCK_SECONDS * 1000,
        "idle_in_transaction_session_timeout": 60_000,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "aboveboard",
            **_KEEP_ALIVE,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            **options,
            # reconnect_timeout: a pool that failed for long would otherwise wait for minutes after the server is back.
            "pool": {"min_size": 0, "max_size": connections, "timeout": CONNECT_SECONDS, "reconnect_timeout": CONNECT_SECONDS},
        },
    }


def _mysql(options: dict[str, str], statement_seconds: int) -> dict[str, Any]:
    import pymysql

    pymysql.install_as_MySQLdb()
    tls = _mysql_tls(options)
    if options:
        raise ValueError(f"has options that are not known for MySQL: {', '.join(sorted(options))}.")
    # Each server reads its own kind of comment, and takes the other for a comment.
    limits = f"/*!50708 , max_execution_time = {statement_seconds * 1000} */ /*M!100101 , max_statement_time = {statement_seconds} */"
    return {
        "ENGINE": "django.db.backends.mysql",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "charset": "utf8mb4",
            "connect_timeout": CONNECT_SECONDS,
            **({"read_timeout": statement_seconds + GONE_SECONDS, "write_timeout": GONE_SECONDS} if statement_seconds else {}),
            "isolation_level": "read committed",
            "init_command": f"SET sql_mode = 'TRADITIONAL', innodb_lock_wait_timeout = {LOCK_SECONDS} {limits}",
            **tls,
        },
        "TEST": {"CHARSET": "utf8mb4"},
    }


def _mysql_tls(options: dict[str, str]) -> dict[str, Any]:
    """PyMySQL's options for the names that PostgreSQL uses: sslmode, sslrootcert, sslcert, sslkey. Takes them out of ``options``."""
    mode = options.pop("sslmode", "prefer")
    authority, certificate, key = (options.pop(name, None) for name in ("sslrootcert", "sslcert", "sslkey"))
    if mode == "disable":
        return {"ssl_disabled": True}
    if mode == "prefer":
        return {}
    try:
        context = ssl.create_default_context(cafile=authority)
        if certificate:
            context.load_cert_chain(certificate, key)
    except OSError as error:
        raise ValueError(f"names a certificate or key that cannot be used ({error.strerror or 'not PEM'}).") from None
    context.check_hostname = mode == "verify-full"
    context.verify_mode = ssl.CERT_NONE if mode == "require" else ssl.CERT_REQUIRED
    return {"ssl": context}
