"""security.txt (RFC 9116): whom to tell of a weakness."""

from datetime import UTC, timedelta
from urllib.parse import quote

from aboveboard.publishing.state import Rendering

GOOD_FOR = timedelta(days=180)  # a served folder that nobody renders any more must not promise for ever


def security_txt(r: Rendering, contact: str) -> str:
    """``contact``: a mailto:, https: or tel: address. Expires at a midnight half a year ahead, so that the bytes change once a day."""
    midnight = r.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": quote(contact, safe="/:?&=#@%+,;~!*'()[]$"),
        "Expires": (midnight + GOOD_FOR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(r.state.face.languages),
        "Canonical": f"{r.state.face.url}.well-known/security.txt",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
