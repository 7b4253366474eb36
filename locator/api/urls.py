from django.urls import path

from locator.api import outlets, sync

app_name = "api-v1"
urlpatterns = [
    path("outlets/", outlets.OutletList.as_view(), name="outlets"),
    path("outlets/changes/", sync.Changes.as_view(), name="changes"),
    path("outlets/<str:public_id>/", outlets.OutletDetail.as_view(), name="outlet"),
    path("snapshot/", sync.SnapshotManifest.as_view(), name="snapshot"),
    path("snapshot/<str:name>", sync.SnapshotFile.as_view(), name="snapshot-file"),
]
