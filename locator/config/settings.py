"""One settings file; everything that differs between sites comes from the environment.

Without any environment it is the embedded site: SQLite under `var/`, loopback hosts,
DEBUG off. `deploy/README.md` lists every variable.
"""

import datetime as dt
import sqlite3
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from locator.config import secret, sqlite

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret.read_or_create(
    VAR_DIR / "secret_key"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SITE_NAME = env.str("SITE_NAME", default="") or _("Top-up Finder")

INSTALLED_APPS = [
    "modeltranslation",
    # Not "django.contrib.admin": its autodiscovery imports leaflet.admin, which needs
    # GDAL. LocatorConfig.ready() imports the admin modules we want.
    "locator.config.curation.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "leaflet",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
    "locator",
    "guides",
]

MIDDLEWARE = [
    "locator.config.request_id.RequestIDMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "locator.config.pages.Policies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "locator.api.middleware.APIMiddleware",
    "locator.config.edge.EdgeMiddleware",
    "locator.api.response_cache.ResponseCacheMiddleware",
    "locator.config.compression.CompressionMiddleware",
    "locator.config.pages.Sessions",
    "locator.config.pages.Languages",
    "locator.config.pages.ChosenLanguages",
    "locator.config.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "locator.config.pages.Accounts",
    "locator.config.pages.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "locator.config.urls"
WSGI_APPLICATION = "locator.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "locator.config.context.site",
            ],
        },
    },
]


DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'topup.sqlite3'}"
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = 600
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = sqlite.options(sqlite3.sqlite_version_info)
else:
    DATABASES["default"]["ENGINE"] = "locator.config.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A pooler that lends a connection for one transaction would mix up the statements
    # and the cursors that a server remembers.
    if env.bool("DATABASE_POOLER", default=False):
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 2

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]

# A name and a network together are shut out for a while: a stranger elsewhere cannot
# lock a curator out. Counted in the cache under a digest: no address is stored.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_CACHE = "counters"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "locator.clients.network_of"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
# Its log lines would name who logs in, and from where.
AXES_VERBOSE = False
# The page of the login answers a lockout itself, so that visitors' requests pass no
# middleware for it (W002). Processes count for themselves without CACHE_URL (W001).
SILENCED_SYSTEM_CHECKS = ["axes.W001", "axes.W002"]

# What an app for codes calls the account.
OTP_TOTP_ISSUER = "Top-up Finder"

LANGUAGE_CODE = "en"
# Each under the name that its readers know.
LANGUAGES = [("en", "English"), ("km", "ខ្មែរ"), ("zh-hans", "中文")]
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = MODELTRANSLATION_LANGUAGES
# Found before what Django and its apps have: their Khmer is not complete.
LOCALE_PATHS = [
    BASE_DIR / "locator" / "locale",
    BASE_DIR / "locator" / "django_locale",
]
TIME_ZONE = "Asia/Phnom_Penh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "locator.config.storage.HashedModulesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# What developers read on the site; it may be left out.
DOCS_DIR = BASE_DIR / "docs"

# What mirrors begin with, made by `manage.py make_snapshot`.
SNAPSHOT_DIR = env.str("SNAPSHOT_DIR", default=str(VAR_DIR / "snapshots"))

CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # How often clients asked: apart from what would push the counts out of a process's
    # memory. Without CACHE_URL each process counts for itself.
    "counters": env.cache_url(
        "CACHE_URL", default="locmemcache://counters?max_entries=20000"
    ),
}

# How often one client may ask the API, and send what is to be checked to it or to
# a page: see locator/quotas.py; 0 is no limit.
LIMITS = {
    "requests": env.int("API_LIMIT", default=120),
    "map": env.int("API_LIMIT_MAP", default=1200),
    "requests-with-key": env.int("API_LIMIT_WITH_KEY", default=1200),
    "files": env.int("API_LIMIT_FILES", default=10),
    "key-lookups": 30,
    "logins": env.int("LOGIN_LIMIT", default=30),
    "reports": env.int("REPORT_LIMIT", default=20),
    "reports-of-outlet": env.int("REPORT_LIMIT_OUTLET", default=30),
    "shops": env.int("SHOP_LIMIT", default=10),
    "claims": env.int("CLAIM_LIMIT", default=5),
    "owner-edits": 30,
}

# After so many months without a check a published outlet is flagged as stale.
QUALITY_STALE_MONTHS = env.int("QUALITY_STALE_MONTHS", default=12)

# Searches that found too little are counted in memory and written after so many
# seconds; 0: they are not counted.
DEMAND_WRITTEN_S = env.int("DEMAND_WRITTEN_S", default=60)

