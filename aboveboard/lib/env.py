"""The one way to read the environment: typed, with defaults, and refusing bad values in one clear line each."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from aboveboard.lib.proxies import Network, networks_of

PREFIX = "ABOVEBOARD_"


class SettingError(Exception):
    """What is wrong with the settings, one line for each. Never contains a secret's value."""


class Declared(NamedTuple):
    """A setting that the program reads; docs/settings.md lists exactly these."""

    name: str
    default: str
    help: str
    secret: bool


class Told(NamedTuple):
    """A setting as it may be shown: ``value`` is null for a secret, and where the default holds."""

    setting: Declared
    is_set: bool
    value: str | None


class Env:
    """Reads settings by their name without prefix. Nothing is refused before ``finish``, so that one start names every mistake."""

    def __init__(self, environ: Mapping[str, str] | None = None, *, dotenv: Path | None = None) -> None:
        """``environ`` wins over the file ``dotenv``, which need not exist (default: ``.env`` in the working folder)."""
        self.declared: dict[str, Declared] = {}
        self._refusals: list[str] = []
        self._real = os.environ if environ is None else environ
        self._file = self._read_dotenv(Path(".env") if dotenv is None else dotenv)

    def text(self, name: str, default: str, about: str, *, secret: bool = False, shown: str | None = None) -> str:
        """The value as it stands. A secret may also come from the file that ``<NAME>_FILE`` names. ``shown``: the default in words."""
        self.declared[name] = Declared(name, default if shown is None else shown, about, secret)
        value = self._raw(name, secret)
        return default if value is None else value

    def integer(self, name: str, default: int, about: str, *, least: int, most: int) -> int:
        """A whole number within ``least`` and ``most``."""

        def convert(value: str) -> int:
            number = int(value)
            if not least <= number <= most:
                raise ValueError
            return number

        return self._converted(name, default, about, convert, f"a whole number from {least} to {most}")

    def choice(self, name: str, default: str, about: str, *, choices: Iterable[str]) -> str:
        """One of ``choices``, in any case."""
        known = tuple(choices)

        def convert(value: str) -> str:
            return known[known.index(value.lower())]

        return self._converted(name, default, about, convert, f"one of {', '.join(known)}")

    def words(self, name: str, default: tuple[str, ...], about: str, *, shown: str | None = None) -> tuple[str, ...]:
        """A list separated by commas or spaces."""
        value = self.text(name, "", about, shown=", ".join(default) if shown is None else shown)
        return tuple(value.replace(",", " ").split()) or default

    def path(self, name: str, default: Path | None, about: str, *, shown: str) -> Path | None:
        """An absolute path; ``~`` is the home folder, anything relative starts at the working folder."""
        value = self.text(name, "", about, shown=shown)
        return Path(value).expanduser().absolute() if value else default

    def address(self, name: str, default: str, about: str) -> tuple[str, int]:
        """``HOST:PORT`` to listen on, as host and port; IPv6 hosts stand in brackets."""
        return self._converted(name, split_address(default), about, split_address, "HOST:PORT, for example 127.0.0.1:8000", default)

    def networks(self, name: str, about: str, *, shown: str) -> tuple[Network, ...]:
        """Addresses and CIDRs, separated by commas or spaces."""
        try:
            return networks_of(self.words(name, (), about, shown=shown))
        except ValueError as error:
            self.refuse(name, f"has to be addresses and CIDRs, for example 10.0.0.0/8: {error}.")
            return ()

    def refuse(self, name: str, why: str) -> None:
        """Notes that the setting ``name`` cannot be used: ``ABOVEBOARD_<name> <why>``."""
        self._refusals.append(f"{PREFIX}{name} {why}")

    def finish(self) -> None:
        """Raises ``SettingError`` with everything refused so far."""
        if self._refusals:
            raise SettingError("\n".join(self._refusals))

    def told(self) -> list[Told]:
        """Every setting that was read, without the values of secrets."""
        return [self._told(setting) for setting in self.declared.values()]

    def _told(self, setting: Declared) -> Told:
        keys = [PREFIX + setting.name, *([f"{PREFIX}{setting.name}_FILE"] if setting.secret else [])]
        given = next((value for source in (self._real, self._file) for key in keys if (value := source.get(key))), None)
        return Told(setting, given is not None, None if setting.secret or given is None else given.strip())

    def _converted[T](self, name: str, default: T, about: str, convert: Callable[[str], T], wanted: str, shown: str = "") -> T:
        value = self.text(name, "", about, shown=shown or str(default))
        if not value:
            return default
        try:
            return convert(value)
        except ValueError:
            self.refuse(name, f"is {value!r}, but has to be {wanted}.")
            return default

    def _raw(self, name: str, secret: bool) -> str | None:
        key, key_file = PREFIX + name, f"{PREFIX}{name}_FILE"
        for source in (self._real, self._file):
            value, file = source.get(key) or None, source.get(key_file) if secret else None
            if value and file:
                self.refuse(name, f"and {key_file} are both set; keep one of them.")
            if file and not value:
                return self._content_of(name, key_file, Path(file).expanduser())
            if value:
                return value.strip()
        return None

    def _content_of(self, name: str, key_file: str, file: Path) -> str | None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.refuse(f"{name}_FILE", f"names {str(file)!r}, which cannot be read ({_reason(error)}).")
            return None

    def _read_dotenv(self, path: Path) -> dict[str, str]:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, UnicodeDecodeError) as error:
            self._refusals.append(f"{path} cannot be read ({_reason(error)}).")
            return {}
        values: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            words = line.strip().removeprefix("export ")
            if not words or words.startswith("#"):
                continue
            key, equals, value = words.partition("=")
            if not equals or not key.strip().isidentifier():
                self._refusals.append(f"{path}:{number} is not NAME=value.")
                continue
            values[key.strip()] = _unquoted(value.strip())
        return values


def split_address(value: str) -> tuple[str, int]:
    """``"127.0.0.1:8000"`` or ``"[::1]:8000"`` as host and port. Raises ``ValueError`` on anything else."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise ValueError(value)
    if host.startswith("[") and host.endswith("]"):
        return host[1:-1], int(port)
    if ":" in host:
        raise ValueError(value)
    return host, int(port)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()


def _reason(error: Exception) -> str:
    return (error.strerror or "error") if isinstance(error, OSError) else "not UTF-8"
