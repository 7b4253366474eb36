"""For mirrors: the full files to begin with, and every change after them."""

from typing import ClassVar, Final

from django import forms
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from locator.api import limits, shapes
from locator.api.errors import BadParameters, checked
from locator.api.negotiation import AsItIs
from locator.api.parameters import Parameter, limit_parameter
from locator.api.resource import Payload, Resource
from locator.licence import terms
from locator.quotas import FILES
from locator.sync import changes, store
from locator.sync.positions import UnknownTokenError
from locator.sync.snapshot import offered_snapshot

# Kept by nobody unasked, but an unchanged answer need not be sent again.
_UNCHANGED_ALONE: Final = "no-cache"
_GZIP: Final = "application/gzip"


class NoSnapshotYet(APIException):
    """There is none, and a reader cannot wait while it is made."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = gettext_lazy("The snapshot is being made; ask again later.")
    wait = 600


class ChangesForm(forms.Form):
    # A token is read as it is.
    since = forms.CharField(required=False, strip=False)
    limit = forms.IntegerField(
        required=False, min_value=1, max_value=changes.MAX_CHANGES
    )


class Changes(Resource):
    """Every change of an outlet once, in order; a mirror keeps `next` and asks again.

    Each change is the outlet's feature as it is now, or, where it is closed for good
    or public no more, its id with `deleted`.
    """

    shape = shapes.CHANGES
    parameters: ClassVar = (
        Parameter(
            "since",
            "The `token` of a snapshot or `next` of the last answer. Without it, from "
            "the beginning.",
        ),
        limit_parameter(
            "How many changes at most.",
            most=changes.MAX_CHANGES,
            default=changes.DEFAULT,
        ),
    )
    cache_control = _UNCHANGED_ALONE

    def answer(self, request: Request, **path: str) -> Payload:
        asked = checked(ChangesForm(self.query))
        limit = asked["limit"] or changes.DEFAULT
        try:
            page = changes.changes_since(asked["since"] or None, limit=limit)
        except UnknownTokenError as error:
            sentence = _("It is not known here: take the snapshot again.")
            raise BadParameters([("since", sentence)]) from error
        return Payload(
            {
                "changes": page.changes,
                "next": page.next,
                "more": page.more,
                **terms(),
            }
        )


class SnapshotManifest(Resource):
    """The files with all outlets, and the token from which `changes` continues."""

    shape = shapes.SNAPSHOT
    refusals = (503,)
    cache_control = _UNCHANGED_ALONE

    def answer(self, request: Request, **path: str) -> Payload:
        manifest = offered_snapshot()
        if manifest is None:
            raise NoSnapshotYet
        return Payload(
            {
                **manifest,
                "files": [
                    {
                        "format": file["form"],
                        "url": self.permalink(
                            reverse("api-v1:snapshot-file", args=[file["name"]])
                        ),
                        "media_type": file["media_type"],
                        "encoding": "gzip",
                        "bytes": file["bytes"],
                        "sha256": file["sha256"],
                    }
                    for file in manifest["files"]
                ],
            }
        )


class SnapshotFile(Resource):
    """A gzip file of a snapshot; what lies under an address never changes."""

    content_negotiation_class = AsItIs
    refusals = (404,)
    cache_control = "public, max-age=31536000, immutable"

    @classmethod
    def media_types(cls) -> tuple[str, ...]:
        return (_GZIP,)

    @classmethod
    def path_examples(cls) -> dict[str, str]:
        manifest = offered_snapshot()
        return {"name": manifest["files"][0]["name"]} if manifest else {}

    def answer(self, request: Request, **path: str) -> HttpResponseBase:
        limits.count(request, FILES)
        name = path["name"]
        found = store.path_of(name)
        if found is None:
            raise Http404(_("There is no such file: take the snapshot again."))
        etag = f'"{name.partition(".")[0]}"'
        response: HttpResponseBase | None = get_conditional_response(request, etag)
        if response is None:
            response = FileResponse(found.open("rb"), content_type=_GZIP)
        response["ETag"] = etag
        return response
