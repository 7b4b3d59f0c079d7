"""Django's settings for every Gapura process that speaks to people."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gapura import config, database

CONFIG = config.current()

SECRET_KEY, *SECRET_KEY_FALLBACKS = config.django_secrets()
DEBUG = False
ALLOWED_HOSTS = [CONFIG.host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url]

INSTALLED_APPS = [
    "gapura.common",
    "gapura.audit",
    "gapura.regions",
    "gapura.accounts",
    "gapura.mail",
    "gapura.rulesets",
    "gapura.venues",
    "gapura.people",
    "gapura.visits",
    "gapura.scanning",
    "gapura.partners",
    "gapura.tracing",
    "gapura.fhir",
    "gapura.rights",
    "gapura.registration",
    "gapura.oversight",
    "gapura.web",
    *(["gapura.demo"] if CONFIG.demo else []),
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "oauth2_provider",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "gapura.common.requests.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "gapura.web.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "gapura.web.errors.ErrorPagesMiddleware",
    "gapura.web.characters.NoNulMiddleware",
    "gapura.mail.middleware.OpenedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gapura.people.middleware.VisitorMiddleware",
    "gapura.accounts.access.AccessMiddleware",
]

ROOT_URLCONF = "gapura.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gapura.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": database.django_settings(CONFIG.database_url)}
# Sign-in attempts are counted here, so it must be the same for every process.
CACHES = {"default": {"BACKEND": "gapura.common.cache.SharedCache", "LOCATION": "django_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gapura.accounts.passwords.UnlikeOwnerValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "gapura.accounts.adapter.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 3600  # seconds; `accounts.acts.forgetting` says so to people
LOGIN_URL = "/akun/login/"
LOGIN_REDIRECT_URL = "/akun/"
MFA_ADAPTER = "gapura.accounts.adapter.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Gapura"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "gapura.accounts.code_forms.AuthenticateForm",
    "reauthenticate": "gapura.accounts.code_forms.ReauthenticateForm",
    "add_webauthn": "gapura.accounts.passkey_forms.AddForm",
    "login_webauthn": "gapura.accounts.passkey_forms.LoginForm",
    "authenticate_webauthn": "gapura.accounts.passkey_forms.AuthenticateForm",
    "reauthenticate_webauthn": "gapura.accounts.passkey_forms.ReauthenticateForm",
}
# Staff are invited; no address is theirs to verify, so none is looked for.
MFA_ALLOW_UNVERIFIED_EMAIL = True

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "gapura_bahasa"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Makassar"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data_dir / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 31_536_000

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = CONFIG.mail_from
ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True, **CONFIG.anymail}

OAUTH2_PROVIDER_APPLICATION_MODEL = "partners.Partner"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "partners.AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "partners.RefreshToken"
OAUTH2_PROVIDER_GRANT_MODEL = "partners.Grant"
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "gapura.partners.validator.LinkValidator",
    "SCOPES_BACKEND_CLASS": "gapura.partners.scopes.PartnerScopes",
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 180 * 24 * 3600,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "PKCE_REQUIRED": True,
    "OIDC_ISS_ENDPOINT": CONFIG.base_url,
    # RFC 9700: no implicit grant, no password grant, S256 alone, no token in an address or in the database.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
}

SESSION_ENGINE = "gapura.accounts.sessions"
SESSION_COOKIE_NAME = "gapura_staf"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIG.secure
CSRF_COOKIE_NAME = "gapura_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gapura.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.secure else 0
# Other services under the same name are not ours to promise encryption for, and redirecting is the proxy's.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ("security.W005", "security.W008", "security.W021")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
# Letters are kept sealed, so they do not lie open in a temporary file on their way either.
FILE_UPLOAD_MAX_MEMORY_SIZE = config.BODY_LIMIT

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = config.logging_settings(CONFIG.log)
