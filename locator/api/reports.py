"""What visitors, and apps for them, say of an outlet."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from locator import quotas
from locator.api import limits
from locator.api.errors import BadParameters
from locator.api.json_schema import TEXT, Shape, described, enum, object_of
from locator.api.outlets import OutletDetail, public_outlet
from locator.api.submission import Submission
from locator.clients import network_of
from locator.contributing.fields import TRAP
from locator.contributing.reports import ReportForm, file_report
from locator.geo.point import MAX_TEXT_LENGTH
from locator.hours import expression
from locator.models import Report
from locator.models.decided import Decision, new_reference
from locator.models.report import MAX_NOTE_LENGTH


def _text(most: int) -> dict[str, Any]:
    return {**TEXT, "maxLength": most}


_SENT: Final = Shape(
    "Report",
    {
        **object_of(
            {
                "kind": enum(Report.Kind.values),
                "carrier": described(
                    _text(50),
                    "Slug of the carrier, with does_not_sell and top_up_worked only.",
                ),
                "note": described(
                    _text(MAX_NOTE_LENGTH),
                    "In any language. Phone numbers and mail addresses are masked.",
                ),
                "hours": described(
                    _text(expression.MAX_LENGTH),
                    "With wrong_hours: the right ones, such as Mo-Su 08:00-20:00.",
                ),
                "point": described(
                    _text(MAX_TEXT_LENGTH),
                    "With wrong_place: where it is, as latitude,longitude.",
                ),
                TRAP: described(TEXT, "A trap for robots: leave it out."),
            },
            optional=("carrier", "note", "hours", "point", TRAP),
        ),
        "additionalProperties": False,
    },
)
_RECEIPT: Final = Shape(
    "ReportReceipt",
    object_of(
        {
            "id": described(TEXT, "By which a curator finds it."),
            "status": {"type": "string", "const": str(Decision.WAITING)},
            "detail": described(TEXT, "What happens next."),
        }
    ),
)


class OutletReports(Submission):
    """Tell that an outlet is wrong here, or that a top-up worked.

    A curator reads it; nothing changes by a report alone. No address, cookie or name is
    kept with it, and its time to the day only. What the same client says again of the
    same outlet on one day is not kept again, so that it is safe to send twice. A report
    sent from here is a real one: where you only try, say so in its note.
    """

    accepts = _SENT
    sent_example = {
        "kind": "wrong_hours",
        "hours": "Mo-Su 08:00-20:00",
        "note": "I am only trying the API.",
    }
    shape = _RECEIPT
    results = {
        200: "The same was said already; `id` is of that report.",
        201: "It waits for a curator.",
    }
    refusals = (404, 410, 411, 413, 415, 503)

    @classmethod
    def path_examples(cls) -> dict[str, str]:
        return OutletDetail.path_examples()

    def receipt(
        self, request: Request, sent: dict[str, str], **path: str
    ) -> tuple[int, dict[str, Any]]:
        outlet = public_outlet(path["public_id"])
        form = ReportForm(sent)
        if form.is_filled_by_robot:
            return 201, _told(new_reference())
        if not form.is_valid():
            raise BadParameters.of_form(form)
        # A slip costs others behind the same address nothing but a request.
        limits.count(request, quotas.REPORTS)
        limits.count(request, quotas.REPORTS_OF_AN_OUTLET, who=outlet.public_id)
        client = network_of(request._request)
        filed = file_report(outlet, form, who=client, at=timezone.now())
        return (201 if filed.is_new else 200), _told(filed.reference)


def _told(reference: str) -> dict[str, Any]:
    return {
        "id": reference,
        "status": str(Decision.WAITING),
        "detail": _("Thank you. A curator checks it before anything changes."),
    }
