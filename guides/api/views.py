from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from guides import pages
from guides.advising import NEAR_M, give_advice
from guides.api import shapes, values
from guides.conditions import DATA, HAVE, MATTERS, OTHER_SIMS
from guides.conditions import LANGUAGES as SPOKEN
from guides.forms import AdviceForm, SpokenField
from guides.models import Guide, Plan, Promotion
from guides.publishing import standings
from locator.api.errors import checked
from locator.api.features import feature
from locator.api.parameters import CURSOR, ZERO_OR_ONE, Parameter
from locator.api.resource import Payload, Resource
from locator.licence import terms
from locator.models import Carrier
from locator.search.form import CarrierField

_QUESTIONS = (
    Parameter(
        "sim",
        "The SIM to top up: a carrier's slug, " + " or ".join(OTHER_SIMS) + ".",
        example="smart",
        is_required=True,
    ),
    Parameter("amount", "How much, as 5, $2.50 or 8000 riel.", example="5"),
    Parameter(
        "have",
        "What one has, with commas between: " + ", ".join(HAVE) + ".",
        example="cash,aba",
    ),
    Parameter(
        "online", "Whether there is internet.", {"type": "string", "enum": list(DATA)}
    ),
    Parameter(
        "matters", "What matters most.", {"type": "string", "enum": list(MATTERS)}
    ),
    Parameter(
        "language",
        "The language one speaks, if another than `lang`.",
        {"type": "string", "enum": sorted({*SPOKEN, *SpokenField.tags})},
    ),
    Parameter("abroad", "1: one is not in Cambodia.", ZERO_OR_ONE),
    Parameter("place", "Slug of the place where one is."),
    Parameter(
        "near",
        "Position as latitude,longitude, instead of `place`.",
        example="11.5564,104.9282",
    ),
)
_CARRIER = Parameter("carrier", "Those of one carrier, by its slug.", example="smart")
MAX_LISTED = 100


class CarrierFilterForm(forms.Form):
    carrier = CarrierField()
    cursor = forms.RegexField(
        r"^[0-9]{1,6}$",
        required=False,
        empty_value="0",
        error_messages={
            "invalid": _("This is no cursor of this list; begin without it.")
        },
    )


class CarrierFilteredList(Resource, ABC):
    """A list, `MAX_LISTED` rows a page, under the name `of`.

    A page leads to the next one by its link `next`.
    """

    parameters = (_CARRIER, CURSOR)
    of: ClassVar[str]
    value: ClassVar["staticmethod[[Any], dict[str, Any]]"]
    """What the answer says of a row."""

    @abstractmethod
    def rows(self, carrier: Carrier | None) -> QuerySet[Any]:
        """In a fixed order; those of a carrier where one is given."""

    def answer(self, request: Request, **path: str) -> Payload:
        asked = checked(CarrierFilterForm(self.query))
        start = int(asked["cursor"])
        rows = self.rows(asked["carrier"])
        found = list(map(self.value, rows[start : start + MAX_LISTED + 1]))
        return Payload(
            {self.of: found[:MAX_LISTED], **terms()},
            cursor=str(start + MAX_LISTED) if len(found) > MAX_LISTED else "",
            is_page=True,
        )


class GuideList(Resource):
    """Guides to the ways of topping up, in the language of `lang` where they are."""

    shape = shapes.GUIDES

    def answer(self, request: Request, **path: str) -> Payload:
        texts = [text for _guide, text in pages.listed_guides()]
        link = self.permalink
        listed = [values.guide_summary(text, link) for text in texts]
        return Payload({"guides": listed, **terms()})


class GuideDetail(Resource):
    """One guide, with its sources."""

    shape = shapes.GUIDE
    refusals = (404,)

    @classmethod
    def path_examples(cls) -> dict[str, str]:
        guide = Guide.objects.published().first()
        return {"slug": guide.slug} if guide else {}

    def answer(self, request: Request, **path: str) -> Payload:
        guides = Guide.objects.published().prefetch_related("texts")
        guide = guides.filter(slug=path["slug"]).first()
        text = pages.text_for_reader(guide) if guide else None
        if text is None:
            raise NotFound(_("There is no such guide."))
        [standing] = standings([text])
        return Payload(values.guide(standing, self.permalink) | terms())


class ChannelList(CarrierFilteredList):
    """Ways to top up without an outlet. What no fact says is null."""

    shape = shapes.CHANNELS
    of = "channels"
    value = staticmethod(values.channel)

    def rows(self, carrier: Carrier | None) -> QuerySet[Any]:
        channels: QuerySet[Any] = pages.channels_with_facts()
        return channels.filter(carriers=carrier) if carrier else channels


class PlanList(CarrierFilteredList):
    """Data plans, and how each is activated."""

    shape = shapes.PLANS
    of = "plans"
    value = staticmethod(values.plan)

    def rows(self, carrier: Carrier | None) -> QuerySet[Any]:
        plans = Plan.objects.published().select_related("carrier", "fact")
        return plans.filter(carrier=carrier) if carrier else plans


class PromotionList(CarrierFilteredList):
    """Offers of carriers that run today."""

    shape = shapes.PROMOTIONS
    of = "promotions"
    value = staticmethod(values.promotion)

    def rows(self, carrier: Carrier | None) -> QuerySet[Any]:
        running: QuerySet[Any] = Promotion.objects.shown_on(timezone.localdate())
        if carrier:
            running = running.filter(carrier=carrier)
        return running.prefetch_related("channels", "operators")


class Advice(Resource):
    """Which ways suit a situation, the best first, each with its reason.

    The questions are those of the page `/choose/`. Ways by outlets count those that are
    known to be open within 3 km (`radius_m`); where there are none, `notice` says so.
    """

    parameters = _QUESTIONS
    shape = shapes.ADVICE

    def answer(self, request: Request, **path: str) -> Payload:
        answers: dict[str, Any] = self.query.dict()
        answers["have"] = [h for h in answers.get("have", "").split(",") if h]
        form = AdviceForm(answers)
        checked(form)
        advice = give_advice(form.situation(), form.point(), at=timezone.now())
        link = self.permalink
        nearest = advice.nearest_open
        return Payload(
            {
                "good": [values.advised(way, link) for way in advice.good],
                "possible": [values.advised(way, link) for way in advice.possible],
                "where_is_known": advice.where_is_known,
                "radius_m": NEAR_M,
                "notice": advice.notice or None,
                "nearest_open": nearest and feature(nearest, link),
                **terms(),
            }
        )
