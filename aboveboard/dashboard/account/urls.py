"""The screens of django-allauth that exist here. What is not listed does not exist: above all, nobody signs up."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, path, re_path

from aboveboard.accounts.gates import public, signed_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("login/inactive/", public(account.account_inactive), name="account_inactive"),
    path("login/factor/", public(factors.authenticate), name="mfa_authenticate"),
    path("login/passkey/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", public(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    path("account/reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/reauthenticate/factor/", signed_in(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/reauthenticate/passkey/", signed_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/email/", signed_in(account.email), name="account_email"),
    path("account/email/sent/", public(account.email_verification_sent), name="account_email_verification_sent"),
    re_path(r"^account/email/(?P<key>[-:\w]+)/$", public(account.confirm_email), name="account_confirm_email"),
    path("account/password/", signed_in(account.password_change), name="account_change_password"),
    path("account/password/set/", signed_in(account.password_set), name="account_set_password"),
    path("account/sessions/", signed_in(sessions.list_usersessions), name="usersessions_list"),
    path("account/factors/", signed_in(factors.index), name="mfa_index"),
    path("account/factors/totp/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("account/factors/totp/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/factors/passkeys/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/factors/passkeys/add/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("account/factors/passkeys/<int:pk>/remove/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/factors/passkeys/<int:pk>/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/factors/codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/factors/codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/factors/codes/download/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
]
