from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from locator.api.errors import BadParameters, Gone
from locator.api.features import feature, feature_collection, local
from locator.api.parameters import Parameter
from locator.api.renderers import GeoJSONRenderer, JSONRenderer
from locator.api.resource import Answer, Resource
from locator.models import Outlet
from locator.search.form import SearchForm
from locator.search.outlets import find_outlets, load_found
from locator.search.places import point_for

_RENDERERS: list[Any] = [GeoJSONRenderer, JSONRenderer]


class OutletList(Resource):
    parameters = tuple(
        Parameter(name, "", is_repeatable=name == "kind")
        for name in SearchForm.base_fields
    )
    renderer_classes = _RENDERERS

    def answer(self, request: Request, **path: str) -> Answer:
        form = SearchForm(self.query)
        if not form.is_valid():
            raise BadParameters.of_form(form)
        moment = timezone.now()
        near = None
        if place := form.cleaned_data["place"]:
            where = point_for(place)
            if where is None:
                raise BadParameters([("place", _("No position is known for it."))])
            near, _nearest = where
        search = form.search(at=moment, near=near)
        outlets = find_outlets(search, at=moment)
        return Answer(
            feature_collection(outlets, permalink=request.build_absolute_uri),
            moment=local(search.open_at or moment) or "",
            is_page=True,
        )


class OutletDetail(Resource):
    renderer_classes = _RENDERERS

    def answer(self, request: Request, **path: str) -> Answer:
        outlet = Outlet.objects.filter(public_id=path["public_id"]).first()
        if outlet is None:
            raise Http404(_("There is no such outlet."))
        if outlet.status == Outlet.Status.CLOSED:
            raise Gone
        if outlet.status not in Outlet.PUBLIC_STATUSES:
            raise Http404(_("There is no such outlet."))
        found = load_found([outlet.pk], at=timezone.now())
        return Answer(feature(found[outlet.pk], request.build_absolute_uri))
