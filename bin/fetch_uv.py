"""Fetches uv's wheel from the package index that pip is configured for, checks its SHA-256, unpacks ``uv`` into a folder.

The last resort of bin/setup, for a Python without venv and pip: standard library only, Python 3.8 or newer.
"""

import configparser
import hashlib
import io
import json
import os
import platform
import re
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

MINIMUM = (0, 9)
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def index_url():
    """The simple index: from pip's or uv's environment, pip's configuration files, else PyPI."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name]
    home = Path.home()
    files = [
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        home / ".config/pip/pip.conf",
        Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)),
    ]
    parser = configparser.ConfigParser(interpolation=None)
    parser.read([str(file) for file in files])
    return parser.get("global", "index-url", fallback="https://pypi.org/simple")


def fetched(url):
    """The bytes behind ``url`` and its final address; the index answers in JSON or in HTML."""
    accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310  (the operator's own index)
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  # nosec B310
        return response.read(), response.geturl(), response.headers.get_content_type()


def wheels(index):
    """(version, address, SHA-256) of each wheel of uv that runs here."""
    body, base, kind = fetched(index.rstrip("/") + "/uv/")
    if kind.endswith("json"):
        links = [(file["filename"], file["url"], file["hashes"].get("sha256", "")) for file in json.loads(body)["files"]]
    else:
        found = re.findall(r'<a[^>]*href="([^"#]+)#sha256=([0-9a-f]{64})"[^>]*>([^<]+)</a>', body.decode())
        links = [(name.strip(), href, digest) for href, digest, name in found]
    machine = MACHINES.get(platform.machine().lower(), platform.machine().lower())
    for name, href, digest in links:
        match = re.fullmatch(r"uv-(\d+)\.(\d+)\.(\d+)-py3-none-(\w*linux\w*)_" + re.escape(machine) + r"(?:\.\w+)*\.whl", name)
        if match and "musl" not in match.group(4) and digest:
            yield tuple(int(part) for part in match.groups()[:3]), urllib.parse.urljoin(base, href), digest


def main():
    """Writes ``uv`` into the folder given as the first argument."""
    found = [wheel for wheel in wheels(index_url()) if wheel[0] >= MINIMUM]
    if not found:
        sys.exit("fetch_uv: the index has no wheel of uv for this machine")
    _version, address, digest = max(found)
    body = fetched(address)[0]
    if hashlib.sha256(body).hexdigest() != digest:
        sys.exit("fetch_uv: the wheel's checksum is not the one in the index")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(body)) as wheel:
        member = next(name for name in wheel.namelist() if name.endswith(".data/scripts/uv"))
        (folder / "uv").write_bytes(wheel.read(member))
    (folder / "uv").chmod(0o755)


if __name__ == "__main__":
    main()
