"""The screens of sign-in and of one's own account. What is not listed does not exist: above all, nobody signs up."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from aboveboard.accounts.gates import public, settling_in, signed_in
from aboveboard.dashboard.account import arriving, screens
from aboveboard.dashboard.account.screens import framed
from aboveboard.dashboard.account.strength import strength

_to_account = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns: list[URLPattern | URLResolver] = [
    path("welcome/<str:token>/", arriving.welcome, name="dashboard_welcome"),
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("login/inactive/", public(account.account_inactive), name="account_inactive"),
    path("login/factor/", public(factors.authenticate), name="mfa_authenticate"),
    path("login/passkey/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("login/with/<str:provider_id>/", arriving.leave_for_provider, name="openid_connect_login"),
    path("login/with/<str:provider_id>/callback/", arriving.back_from_provider, name="openid_connect_callback"),
    path("password/strength/", strength, name="dashboard_password_strength"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", public(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    path("account/", screens.account, name="mfa_index"),
    path("account/reauthenticate/", settling_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/reauthenticate/factor/", settling_in(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/reauthenticate/passkey/", settling_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/email/", screens.change_email, name="account_email"),
    path("account/email/<str:token>/", screens.confirm_email, name="account_confirm_email"),
    path("account/password/", signed_in(framed(account.password_change)), name="account_change_password"),
    path("account/password/set/", signed_in(framed(account.password_set)), name="account_set_password"),
    path("account/sessions/end/", screens.end_session, name="dashboard_end_session"),
    path("account/app/", settling_in(framed(totp.activate_totp)), name="mfa_activate_totp"),
    path("account/app/remove/", settling_in(framed(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("account/passkeys/", settling_in(_to_account), name="mfa_list_webauthn"),
    path("account/passkeys/add/", settling_in(framed(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", settling_in(framed(webauthn.remove_webauthn)), name="mfa_remove_webauthn"),
    path("account/passkeys/<int:pk>/", settling_in(framed(webauthn.edit_webauthn)), name="mfa_edit_webauthn"),
    path("account/codes/", settling_in(framed(recovery.view_recovery_codes)), name="mfa_view_recovery_codes"),
    path("account/codes/new/", settling_in(framed(recovery.generate_recovery_codes)), name="mfa_generate_recovery_codes"),
]
