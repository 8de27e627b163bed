"""The one settings file. What differs between machines comes from the environment; what is unsafe refuses to start.

Environment: DJANGO_ENV (development, test, production), DATA_DIR, DATABASE_URL (the application's role, under row-level
security), DATABASE_OWNER_URL (the role that migrates), REDIS_URL, SECRET_KEY, ALLOWED_HOSTS (comma separated),
CSRF_TRUSTED_ORIGINS (comma separated), BEHIND_TLS (1 when a proxy or `up --tls-cert` terminates TLS), MAP_TILE_URL,
DATABASE_BACKUP_URL (a role that may replicate), BACKUP_DIR (where `backup` copies to),
PHONE_WEBHOOK_SECRET (what the telephone exchange signs with), TEXT_WEBHOOK_SECRET (the same, of text messages),
SECURITY_PROFILE (asvs or dengbao3, see config/security.py), TWO_FACTOR (staff or off; by default off outside
production), IDLE_SECONDS (if shorter than the profile's), FORWARDED_ALLOW_IPS (proxies whose X-Forwarded-For is believed).
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.embedded.address import addresses
from config.embedded.secret import kept
from config.security import PROFILES

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ.get("DJANGO_ENV", "development")
if ENV not in {"development", "test", "production"}:
    raise ImproperlyConfigured(f"DJANGO_ENV is {ENV!r}; it must be development, test or production.")
PRODUCTION = ENV == "production"
VERSION = "0.1.0"

DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / (".data-test" if ENV == "test" else ".data"))
EMBEDDED = addresses(DATA_DIR)
DATABASE_URL = os.environ.get("DATABASE_URL") or EMBEDDED.database_url
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL") or EMBEDDED.owner_url
REDIS_URL = os.environ.get("REDIS_URL") or EMBEDDED.redis_url
DATABASE_BACKUP_URL = os.environ.get("DATABASE_BACKUP_URL") or EMBEDDED.backup_url
BACKUP_DIR = Path(os.environ["BACKUP_DIR"]) if os.environ.get("BACKUP_DIR") else None

DEFAULT_SECRET = "only-for-development-and-tests-never-for-a-real-hall"  # noqa: S105  refused in production below
SECRET_KEY = os.environ.get("SECRET_KEY") or kept(DATA_DIR) or DEFAULT_SECRET
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "" if PRODUCTION else "*").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
if PRODUCTION:
    if SECRET_KEY == DEFAULT_SECRET or len(SECRET_KEY) < 40:
        raise ImproperlyConfigured("Production needs SECRET_KEY: at least 40 random characters.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Production needs ALLOWED_HOSTS: the names by which browsers reach the console.")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        if not os.environ.get(name):
            raise ImproperlyConfigured(f"Production needs {name}: the embedded services are for trial and small halls.")

INSTALLED_APPS = [
    "config",
    "intake",
    "grid",
    "dispatch",
    "units",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "leaflet",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.health.HealthMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "units.login.presence.PresenceMiddleware",
    "units.scope.ScopeMiddleware",
    "dispatch.live.middleware.FeedNumberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "units.refusals.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
FORM_RENDERER = "units.widgets.Renderer"
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "units.context.shell",
            ],
        },
    }
]

# --- Facts: PostgreSQL only --------------------------------------------------------------------------------------
_TIMEOUTS = "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s -c jit=off"


def _database(url, options):
    config = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    config["OPTIONS"] = {**config.get("OPTIONS", {}), "connect_timeout": 3, "options": options}
    return config


DATABASES = {
    "default": _database(DATABASE_URL, _TIMEOUTS),  # the application's role: row-level security applies
    "owner": _database(DATABASE_OWNER_URL, "-c lock_timeout=2s"),  # migrations and grants only
}
DATABASE_ROUTERS = ["config.database.AppRole"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accelerator: hints between processes, Celery's broker ------------------------------------------------------
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # redis-py 8 kills idle sockets after 5 s unless told otherwise; 100 pooled connections break mass reconnects.
            "hosts": [
                {"address": REDIS_URL, "socket_timeout": 30, "socket_connect_timeout": 2, "max_connections": 2000}
            ],
            "capacity": 1000,
            "group_expiry": 172800,
        },
    }
}
CACHES = {"default": {"BACKEND": "units.memory.Memory", "OPTIONS": {"MAX_ENTRIES": 50_000}}}

# --- People ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["units.identity.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if ENV == "test":
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")  # hundreds of log-ins in seconds
SECURITY_PROFILE = os.environ.get("SECURITY_PROFILE", "asvs")
if SECURITY_PROFILE not in PROFILES:
    raise ImproperlyConfigured(f"SECURITY_PROFILE is {SECURITY_PROFILE!r}; it must be one of {', '.join(PROFILES)}.")
SECURITY = PROFILES[SECURITY_PROFILE]
AUTH_PASSWORD_VALIDATORS = list(SECURITY.validators)
TWO_FACTOR = os.environ.get("TWO_FACTOR", "staff" if PRODUCTION else "off")  # staff: whoever works in the centre
if TWO_FACTOR not in {"staff", "off"}:
    raise ImproperlyConfigured(f"TWO_FACTOR is {TWO_FACTOR!r}; it must be staff or off.")
IDLE_SECONDS = min(int(os.environ.get("IDLE_SECONDS", "0")) or SECURITY.idle_minutes * 60, SECURITY.idle_minutes * 60)
SPRAY_NAMES = 10  # user names tried in vain from one address within ten minutes: security administrators are told
DEMO_PASSWORD = "" if PRODUCTION else "linlan-demo"  # of the fictional district, named at the door
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "units.login.store"
SESSION_COOKIE_AGE = 12 * 3600  # from log-in, whatever is done in between
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "units.refusals.csrf_failure"
BEHIND_TLS = os.environ.get("BEHIND_TLS") == "1" or PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")  # empty: text messages are only written to the log
SMS_GATEWAY_SECRET = os.environ.get("SMS_GATEWAY_SECRET", "")
# Whether it may stand on this machine or in a private network; production asks to be told so (dispatch/outward.py).
SMS_GATEWAY_INSIDE = os.environ.get("SMS_GATEWAY_INSIDE", "0" if PRODUCTION else "1") == "1"
if SMS_GATEWAY_URL and not (SMS_GATEWAY_URL.startswith(("http://", "https://")) and len(SMS_GATEWAY_SECRET) >= 16):
    raise ImproperlyConfigured(
        "SMS_GATEWAY_URL must be an http(s) address, and SMS_GATEWAY_SECRET at least 16 characters."
    )
DEFAULT_PHONE_SECRET = "only-for-development-and-the-simulator-of-the-telephone"  # noqa: S105  refused in production below
DEFAULT_TEXT_SECRET = "only-for-development-and-the-simulator-of-text-messages"  # noqa: S105  the same


def _webhook_secrets(name, default, without):
    """What a door's messages are signed with (intake/signed.py); two with a comma while it is being changed."""
    secrets = [secret for secret in os.environ.get(name, "" if PRODUCTION else default).split(",") if secret]
    if any((PRODUCTION and secret == default) or len(secret) < 32 for secret in secrets):
        raise ImproperlyConfigured(f"{name} must be at least 32 random characters; without it {without}.")
    return secrets


