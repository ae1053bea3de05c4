"""The command in a process of its own, forked from one that has imported what every start imports: a fifth of a start's work.

Settings, applications and commands are imported by the child, as by any start. Starts of a new interpreter are tried by whatever serves or
works in the background, by the demonstration that is sown, and by ``tests/cli/test_main.py``.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.preloaded"])
_STREAMS = {"in": os.O_RDONLY, "out": os.O_WRONLY, "err": os.O_WRONLY}  # by file descriptor: 0, 1, 2


def run(words: Sequence[str], *, env: Mapping[str, str], cwd: Path, said: str = "", timeout: float = 300) -> CompletedProcess[str]:
    """``aboveboard words``, to its end; ``said`` is its standard input. Raises ``TimeoutExpired`` after ``timeout`` seconds."""
    with TemporaryDirectory(prefix="aboveboard-forked-") as name:
        streams = Path(name)
        for stream in _STREAMS:
            (streams / stream).write_text(said if stream == "in" else "")
        process = _CONTEXT.Process(target=_command, args=(list(words), dict(env), cwd, streams))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(list(words), timeout)
        status = process.exitcode
        process.close()
        return CompletedProcess(list(words), status, (streams / "out").read_text(), (streams / "err").read_text())


def _command(words: list[str], environment: dict[str, str], cwd: Path, streams: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, (stream, mode) in enumerate(_STREAMS.items()):
        os.dup2(os.open(streams / stream, mode | os.O_APPEND), number)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  (multiprocessing has put an empty one there)
    os.chdir(cwd)
    sys.argv = ["aboveboard", *words]
    from aboveboard.cli.main import main

    sys.exit(main(words))
