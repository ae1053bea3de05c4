"""verify: whether a page's record is what it says it is."""

import argparse
import re
from pathlib import Path

from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_parser

ABOUT = """\
Reads the whole record and every published document, and checks hashes, chain and signatures (docs/record.md). Needs neither
a database nor settings, and works on any copy of the folder. Without --key somebody could have made the whole record anew:
note the fingerprint once, from a place you trust. With --since it also finds that the record was cut off or rolled back.

Prints the verdict. Exit status 0: valid; 3: unreachable; 4: tampered with, or the pinned key is not the record's.

examples:
  aboveboard verify https://status.example.org/
  aboveboard verify /var/lib/aboveboard/editions/status.example.org --key 3f9c… --since 1204:9c41…"""


def add(commands: Commands) -> None:
    verify = add_parser(commands, "verify", "check a page's record: hashes, chain, signatures", ABOUT)
    verify.add_argument("place", metavar="DIR|URL", help="one page's folder, or the page's address")
    key = "a key that you noted earlier; the record has to be signed by it or its heirs"
    verify.add_argument("--key", type=_fingerprint, metavar="FINGERPRINT", help=key)
    since = "an edition that you noted earlier; it has to be in the record"
    verify.add_argument("--since", type=_since, metavar="NUMBER:HASH", help=since)
    page = "the page's id that you noted earlier (it stands in every line): another page's record may be as true, but is not this one's"
    verify.add_argument("--page", metavar="ID", help=page)
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> Exit:
    from aboveboard.publishing.verify import verify_folder, verify_url

    if re.match(r"https?://", args.place):
        verdict = verify_url(args.place, pin=args.key, since=args.since, page=args.page)
    elif args.place and Path(args.place).is_dir():
        verdict = verify_folder(Path(args.place), pin=args.key, since=args.since, page=args.page)
    else:
        sentence = f"DIR|URL: {args.place} is neither a folder nor an address that begins with http:// or https://."
        raise RefusedError(sentence, Exit.UNREACHABLE)
    code = str(verdict.code)
    plain = code if verdict.pinned or code != "valid" else f"{code}, key not pinned"
    answer(
        args,
        plain,
        verdict=code,
        detail=verdict.detail,
        pinned=verdict.pinned,
        edition=verdict.edition,
        key=verdict.key,
        redacted=list(verdict.redacted),
    )
    if code == "unreachable":
        say(f"{code}: {verdict.detail}. {args.place} has to be the address of a page, or the folder of one.")
    elif code != "valid":
        say(f"{code}: {verdict.detail}" if verdict.detail else code)
    elif verdict.pinned:
        say(f"{verdict.edition:,} editions, all as they were signed.")
    else:
        say(f"{verdict.edition:,} editions, all signed by the key {verdict.key}, or by one that it vouches for. --key pins it.")
    return Exit.DONE if code == "valid" else Exit.UNREACHABLE if code == "unreachable" else Exit.TAMPERED


def _fingerprint(words: str) -> str:
    folded = words.replace(" ", "").replace(":", "").lower()
    if not re.fullmatch(r"[0-9a-f]{64}", folded):
        raise argparse.ArgumentTypeError("a fingerprint has 64 hexadecimal digits")
    return folded


def _since(words: str) -> tuple[int, str]:
    match = re.fullmatch(r"(\d{1,9}):([0-9a-fA-F]{64})", words)
    if not match:
        raise argparse.ArgumentTypeError("is not NUMBER:HASH, for example 1204:9c41… with 64 hexadecimal digits")
    return int(match[1]), match[2].lower()
