from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from locator.api.errors import BadParameters, Gone
from locator.api.features import feature, feature_collection
from locator.models import Outlet
from locator.search.form import SearchForm
from locator.search.outlets import find_outlets, load_found
from locator.search.places import point_for

LANGUAGES = settings.MODELTRANSLATION_LANGUAGES


class OutletView(APIView):
    """A view whose names come in the language of `lang`, English by default."""

    parameters: frozenset[str] = frozenset({"lang"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        query = request.query_params
        errors = [
            (name, _("There is no such parameter."))
            for name in query
            if name not in self.parameters
        ]
        errors += [
            (name, _("Give it once."))
            for name, values in query.lists()
            if len(values) > 1 and name in self.parameters and name != "kind"
        ]
        language = query.get("lang", "en").lower()
        if language not in LANGUAGES:
            choices = ", ".join(LANGUAGES)
            errors.append(("lang", _("Choose one of %s.") % choices))
        if errors:
            raise BadParameters(errors)
        translation.activate(language)


class OutletList(OutletView):
    parameters = frozenset({*SearchForm.base_fields, "lang"})

    def get(self, request: Request) -> Response:
        form = SearchForm(request.query_params)
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
        return Response(
            feature_collection(
                outlets,
                moment=search.open_at or moment,
                permalink=request.build_absolute_uri,
            )
        )


class OutletDetail(OutletView):
    def get(self, request: Request, public_id: str) -> Response:
        outlet = get_object_or_404(Outlet, public_id=public_id)
        if outlet.status == Outlet.Status.CLOSED:
            raise Gone
        if outlet.status not in Outlet.PUBLIC_STATUSES:
            raise Http404
        found = load_found([outlet.pk], at=timezone.now())
        return Response(feature(found[outlet.pk], request.build_absolute_uri))
