"""Outlets: a search page by page or as one table, and one outlet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.request import Request

from locator.api import cursors, limits, outlet_form, shapes, tables
from locator.api.errors import BadParameters, Gone
from locator.api.feature_cache import features_of
from locator.api.features import feature, feature_collection
from locator.api.hours import hours_in_detail
from locator.api.renderers import CSVRenderer, GeoJSONRenderer, JSONRenderer
from locator.api.resource import Payload, Resource, this_minute
from locator.api.response_cache import MAX_AGE_S
from locator.contributing.worked import worked_at
from locator.demand.counting import note_found
from locator.digests import site_digest
from locator.features import point_geometry
from locator.geo.point import Point
from locator.licence import terms
from locator.models import Outlet, OutletMerge, Place
from locator.models.reading import calendar, carriers
from locator.quotas import FILES
from locator.search.form import OutletSearch
from locator.search.loading import load_found
from locator.search.paging import (
    Page,
    count_matching,
    every_outlet,
    find_page,
    is_countable,
)
from locator.search.places import point_for


class OutletList(Resource):
    """Outlets: the nearest, those in a box, or all; page by page or as one table.

    With `near` or `place` sorted by distance, else by age. GeoJSON by default;
    `format=csv` gives all outlets of the search in one table, whatever `limit` allows
    a page. A page leads to the next one by its link `next`.
    """

    parameters = outlet_form.PARAMETERS
    shape = shapes.OUTLETS
    renderer_classes = [GeoJSONRenderer, JSONRenderer, CSVRenderer]

    def answer(self, request: Request, **path: str) -> Payload | HttpResponseBase:
        form = outlet_form.read_form(self.query)
        if not form.is_valid():
            raise BadParameters.of_form(form)
        now = this_minute()
        cursor = self._cursor(form.cleaned_data["cursor"])
        if cursor and cursor.moment:
            now = cursor.moment
        origin = _origin(form.cleaned_data["place"])
        search = form.search(at=now, near=origin and origin[0])
        search = replace(search, text=form.cleaned_data["q"])
        moment = search.open_at or now
        fields = form.cleaned_data["fields"]
        if request.accepted_renderer.format == CSVRenderer.format:
            limits.count(request, FILES)
            self._refuse_pages_of_a_table()
            outlets = every_outlet(search, at=now)
            return tables.table(outlets, permalink=self.permalink, fields=fields)
        page = find_page(search, after=cursor.mark if cursor else None)
        if cursor is None:
            asked = request._request
            note_found(asked, search, page.distances.values(), at=timezone.now())
        features = self._features(page, search, moment, fields)
        seen = (cursor.mark.seen if cursor else 0) + len(features)
        matched = _matched(search) if page.next else seen
        told = feature_collection(features, matched=matched)
        if origin:
            point, place = origin
            geometry = point_geometry(point.latitude, point.longitude)
            told["origin"] = {"place": place.slug, "point": geometry}
        return Payload(
            told,
            moment=moment,
            cursor=cursors.write(
                cursors.Cursor(page.next, now if search.open_at == now else None),
                cursors.bound_search(self.query),
            )
            if page.next
            else "",
            is_page=True,
        )

    def _features(
        self,
        page: Page,
        search: OutletSearch,
        moment: dt.datetime,
        fields: frozenset[str],
    ) -> Sequence[Any]:
        distances, carrier = page.distances, search.carrier
        if not fields:
            return features_of(
                distances,
                at=moment,
                carrier=carrier,
                permalink=self.permalink,
                anew=search.open_at is not None,
            )
        found = load_found(distances, at=moment, carrier=carrier, distances=distances)
        return [
            feature(found[pk], self.permalink, fields)
            for pk in distances
            if pk in found
        ]

    def _cursor(self, text: str) -> cursors.Cursor | None:
        if not text:
            return None
        try:
            return cursors.read(text, cursors.bound_search(self.query))
        except cursors.CursorError as error:
            sentence = _("It belongs to another search; begin without it.")
            raise BadParameters([("cursor", sentence)]) from error

    def _refuse_pages_of_a_table(self) -> None:
        if wrong := [name for name in ("limit", "cursor") if self.query.get(name)]:
            sentence = _("A table has all outlets of the search: leave it out.")
            raise BadParameters([(name, sentence) for name in wrong])


class OutletDetail(Resource):
    """One outlet, with its hours day by day.

    A public id leads to its outlet for good: 410 where that is closed for good, with
    the id of its `successor` where it turned out to be the same as another, 404 where
    there never was one or it is not public.
    """

    shape = shapes.OUTLET_IN_DETAIL
    refusals = (404, 410)
    renderer_classes = [GeoJSONRenderer, JSONRenderer]

    @classmethod
    def path_examples(cls) -> dict[str, str]:
        oldest = Outlet.objects.published().order_by("pk").first()
        return {"public_id": oldest.public_id} if oldest else {}

    def answer(self, request: Request, **path: str) -> Payload:
        outlet = public_outlet(path["public_id"])
        now = this_minute()
        found = load_found([outlet.pk], at=now).get(outlet.pk)
        if found is None:
            # It was withdrawn just now.
            raise Http404(_("There is no such outlet."))
        told = feature(found, self.permalink)
        told["properties"]["hours"] = hours_in_detail(
            found, timezone.localdate(now), calendar(), get_language() or "en"
        )
        told["properties"]["top_ups_reported"] = _top_ups_reported(outlet, now)
        return Payload(told | terms(), moment=now)


def public_outlet(public_id: str) -> Outlet:
    """Raises Gone where it is closed for good, Http404 where nobody may see one."""
    outlet = Outlet.objects.filter(public_id=public_id).first()
    if outlet is None:
        raise Http404(_("There is no such outlet."))
    if outlet.status == Outlet.Status.CLOSED:
        kept = OutletMerge.objects.survivor_of(outlet)
        raise Gone(kept.public_id if kept else "")
    if outlet.status not in Outlet.PUBLIC_STATUSES:
        raise Http404(_("There is no such outlet."))
    return outlet


def _top_ups_reported(outlet: Outlet, now: dt.datetime) -> list[dict[str, Any]]:
    known = carriers()
    worked = worked_at([outlet.pk], today=timezone.localdate(now))
    return [
        {
            "carrier": known[carrier_id].slug,
            "count": reports.count,
            "last_on": reports.last_on,
        }
        for carrier_id, reports in sorted(worked.get(outlet.pk, {}).items())
        if carrier_id in known
    ]


def _origin(place: Place | None) -> tuple[Point, Place] | None:
    """The point that stands for a place, and whose it is."""
    if place is None:
        return None
    origin = point_for(place)
    if origin is None:
        raise BadParameters([("place", _("No position is known for it."))])
    return origin


def _matched(search: OutletSearch) -> int | None:
    """How many there are, as counted within the minute that it is, half of one ago.

    Where one stands changes the order alone, and what is in a radius is not counted.
    """
    if connection.in_atomic_block or not is_countable(search):
        return count_matching(search)
    counted = (
        this_minute(),
        search.carrier and search.carrier.pk,
        search.box,
        search.open_at,
        search.keep_unknown,
    )
    key = f"matched:{site_digest(__name__, repr(counted))}"
    count = partial(count_matching, search)
    matched: int | None = cache.get_or_set(key, count, MAX_AGE_S)
    return matched
