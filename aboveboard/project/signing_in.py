"""How people sign in: what Django and django-allauth are told. A part of settings.py, which reads the environment."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "aboveboard.dashboard.account.strength.StrengthValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a link in a mail is good for
CSRF_FAILURE_VIEW = "aboveboard.dashboard.refusals.forbidden"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard_home"
ACCOUNT_ADAPTER = "aboveboard.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "aboveboard.accounts.factors.FactorAdapter"
SOCIALACCOUNT_ADAPTER = "aboveboard.accounts.single_sign_on.ProviderAdapter"
_FORMS = "aboveboard.dashboard.account.forms"
_PASSKEYS = "aboveboard.dashboard.account.passkeys"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "reset_password": f"{_FORMS}.ResetForm",
    "reset_password_from_key": f"{_FORMS}.ResetKeyForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.FactorForm",
    "reauthenticate": f"{_FORMS}.FactorAgainForm",
    "activate_totp": f"{_FORMS}.ActivateTotpForm",
    "add_webauthn": f"{_PASSKEYS}.AddPasskeyForm",
    "edit_webauthn": f"{_PASSKEYS}.RenamePasskeyForm",
    "login_webauthn": f"{_PASSKEYS}.SignInWithPasskeyForm",
    "authenticate_webauthn": f"{_PASSKEYS}.PasskeyAsFactorForm",
    "reauthenticate_webauthn": f"{_PASSKEYS}.PasskeyAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come from an invitation or from an owner
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers are not written to
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# By network address first. The second counts by account, apart for known devices (accounts/adapter.py), so that what a stranger
# does to somebody's account does not lock its owner out; passkeys are not counted by account at all.
# Passwords that readers of a page share are counted by network address alone, so that nobody locks out the others.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,30/h/key", "page_password_failed": "10/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Aboveboard"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from an invitation or from an owner
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # only from our own screens (dashboard/account/arriving.py); a form's answer may not lead elsewhere
SOCIALACCOUNT_AUTO_SIGNUP = False  # who somebody is here, the adapter decides
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
