"""Clusters: how many outlets are where, for a map of any zoom."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from locator.api.errors import checked
from locator.api.json_schema import (
    INTEGER,
    MOMENT,
    TERMS,
    TEXT,
    Shape,
    described,
    enum,
    nullable,
    object_of,
)
from locator.api.parameters import Parameter
from locator.api.renderers import GeoJSONRenderer, JSONRenderer
from locator.api.resource import Payload, Resource, this_minute
from locator.api.shapes import POINT
from locator.clusters.cells import MAX_ZOOM
from locator.clusters.reading import MAX_CLUSTERS, FoundCluster, find_clusters
from locator.features import point_geometry
from locator.licence import terms
from locator.search.form import (
    BoxField,
    CarrierField,
    MomentField,
    asked_moment,
)

_OPEN_ASKED: Final = ("open_count", "unknown_count")
_CLUSTER: Final = Shape(
    "Cluster",
    object_of(
        {
            "type": {"type": "string", "const": "Feature"},
            "id": described(TEXT, "The public id of a single outlet; else left out."),
            "geometry": described(POINT.ref, "The mean of the outlets' positions."),
            "properties": object_of(
                {
                    "count": described(
                        {"type": "integer", "minimum": 1}, "How many outlets these are."
                    ),
                    "open_count": described(
                        {"type": "integer", "minimum": 0},
                        "With `open`: how many of them are surely open then.",
                    ),
                    "unknown_count": described(
                        {"type": "integer", "minimum": 0},
                        "With `open`: of how many nobody knows the hours.",
                    ),
                    "zoom": described(
                        nullable(INTEGER),
                        "Where to look closer; null for a single outlet and at the "
                        "deepest zoom.",
                    ),
                },
                optional=_OPEN_ASKED,
            ),
        },
        optional=("id",),
    ),
    (POINT,),
)
_CLUSTERS: Final = Shape(
    "ClusterCollection",
    object_of(
        {
            "type": enum(["FeatureCollection"]),
            "features": {
                "type": "array",
                "items": _CLUSTER.ref,
                "maxItems": MAX_CLUSTERS,
            },
            "zoom": described(
                {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM},
                "That of the clusters: the one asked for, or a lower one where the box "
                f"has more than {MAX_CLUSTERS} cells or too many outlets.",
            ),
            **TERMS,
            "moment": described(MOMENT, "With `open`: what the states are of."),
        },
        optional=("moment",),
    ),
    (_CLUSTER,),
)


class ClusterForm(forms.Form):
    bbox = BoxField(
        required=True,
        error_messages={"required": _("Give a box as west,south,east,north.")},
    )
    zoom = forms.IntegerField(min_value=0, max_value=MAX_ZOOM)
    carrier = CarrierField()
    open = MomentField()


class ClusterList(Resource):
    """How many outlets are where: one feature for the outlets of a cell of the map.

    A cell is 64 pixels of a map with tiles of 256. A feature counts all outlets of its
    cell, also those of a cell that only touches the box, and lies at the mean of their
    positions. A single outlet comes with its public id. Cells without outlets are left
    out.
    """

    shape = _CLUSTERS
    renderer_classes = [GeoJSONRenderer, JSONRenderer]
    parameters = (
        Parameter(
            "bbox",
            "A box as west,south,east,north in degrees. With west > east it crosses "
            "the antimeridian.",
            example="102,10,108,15",
            is_required=True,
        ),
        Parameter(
            "zoom",
            "Zoom of the map, as of usual tiles.",
            {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM},
            example=7,
            is_required=True,
        ),
        Parameter("carrier", "Slug of a carrier that is sold there, such as smart."),
        Parameter(
            "open",
            "`now`, or a moment as ISO 8601 (without zone: Cambodia's time): count "
            "what is open then, and what nobody knows the hours of. `any`, the "
            "default: do not.",
        ),
    )

    def answer(self, request: Request, **path: str) -> Payload:
        asked = checked(ClusterForm(self.query))
        moment = asked_moment(asked["open"], now=this_minute())
        found = find_clusters(
            asked["bbox"],
            asked["zoom"],
            carrier_id=asked["carrier"] and asked["carrier"].pk,
            open_at=moment,
        )
        return Payload(
            {
                "type": "FeatureCollection",
                "features": [_feature(one, found.closer) for one in found.clusters],
                "zoom": found.zoom,
                **terms(),
            },
            moment=moment,
        )


def _feature(cluster: FoundCluster, closer: int | None) -> dict[str, Any]:
    feature: dict[str, Any] = {"type": "Feature"}
    if cluster.public_id:
        feature["id"] = cluster.public_id
    properties: dict[str, Any] = {"count": cluster.count}
    if cluster.open_count is not None:
        properties["open_count"] = cluster.open_count
        properties["unknown_count"] = cluster.unknown_count
    properties["zoom"] = closer if cluster.count > 1 else None
    return feature | {
        "geometry": point_geometry(cluster.latitude, cluster.longitude),
        "properties": properties,
    }