PHONE_WEBHOOK_SECRETS = _webhook_secrets("PHONE_WEBHOOK_SECRET", DEFAULT_PHONE_SECRET, "no call rings")
TEXT_WEBHOOK_SECRETS = _webhook_secrets("TEXT_WEBHOOK_SECRET", DEFAULT_TEXT_SECRET, "no text message comes in")
# A text of one of these words alone, or of none, is a silent alarm: whoever sends it may not be able to speak.
SILENT_ALARM_WORDS = {
    word.strip().casefold() for word in os.environ.get("SILENT_ALARM_WORDS", "SOS,110").split(",") if word.strip()
}
TEXT_ANSWER_SECONDS = 60  # a caller's message that nobody has answered by then is shown ▲ and heard
DIALOGUE_QUIET_HOURS = 12  # a saved dialogue in which nothing was written for so long is closed
HOTLINES_MOST = 20  # numbers that lead to the one queue
MAP_TILE_URL = os.environ.get("MAP_TILE_URL", "")  # empty: the district's own vector layer is the map
_TILE_HOST = ["/".join(MAP_TILE_URL.split("/")[:3])] if MAP_TILE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_TILE_HOST],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # the forms take five and say so at the field
FILE_UPLOAD_PERMISSIONS = 0o600
PHOTO_DIR = DATA_DIR / "photos"
PHOTO_MAX_BYTES = 10 * 1024 * 1024
PHOTO_MAX_PIXELS = 40_000_000

