from django.urls import path

from locator.api import outlets

app_name = "api-v1"
urlpatterns = [
    path("outlets/", outlets.OutletList.as_view(), name="outlets"),
    path("outlets/<str:public_id>/", outlets.OutletDetail.as_view(), name="outlet"),
]
