"""The link for the first owner, shown to whoever starts a program that nobody can sign in to yet."""

from aboveboard.cli.outcome import say


def welcome_first_owner() -> None:
    """Says the link on standard error and in the log while there is nobody; without a database it says nothing."""
    import structlog
    from django.conf import settings
    from django.db import DatabaseError, InterfaceError

    from aboveboard.accounts.first_owner import LASTS, offer_first_owner

    try:
        token = offer_first_owner()
    except (DatabaseError, InterfaceError):
        return  # the page is served without it
    if token is None:
        return
    link = f"{settings.SITE_URL}/dashboard/welcome/{token}/"
    hours = int(LASTS.total_seconds() // 3600)
    say(f"\n  Nobody can sign in yet. The first owner begins here (once, within {hours} hours):\n  {link}\n")
    structlog.get_logger(__name__).warning("first_owner.link", link=link, hours=hours)