# --- Words and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Figures that bind (domain.md §2); a district may change them here.
DAY_STARTS_AT_HOUR = 0  # the local hour at which the day of a figure or a number begins
# The local hour at which what suggests the item learns from the day; None: only by command.
TRAINING_HOUR = int(os.environ.get("TRAINING_HOUR") or 3)
if not 0 <= TRAINING_HOUR < 24:
    raise ImproperlyConfigured(f"TRAINING_HOUR is {TRAINING_HOUR}; it must be an hour of the day, 0 to 23.")
DISPATCH_LIMIT_SECONDS = 150  # entry to assignment: 2 min 30 s
REDISPATCH_LIMIT_SECONDS = 15 * 60  # after a hand-back
WORKING_HOURS = (("08:00", "12:00"), ("14:00", "18:00"))  # of a working day; the last close ends limits in days
ACCEPTANCE_LIMIT_SECONDS = {1: 30, 2: 60, 3: 120, 4: 300}
FIRST_FEEDBACK_MAX_MINUTES = 120
FIRST_FEEDBACK_MAX_MINUTES_P1 = 30
ARBITRATION_LIMIT_SECONDS = 30 * 60  # from the second return to the ruling
VERIFICATION_LIMIT_SECONDS = 4 * 3600
CALLBACK_LIMIT_SECONDS = 24 * 3600
ONSITE_CHECK_LIMIT_SECONDS = 30 * 60
CLOCK_WARN_AT = 0.8  # share of the limit at which a clock warns
CLOCK_HALF_FROM_SECONDS = 300  # limits from here on are also said to be half gone; nobody could act on 15 s of 30
# The ladder of a missed clock of a unit, in seconds after the miss: second ring, message to the unit's lead, leader's list.
LADDER_SECONDS = {2: 5 * 60, 3: 10 * 60, 4: 15 * 60}
CALLBACK_ATTEMPTS = 3
OWED_LIMIT_SECONDS = 5 * 60  # from a missed, silent or dropped call until its caller is rung
OWED_AGAIN_MINUTES = (10, 5, 30, 60)  # after a vain try; the first is proposed
LISTING_DAYS = 90  # for which a number is listed if the shift leader says nothing else; 180 at most
OWED_TRIES = 3  # then the call is kept as not reachable
EXTENSIONS_A_PART = 2
SUSPENSION_MOST_DAYS = 365
REPEAT_DAYS = 30  # one party and one item: what lies further back is another story
REPEATS_TO_REVIEW = 3  # from this ticket on the shift leader looks
URGE_AGAIN_SECONDS = 10 * 60  # a unit is urged for one ticket at most once in that time
HANDOVER_DUE_SECONDS = 2 * 3600  # what falls due within this time is told to the next shift
HANDOVER_FRESH_SECONDS = 30 * 60  # older lines are drawn anew before the first signature
CALLBACK_FROM_HOUR, CALLBACK_UNTIL_HOUR = 8, 21  # local: nobody is rung at night
REPLAY_CLOCK_ALLOWED = not PRODUCTION  # clock.at(): tests, the demo district and replay tell the time

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FORMAT_MODULE_PATH = None
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # in the session each would be two writes
LEAFLET_CONFIG = {"TILES": [], "RESET_VIEW": False, "ATTRIBUTION_PREFIX": ""}

_LINE = "{asctime} {levelname} {name} {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": _LINE, "style": "{"},
        "one_line": {"()": "config.logs.OneLine", "fmt": _LINE, "style": "{"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "refused": {"class": "logging.StreamHandler", "formatter": "one_line"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO" if ENV != "test" else "WARNING"},
    "loggers": {
        "django.security": {"level": "ERROR", "handlers": ["refused"], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
