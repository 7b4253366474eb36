from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from guides import pages
from guides.advising import give_advice
from guides.api import shapes
from guides.forms import AdviceForm
from guides.models import Guide, Plan, Promotion
from guides.publishing import standings
from locator.api.errors import BadParameters
from locator.api.renderers import JSONRenderer
from locator.api.views import OutletView
from locator.models import Carrier


class ReadView(OutletView):
    """Plain JSON, in the language of `lang`; the carrier asked for, where one is."""

    renderer_classes: list[type[BaseRenderer]] = [JSONRenderer]

    def carrier(self, request: Request) -> Carrier | None:
        slug = request.query_params.get("carrier", "")
        carrier = Carrier.objects.filter(slug=slug).first() if slug else None
        if slug and carrier is None:
            raise BadParameters([("carrier", _("There is no such carrier."))])
        return carrier


class GuideList(ReadView):
    def get(self, request: Request) -> Response:
        guides = Guide.objects.published().prefetch_related("texts")
        texts = [pages.text_for_reader(guide) for guide in guides]
        link = request.build_absolute_uri
        return Response(
            {"guides": [shapes.guide_summary(text, link) for text in texts if text]}
        )


class GuideDetail(ReadView):
    def get(self, request: Request, slug: str) -> Response:
        guides = Guide.objects.published().prefetch_related("texts")
        guide = guides.filter(slug=slug).first()
        text = pages.text_for_reader(guide) if guide else None
        if text is None:
            raise NotFound(_("There is no such guide."))
        [standing] = standings([text])
        return Response(shapes.guide_shape(standing, request.build_absolute_uri))


class ChannelList(ReadView):
    parameters = frozenset({"lang", "carrier"})

    def get(self, request: Request) -> Response:
        channels = pages.channels_with_facts()
        if carrier := self.carrier(request):
            channels = channels.filter(carriers=carrier)
        return Response({"channels": list(map(shapes.channel_shape, channels))})


class PlanList(ReadView):
    parameters = frozenset({"lang", "carrier"})

    def get(self, request: Request) -> Response:
        plans = Plan.objects.published().select_related("carrier", "fact")
        if carrier := self.carrier(request):
            plans = plans.filter(carrier=carrier)
        return Response({"plans": list(map(shapes.plan_shape, plans))})


class PromotionList(ReadView):
    parameters = frozenset({"lang", "carrier"})

    def get(self, request: Request) -> Response:
        running = Promotion.objects.running_on(timezone.localdate())
        running = running.select_related("carrier", "fact")
        if carrier := self.carrier(request):
            running = running.filter(carrier=carrier)
        rows = running.prefetch_related("channels", "operators")
        return Response({"promotions": list(map(shapes.promotion_shape, rows))})


class AdviceView(ReadView):
    """The questions of the page `choose/`; `have` may be given as a list, a,b."""

    parameters = frozenset({*AdviceForm.base_fields, "lang"})

    def get(self, request: Request) -> Response:
        answers: dict[str, Any] = request.query_params.dict()
        answers["have"] = [h for h in answers.get("have", "").split(",") if h]
        form = AdviceForm(answers)
        if not form.is_valid():
            raise BadParameters.of_form(form)
        near = form.cleaned_data["near"]
        moment = timezone.now()
        advice = give_advice(answers=form.cleaned_data, near=near, at=moment)
        link = request.build_absolute_uri
        return Response(
            {
                "good": [shapes.advised_shape(way, link) for way in advice.good],
                "possible": [
                    shapes.advised_shape(way, link) for way in advice.possible
                ],
                "where_is_known": advice.where_is_known,
            }
        )