# Looks up addresses that the places do not know: nominatim+https://HOST or
# photon+https://HOST. What is typed goes there, so it is off unless named.
GEOCODER_URL = env.str("GEOCODER_URL", default="")
GEOCODER_TIMEOUT_S = env.float("GEOCODER_TIMEOUT_S", default=2.0)
GEOCODER_USER_AGENT = env.str("GEOCODER_USER_AGENT", default="topup-finder")

# Jobs wait in the database; `manage.py run_jobs` does them, on this machine.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOBS_DIR = env.str("JOBS_DIR", default=str(VAR_DIR / "jobs"))

# Spreadsheets on their way in, and how large one may be.
IMPORT_DIR = env.str("IMPORT_DIR", default=str(VAR_DIR / "imports"))
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)
IMPORT_LIMITS = {
    "file_bytes": env.int("IMPORT_MAX_MB", default=50) << 20,
    "unpacked_bytes": env.int("IMPORT_MAX_UNPACKED_MB", default=500) << 20,
    "rows": env.int("IMPORT_MAX_ROWS", default=200_000),
    "columns": 200,
    "cell_characters": 10_000,
}

# Where `manage.py fetch_osm` asks for OpenStreetMap's outlets, and of which country.
OVERPASS_URL = env.str(
    "OVERPASS_URL", default="https://overpass-api.de/api/interpreter"
)
OVERPASS_COUNTRY = env.str("OVERPASS_COUNTRY", default="KH")
OVERPASS_USER_AGENT = env.str("OVERPASS_USER_AGENT", default="topup-finder")

# {s} stands for the subdomain. The tile host is the only other host a page asks.
TILE_URL = env.str("TILE_URL", default="https://tile.openstreetmap.org/{z}/{x}/{y}.png")
TILE_ATTRIBUTION = env.str(
    "TILE_ATTRIBUTION",
    default='&copy; <a href="https://www.openstreetmap.org/copyright">'
    "OpenStreetMap</a> contributors",
)
TILE_ORIGIN = env.str(
    "TILE_ORIGIN", default="/".join(TILE_URL.replace("{s}.", "*.").split("/")[:3])
)
LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (12.57, 104.99),
    "DEFAULT_ZOOM": 7,
    "MIN_ZOOM": 5,
    "MAX_ZOOM": 19,
    "TILES": [
        (
            "OpenStreetMap",
            TILE_URL,
            {
                "attribution": TILE_ATTRIBUTION,
                # The tile servers of OSM answer 403 to a request without Referer.
                "referrerPolicy": "strict-origin-when-cross-origin",
            },
        )
    ],
    "RESET_VIEW": False,
    "ATTRIBUTION_PREFIX": "",
}

CSRF_FAILURE_VIEW = "locator.config.errors.forbidden"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Each of them appends to X-Forwarded-For the address that it was asked from.
PROXIES = max(1, env.int("PROXIES", default=1))
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", TILE_ORIGIN],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The sites that may show /embed/ in a frame, as CSP's frame-ancestors names them. Any
# by default: it holds no account, no cookie and nothing that a click gives away.
EMBED_ANCESTORS = [SELF, *env.list("EMBED_ANCESTORS", default=["*"])]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": [
        "locator.api.renderers.GeoJSONRenderer",
        "locator.api.renderers.JSONRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "locator.api.negotiation.FormatThenAccept",
    "EXCEPTION_HANDLER": "locator.api.errors.problem_response",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "locator.api.schema.ResourceSchema",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Top-up Finder API",
    "DESCRIPTION": "Where to top up a Cambodian SIM. Read without a key; the data is "
    "open under ODbL 1.0: name OpenStreetMap and this site's contributors. Any "
    "parameter that is not listed, or given twice, is refused with 400.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {
        "name": "Open Database License 1.0",
        "url": "https://opendatacommons.org/licenses/odbl/1-0/",
    },
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "apiKey": {
                "type": "http",
                "scheme": "bearer",
                "description": "Not needed; with it one may ask more often.",
            }
        }
    },
    "SECURITY": [{}, {"apiKey": []}],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Our shapes name their parts themselves.
    "POSTPROCESSING_HOOKS": ["locator.api.document_parts.add_tags_and_headers"],
}

# No log holds a query, because that holds a position. Django logs the path alone of a
# failed request, granian nothing; the development server's own line is cut.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_query": {"()": "locator.config.logs.WithoutQuery"},
        "request_id": {"()": "locator.config.request_id.WithRequestID"},
        "refused_in_a_line": {"()": "locator.config.logs.RefusedInALine"},
    },
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} [{request_id}] {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "refused_in_a_line"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django would also mail errors to ADMINS, with the query.
        "django": {"handlers": [], "level": "INFO"},
        # An address that leads nowhere (4xx) is no fault of the site.
        "django.request": {"level": "ERROR"},
        # Nor is what nobody's form would send. A host that is not ours may be a setting
        # of ours.
        "django.security": {"level": "CRITICAL"},
        "django.security.DisallowedHost": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "filters": ["without_query"]},
    },
}
