from django.urls import path

from locator.views import pages
from locator.views.claim import claim_page, owner_page
from locator.views.contributing import thanks_page
from locator.views.documents import document_page
from locator.views.embed import embed_page
from locator.views.map import map_page
from locator.views.number import carrier_of_number
from locator.views.outlet import outlet_page
from locator.views.places import place_page, provinces_page
from locator.views.poster import poster_page
from locator.views.report import report_page
from locator.views.search import search_page
from locator.views.shop import shop_page
from locator.views.snippet import snippet_page

urlpatterns = [
    path("", search_page, name="search"),
    path("map/", map_page, name="map"),
    path("places/", provinces_page, name="places"),
    path("places/<slug:slug>/", place_page, name="place"),
    path("number/", carrier_of_number, name="carrier-of-number"),
    path("o/<str:public_id>/", outlet_page, name="outlet-by-id"),
    path("o/<str:public_id>/<str:slug>/", outlet_page, name="outlet"),
    path("report/<str:public_id>/", report_page, name="report"),
    path("claim/<str:public_id>/", claim_page, name="claim"),
    path("poster/<str:public_id>/", poster_page, name="poster"),
    path("add-a-shop/", shop_page, name="add-shop"),
    path("own/", owner_page, name="own"),
    path("thanks/<str:what>/", thanks_page, name="thanks"),
    path("embed/", embed_page, name="embed"),
    path("embed/make/", snippet_page, name="embed-make"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("data/", pages.data, name="data"),
    path("docs/<slug:slug>/", document_page, name="document"),
]
