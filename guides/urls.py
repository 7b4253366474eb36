from django.urls import path

from guides import views

urlpatterns = [
    path("codes/", views.codes_page, name="codes"),
]
