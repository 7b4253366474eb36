from django.urls import path

from locator.views import number, outlet, pages, places, search

urlpatterns = [
    path("", search.search_page, name="search"),
    path("map/", search.map_page, name="map"),
    path("places/", places.provinces_page, name="places"),
    path("places/<slug:slug>/", places.place_page, name="place"),
    path("number/", number.carrier_of_number, name="carrier-of-number"),
    path("o/<str:public_id>/", outlet.outlet_page, name="outlet-by-id"),
    path("o/<str:public_id>/<str:slug>/", outlet.outlet_page, name="outlet"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("data/", pages.data, name="data"),
]
