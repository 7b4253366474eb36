"""What the API is measured against: nothing, and what DRF's tutorial would do."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from locator.geo.point import Point
from locator.models import Listing, Offer, Outlet
from locator.models.opening import state_and_change
from locator.models.reading import calendar


class Hello(APIView):
    def get(self, request: Request) -> Response:
        return Response({})


class OfferSerializer(serializers.ModelSerializer):
    carrier = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Offer
        fields = [
            "carrier",
            "confidence",
            "services",
            "min_amount",
            "max_amount",
            "currency",
            "evidence",
        ]


class OutletSerializer(serializers.ModelSerializer):
    operator = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    opening_hours = serializers.CharField(source="hours.text", default=None)
    phones = serializers.SlugRelatedField(
        slug_field="number", many=True, read_only=True
    )
    offers = OfferSerializer(many=True, read_only=True)
    open_state = serializers.SerializerMethodField()

    class Meta:
        model = Outlet
        fields = [
            "public_id",
            "name",
            "name_km",
            "kind",
            "operator",
            "offers",
            "landmark",
            "floor",
            "street",
            "village",
            "commune",
            "phones",
            "payments",
            "languages",
            "opening_hours",
            "hours_note",
            "open_state",
            "closed_until",
            "source",
            "source_date",
            "licence",
            "verified_at",
            "latitude",
            "longitude",
        ]

    def get_open_state(self, outlet: Outlet) -> str:
        text = outlet.hours.text if outlet.hours else ""
        state, _change = state_and_change(
            text, timezone.now(), self.context["holidays"]
        )
        return str(state)


class NearestSerialized(ListAPIView):
    """The same outlets, found alike, by a ModelSerializer with all it needs fetched."""

    serializer_class = OutletSerializer

    def get_queryset(self) -> Any:
        near = Point.parse(self.request.query_params["near"])
        found = Listing.objects.selling(None).nearest_to(near, limit=20)
        outlets = Outlet.objects.filter(pk__in=[row.outlet_id for row in found])
        return outlets.select_related("operator", "hours", "place").prefetch_related(
            "phones", "offers__carrier"
        )

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"holidays": calendar()}
