from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from locator.views import pages

# Pages stand under their language; LocaleMiddleware sends other addresses there.
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("locator.api.urls")),
    path("robots.txt", pages.robots, name="robots"),
    *i18n_patterns(
        path("", include("guides.urls")),
        path("", include("locator.urls")),
    ),
]

handler400 = "locator.config.errors.bad_request"
handler404 = "locator.config.errors.not_found"
handler500 = "locator.config.errors.server_error"
