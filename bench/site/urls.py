"""The site's addresses and, through the same middleware, the bench's own."""

from django.urls import path

from bench.site.views import Hello, NearestSerialized
from locator.config import urls

urlpatterns = [
    path("api/v1/bench/hello/", Hello.as_view()),
    path("api/v1/bench/serialized/", NearestSerialized.as_view()),
    *urls.urlpatterns,
]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
