import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from guides import pages
from guides.advising import give_advice
from guides.api import described, shapes
from guides.conditions import DATA, HAVE, MATTERS, OTHER_SIMS
from guides.conditions import LANGUAGES as SPOKEN
from guides.forms import AdviceForm
from guides.models import Guide, Plan, Promotion
from guides.publishing import standings
from locator.api.errors import BadParameters
from locator.api.parameters import Parameter
from locator.api.resource import Answer, Resource
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
        {"type": "string", "enum": list(SPOKEN)},
    ),
    Parameter(
        "abroad", "1: one is not in Cambodia.", {"type": "string", "enum": ["0", "1"]}
    ),
    Parameter("place", "Slug of the place where one is."),
    Parameter(
        "near",
        "Position as latitude,longitude, instead of `place`.",
        example="11.5564,104.9282",
    ),
)
_CARRIER = Parameter("carrier", "Those of one carrier, by its slug.", example="smart")
_CURSOR = Parameter("cursor", "The next page; take it from `next` of the page before.")
MAX_LISTED = 100


class OfCarrier(Resource):
    """A list, `MAX_LISTED` rows a page; `next` leads to the rest, null on the last."""

    parameters = (_CARRIER, _CURSOR)

    def page_of(self, rows: QuerySet[Any]) -> tuple[list[Any], str | None]:
        """The rows of the page asked for, and the cursor of the next one."""
        cursor = self.query.get("cursor", "")
        if cursor and not re.fullmatch(r"[0-9]{1,6}", cursor):
            sentence = _("This is no cursor of this list; begin without it.")
            raise BadParameters([("cursor", sentence)])
        start = int(cursor or 0)
        found = list(rows[start : start + MAX_LISTED + 1])
        following = str(start + MAX_LISTED) if len(found) > MAX_LISTED else None
        return found[:MAX_LISTED], following

    def carrier(self) -> Carrier | None:
        """The one asked for, if any."""
        try:
            return CarrierField().clean(self.query.get("carrier", ""))
        except ValidationError as error:
            raise BadParameters([("carrier", error.messages[0])]) from error


class GuideList(Resource):
    """Guides to the ways of topping up, in the language of `lang` where they are."""

    shape = described.GUIDES

    def answer(self, request: Request, **path: str) -> Answer:
        texts = [text for _guide, text in pages.listed_guides()]
        link = self.permalink
        return Answer({"guides": [shapes.guide_summary(text, link) for text in texts]})


class GuideDetail(Resource):
    """One guide, with its sources."""

    shape = described.GUIDE
    refusals = (404,)
    path_examples: ClassVar = {"slug": "by-app"}

    def answer(self, request: Request, **path: str) -> Answer:
        guides = Guide.objects.published().prefetch_related("texts")
        guide = guides.filter(slug=path["slug"]).first()
        text = pages.text_for_reader(guide) if guide else None
        if text is None:
            raise NotFound(_("There is no such guide."))
        [standing] = standings([text])
        return Answer(shapes.guide_shape(standing, self.permalink))


class ChannelList(OfCarrier):
    """Ways to top up without an outlet. What no fact says is null."""

    shape = described.CHANNELS

    def answer(self, request: Request, **path: str) -> Answer:
        channels = pages.channels_with_facts()
        if carrier := self.carrier():
            channels = channels.filter(carriers=carrier)
        rows, following = self.page_of(channels)
        shown = list(map(shapes.channel_shape, rows))
        return Answer({"channels": shown, "next": following})


class PlanList(OfCarrier):
    """Data plans, and how each is activated."""

    shape = described.PLANS

    def answer(self, request: Request, **path: str) -> Answer:
        plans = Plan.objects.published().select_related("carrier", "fact")
        if carrier := self.carrier():
            plans = plans.filter(carrier=carrier)
        rows, following = self.page_of(plans)
        return Answer({"plans": list(map(shapes.plan_shape, rows)), "next": following})


class PromotionList(OfCarrier):
    """Offers of carriers that run today."""

    shape = described.PROMOTIONS

    def answer(self, request: Request, **path: str) -> Answer:
        running = Promotion.objects.shown_on(timezone.localdate())
        if carrier := self.carrier():
            running = running.filter(carrier=carrier)
        rows, following = self.page_of(
            running.prefetch_related("channels", "operators")
        )
        shown = list(map(shapes.promotion_shape, rows))
        return Answer({"promotions": shown, "next": following})


class AdviceView(Resource):
    """Which ways suit a situation, the best first, each with its reason.

    The questions are those of the page `/choose/`.
    """

    parameters = _QUESTIONS
    shape = described.ADVICE

    def answer(self, request: Request, **path: str) -> Answer:
        answers: dict[str, Any] = self.query.dict()
        answers["have"] = [h for h in answers.get("have", "").split(",") if h]
        form = AdviceForm(answers)
        if not form.is_valid():
            raise BadParameters.of_form(form)
        advice = give_advice(form.situation(), form.point(), at=timezone.now())
        link = self.permalink
        return Answer(
            {
                "good": [shapes.advised_shape(way, link) for way in advice.good],
                "possible": [
                    shapes.advised_shape(way, link) for way in advice.possible
                ],
                "where_is_known": advice.where_is_known,
            }
        )
