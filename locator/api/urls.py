from django.urls import path

from locator.api import carriers, clusters, document, outlets, places, reports, sync

app_name = "api-v1"
urlpatterns = [
    path("outlets/", outlets.OutletList.as_view(), name="outlets"),
    path("outlets/changes/", sync.Changes.as_view(), name="changes"),
    path("outlets/<str:public_id>/", outlets.OutletDetail.as_view(), name="outlet"),
    path(
        "outlets/<str:public_id>/reports/",
        reports.OutletReports.as_view(),
        name="reports",
    ),
    path("places/", places.PlaceList.as_view(), name="places"),
    path("clusters/", clusters.ClusterList.as_view(), name="clusters"),
    path("carriers/", carriers.CarrierList.as_view(), name="carriers"),
    path("operators/", carriers.OperatorList.as_view(), name="operators"),
    path("schema/", document.Document.as_view(), name="schema"),
    path("snapshot/", sync.SnapshotManifest.as_view(), name="snapshot"),
    path("snapshot/<str:name>", sync.SnapshotFile.as_view(), name="snapshot-file"),
]
