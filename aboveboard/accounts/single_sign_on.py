"""Single sign-on by OpenID Connect, as one installation sets it up: whom a provider lets in, and with which role."""

import functools
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from aboveboard.accounts.actions import change_user, create_user
from aboveboard.accounts.adapter import address_of
from aboveboard.accounts.happenings import tell
from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.permissions import Role
from aboveboard.accounts.policy import PROVIDER_ID, groups_in, role_for_groups
from aboveboard.accounts.sealing import CLIENT, unseal
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.verbs import Verb
from aboveboard.lib.outbound import RefusedTargetError
from aboveboard.lib.pinned import PinnedAdapter

NONCE = "sign_in_nonce"  # in the session, from leaving for the provider until coming back
_TIMEOUT = 5


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """The one provider that the installation's policy names, or none."""
        from allauth.socialaccount.models import SocialApp

        policy = SignInPolicy.objects.current()
        if not policy.issuer or provider not in (None, "openid_connect", PROVIDER_ID):
            return []
        app = SocialApp(provider="openid_connect", provider_id=PROVIDER_ID, name=policy.provider_name, client_id=policy.client_id)
        app.secret = unseal(policy.sealed_client_secret, CLIENT) if policy.sealed_client_secret else ""
        app.settings = {"server_url": policy.issuer, "oauth_pkce_enabled": True}
        if request is not None and NONCE in request.session:
            app.settings["auth_params"] = {"nonce": request.session[NONCE]}
        return [app]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider has said who this is: find them, or make them if the policy says so, or refuse."""
        claims = sociallogin.account.extra_data
        proof: Mapping[str, Any] = claims.get("id_token", {})
        if not proof.get("nonce") or proof["nonce"] != request.session.pop(NONCE, None):
            raise refused(request, _("The provider's answer does not belong to this sign-in. Begin again."), status=400)
        policy = SignInPolicy.objects.current()
        groups = [*groups_in(proof, policy.group_claim), *groups_in(claims.get("userinfo", {}), policy.group_claim)]
        role = role_for_groups(policy, groups)
        user = sociallogin.user if sociallogin.is_existing else self._known(sociallogin)
        if user is None and policy.makes_people:
            user = self._made(sociallogin, role or (None if policy.group_roles else Role.VIEWER))
        if user is None:
            tell(Verb.USER_SIGN_IN_FAILED, None, address=address_of(request), way="socialaccount")
            raise refused(request, _("Nobody here has this address. An owner or an admin can invite you."))
        if role is not None and role != user.role and not user.is_break_glass:
            _give_role(user, role)
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **known: Any) -> None:
        raise refused(request, _("The provider's answer does not belong to this sign-in. Begin again."), status=400)

    def send_notification_mail(self, *args: Any, **known: Any) -> None:
        """Being known by single sign-on is what the installation wants; no mail about it."""

    def get_requests_session(self) -> Any:
        """Bounded, without redirects or proxies from the environment, and not into the own network unless admitted."""
        session = super().get_requests_session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, PinnedAdapter(settings.OUTBOUND_ALLOW))
        session.request = functools.partial(_guarded_request, session.request)
        return session

    def _known(self, sociallogin: Any) -> User | None:
        """By address, if the provider says that it has proof of it."""
        address = _proved_address(sociallogin)
        return User.objects.filter(email=address).first() if address else None

    def _made(self, sociallogin: Any, role: Role | None) -> User | None:
        """Somebody new; whoever is in no group that has a role here does not become anybody."""
        address = _proved_address(sociallogin)
        name = str(sociallogin.account.extra_data.get("userinfo", {}).get("name") or "")[:100]
        try:
            return create_user(email=address, role=role, name=name, by=_BY_PROVIDER) if address and role else None
        except ValidationError:
            return None


_BY_PROVIDER = Actor(ActorKind.SYSTEM, "single sign-on")


def refused(request: HttpRequest, sentence: str, status: int = 403) -> ImmediateHttpResponse:
    """To be raised: a page with one sentence instead of a sign-in."""
    return ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", {"reason": sentence}, status=status))


def _proved_address(sociallogin: Any) -> str:
    return next((found.email.strip().lower() for found in sociallogin.email_addresses if found.verified is True), "")


def _give_role(user: User, role: Role) -> None:
    try:
        change_user(user, role=role, by=_BY_PROVIDER)
    except ValidationError:  # the last owner stays one; limits and owner do not go together
        user.refresh_from_db()


def _guarded_request(request: Any, method: str, url: str, **given: Any) -> Any:
    """Raises what requests raises, since django-allauth expects nothing else."""
    from requests.exceptions import InvalidURL

    try:
        return request(method, url, **({"timeout": _TIMEOUT} | given | {"allow_redirects": False}))
    except RefusedTargetError as refusal:
        raise InvalidURL(str(refusal)) from None


def check_issuer(issuer: str) -> None:
    """Asks the provider who it is. Raises ``ValidationError`` (issuer) unless it answers, and by that name."""
    from requests.exceptions import InvalidURL, RequestException

    try:
        with ProviderAdapter().get_requests_session() as session:
            answer = session.request("GET", f"{issuer}/.well-known/openid-configuration")
            answer.raise_for_status()
            named = str(answer.json().get("issuer", ""))
    except RequestException as problem:
        reason = str(problem) if isinstance(problem, InvalidURL) else _("nothing there describes a provider")
        raise ValidationError({"issuer": _("This provider cannot be used: {reason}.").format(reason=reason)}) from None
    except (ValueError, AttributeError):
        raise ValidationError({"issuer": _("What answers there is no OpenID Connect provider.")}) from None
    if named.rstrip("/") != issuer.rstrip("/"):
        raise ValidationError({"issuer": _("It calls itself by another name; write the address exactly as the provider does.")})
