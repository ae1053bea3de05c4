"""What django-allauth asks of us about accounts: who may come in by which way, what is written down, and what mail says."""

import time
from typing import Any
from urllib.parse import quote

from allauth.account import signals
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa import signals as factor_signals
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from aboveboard.accounts.happenings import actor_of, tell, tell_failure
from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.outgoing import send_soon
from aboveboard.accounts.policy import may_come_by, proof_age
from aboveboard.accounts.sessions import end_sessions
from aboveboard.accounts.words import SAID, WRITTEN
from aboveboard.events.verbs import Verb

KNOWN_DEVICE = "known_device"  # name of the cookie and salt of its signature
_DEVICE_SECONDS = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **known: Any) -> HttpResponse | None:
        """Refuses who may not come by this way; only whoever has given the right password learns of it."""
        refusal: HttpResponse | None = super().pre_login(request, user, **known)
        if refusal or may_come_by(SignInPolicy.objects.current(), user, ways_of(request, user)):
            return refusal
        tell(Verb.USER_SIGN_IN_FAILED, user, address=address_of(request), why="local sign-in is off")
        messages.error(request, _("Passwords and passkeys are switched off here. Use single sign-on."))
        return HttpResponseRedirect(reverse("account_login"))

    def post_login(self, request: HttpRequest, user: User, **known: Any) -> HttpResponse:
        """Remembers the device, so that what strangers do elsewhere does not count against this one."""
        response: HttpResponse = super().post_login(request, user, **known)
        value = signing.dumps(user.key, salt=KNOWN_DEVICE)
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(_device_cookie(), value, max_age=_DEVICE_SECONDS, secure=secure, httponly=True, samesite="Lax")
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        tell_failure(str(credentials.get("email", "")), address=address_of(request), by_way_of="password")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account, apart for devices on which that person has signed in before: nobody else can use up their attempts."""
        email = str(credentials.get("email", "")).lower()
        try:
            key = signing.loads(request.COOKIES.get(_device_cookie(), ""), salt=KNOWN_DEVICE, max_age=_DEVICE_SECONDS)
        except signing.BadSignature:
            return f"login:{email}"
        is_theirs = User.objects.filter(email=email, key=key).exists()
        return f"login:{email}:{request.COOKIES[_device_cookie()]}" if is_theirs else f"login:{email}"

    def reauthenticate(self, user: User, password: str) -> bool:
        known = self.authenticate(self.request, email=user.email, password=password)
        return known is not None and known.pk == user.pk

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **given: Any) -> None:
        """In our words; what the screen shows anyway is not said."""
        said = given.get("message") or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        known = {"what": WRITTEN[template_prefix], "address": address_of(self.request), "at": timezone.now()}
        self.send_mail("account/email/notice", email or user.email, {"user": user, **known, **(context or {})})

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the installation's own address, whatever the request called it."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.SITE_URL}{path.replace('UID-KEY', quote(key))}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Rendered here, sent by a thread: nobody can tell from the answer's time whether there was anybody to write to."""
        known = {"email": email, "site_url": settings.SITE_URL} | context
        with override(getattr(context.get("user"), "language", "") or get_language()):
            send_soon(self.render_mail(template_prefix, email, known))


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def ways_of(request: HttpRequest, user: User) -> list[str]:
    """How this session was signed in, in the order of the steps: "password", "totp", "webauthn", "recovery_codes", "socialaccount"."""
    return [str(step.get("type") or step.get("method")) for step in get_authentication_records(request, user)]


def proof_age_of(request: HttpRequest, user: User) -> float:
    """Seconds since single sign-on last proved who this is; 0 if this session did not begin with it."""
    return proof_age(get_authentication_records(request, user), time.time())


def sign_in(request: HttpRequest, user: User, way: str) -> HttpResponse:
    """Signs in somebody who has just proved who they are by something else than a password, as by an invitation; to the first screen."""
    record_authentication(request, user, method=way)
    answer: HttpResponse = perform_login(request, Login(user=user))
    return answer


def _device_cookie() -> str:
    return f"__Host-{KNOWN_DEVICE}" if settings.SESSION_COOKIE_SECURE else KNOWN_DEVICE


# --- allauth's signals: the one place where signals are listened to, since the library says in no other way what it did ---


def _signed_in(request: HttpRequest, user: User, **known: Any) -> None:
    tell(Verb.USER_SIGNED_IN, user, address=address_of(request), ways=ways_of(request, user))


def _signed_out(request: HttpRequest | None, user: User | None, **known: Any) -> None:
    if request is not None and user is not None:
        tell(Verb.USER_SIGNED_OUT, user, address=address_of(request))


def _step_taken(request: HttpRequest, user: User, method: str, **known: Any) -> None:
    if known.get("reauthenticated"):
        tell(Verb.USER_REAUTHENTICATED, user, address=address_of(request), way=known.get("type", method))


def _password_changed(request: HttpRequest, user: User, **known: Any) -> None:
    """Whoever else was signed in is not any more: Django ends sessions that began with another password; this forgets them."""
    tell(Verb.USER_PASSWORD_CHANGED, user, address=address_of(request))
    _end_others(request, user)


def _password_reset(request: HttpRequest, user: User, **known: Any) -> None:
    """Whoever owns the mailbox has attempts again, whatever strangers did."""
    _password_changed(request, user)
    AccountAdapter()._delete_login_attempts_cached_email(request, email=user.email)


def _factor_added(request: HttpRequest, user: User, authenticator: Any, **known: Any) -> None:
    tell(Verb.USER_FACTOR_ADDED, user, address=address_of(request), factor=authenticator.type)
    _end_others(request, user)


def _factor_removed(request: HttpRequest, user: User, authenticator: Any, **known: Any) -> None:
    tell(Verb.USER_FACTOR_REMOVED, user, address=address_of(request), factor=authenticator.type)
    _end_others(request, user)


def _factor_failed(request: HttpRequest, user: User, authenticator: Any, **known: Any) -> None:
    tell(Verb.USER_SIGN_IN_FAILED, user, address=address_of(request), way=authenticator.type)


def _end_others(request: HttpRequest, user: User) -> None:
    end_sessions(user, but=request.session.session_key, by=actor_of(user, address_of(request)))


def listen() -> None:
    """Called once, when Django has loaded every app."""
    signals.user_logged_in.connect(_signed_in)
    signals.user_logged_out.connect(_signed_out)
    signals.authentication_step_completed.connect(_step_taken)
    signals.password_changed.connect(_password_changed)
    signals.password_set.connect(_password_changed)
    signals.password_reset.connect(_password_reset)
    factor_signals.authenticator_added.connect(_factor_added)
    factor_signals.authenticator_reset.connect(_factor_added)
    factor_signals.authenticator_removed.connect(_factor_removed)
    factor_signals.authentication_failed.connect(_factor_failed)
