from django.urls import path

from guides.api import views

urlpatterns = [
    path("guides/", views.GuideList.as_view(), name="api-guides"),
    path("guides/<slug:slug>/", views.GuideDetail.as_view(), name="api-guide"),
    path("channels/", views.ChannelList.as_view(), name="api-channels"),
    path("plans/", views.PlanList.as_view(), name="api-plans"),
    path("promotions/", views.PromotionList.as_view(), name="api-promotions"),
    path("advice/", views.Advice.as_view(), name="api-advice"),
]
