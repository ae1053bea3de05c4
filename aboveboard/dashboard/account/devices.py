"""What a browser calls itself, in words that its owner recognises."""

import re

from django.utils.translation import gettext as _

# In this order, since nearly everything also claims to be something else.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_named(user_agent: str) -> str:
    """``"Firefox on Linux"``; the beginning of what it says if it is none of the known ones."""
    browser = next((name for sign, name in _BROWSERS if re.search(rf"\b{sign}[A-Za-z]*/", user_agent)), None)
    if browser is None and "Safari/" in user_agent:
        browser = "Safari"
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), None)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or user_agent[:40] or _("Unknown device")
