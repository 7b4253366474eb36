from django.urls import path

from locator.api import views

app_name = "api-v1"
urlpatterns = [
    path("outlets/", views.OutletList.as_view(), name="outlets"),
    path("outlets/<str:public_id>/", views.OutletDetail.as_view(), name="outlet"),
]
