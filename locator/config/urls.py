from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import RedirectView

from guides.views.sitemap import SITEMAPS
from locator.api.document import Documentation
from locator.api.root import Root
from locator.views import pages

_RESOURCES = (
    "api-v1:outlets",
    "api-v1:changes",
    "api-v1:snapshot",
    "api-v1:places",
    "api-v1:carriers",
    "api-v1:operators",
    "api-v1:clusters",
    "api-channels",
    "api-plans",
    "api-promotions",
    "api-guides",
    "api-advice",
)

# Pages stand under their language; LocaleMiddleware sends other addresses there.
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", RedirectView.as_view(pattern_name="api-docs")),
    path("api/v1/", Root.as_view(routes=_RESOURCES), name="api-root"),
    path("api/v1/", include("guides.api.urls")),
    path("api/v1/", include("locator.api.urls")),
    path("api/docs/", Documentation.as_view(), name="api-docs"),
    path("favicon.ico", pages.favicon),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(
        path("", include("guides.urls")),
        path("", include("locator.urls")),
    ),
]

handler400 = "locator.config.errors.bad_request"
handler403 = "locator.config.errors.forbidden"
handler404 = "locator.config.errors.not_found"
handler500 = "locator.config.errors.server_error"
