"""The shapes of the guides' answers, for the API's document."""

from typing import Final

from guides.models import Channel
from guides.models.channel import ChannelPayment
from locator.api.described import (
    DATE,
    FLAG,
    INTEGER,
    NUMBER,
    TERMS,
    TEXT,
    URI,
    Shape,
    collection,
    each,
    one_of,
    or_null,
    paged,
    thing,
    told,
)
from locator.api.shapes import OUTLET, SOURCE
from locator.models import Confidence, Fact

_SUMMARY: Final = {
    "slug": TEXT,
    "method": TEXT,
    "language": told(TEXT, "That of the text; another than asked for where none is."),
    "title": TEXT,
    "summary": TEXT,
    "url": URI,
}
_SUMMARY_SHAPE: Final = Shape("GuideSummary", thing(_SUMMARY))
GUIDES: Final = collection("GuideList", "guides", _SUMMARY_SHAPE)
_CITED: Final = Shape(
    "CitedSource",
    thing(
        {
            "number": told(INTEGER, "As in the text."),
            **{name: dict(part) for name, part in SOURCE.schema["properties"].items()},
        }
    ),
)
GUIDE: Final = Shape(
    "Guide",
    thing(
        {
            **_SUMMARY,
            "html": told(TEXT, "Sanitised HTML of its words."),
            "parts": told(
                each(thing({"kind": TEXT, "value": TEXT})),
                "Live parts that the site shows between the words.",
            ),
            "sources": each(_CITED.ref),
            "checked_on": or_null(DATE),
            "stale": told(FLAG, "True: its facts or its source text changed since."),
            "native_reader": told(FLAG, "True: a native reader has checked it."),
            **TERMS,
        }
    ),
    (_CITED,),
)

_CONFIDENCE: Final = one_of(Fact.Confidence.values)
_CHANNEL: Final = Shape(
    "Channel",
    thing(
        {
            "slug": TEXT,
            "kind": one_of(Channel.Kind.values),
            "name": TEXT,
            "carriers": each(TEXT),
            "code": told(or_null(TEXT), "PIN, NUMBER and CENTS stand for digits."),
            "code_other_number": or_null(TEXT),
            "web": or_null(TEXT),
            "steps": each(TEXT),
            "needs": or_null(TEXT),
            "payments": each(one_of(ChannelPayment.values)),
            "min_usd": or_null(NUMBER),
            "max_usd": or_null(NUMBER),
            "amount_note": or_null(TEXT),
            "fee_usd": or_null(NUMBER),
            "fee_note": or_null(TEXT),
            "minutes_to_arrive": or_null(INTEGER),
            "validity": each(thing({"amount_usd": NUMBER, "days": INTEGER})),
            "languages": each(TEXT),
            "receipt": or_null(FLAG),
            "needs_data": or_null(FLAG),
            "works_abroad": or_null(FLAG),
            "confidence": _CONFIDENCE,
            "sources": each(SOURCE.ref),
        }
    ),
    (SOURCE,),
)
CHANNELS: Final = paged("ChannelList", "channels", _CHANNEL)
_PLAN: Final = Shape(
    "Plan",
    thing(
        {
            "slug": TEXT,
            "carrier": TEXT,
            "name": TEXT,
            "price_usd": or_null(NUMBER),
            "volume_gb": or_null(NUMBER),
            "days": or_null(INTEGER),
            "code": or_null(TEXT),
            "path": or_null(TEXT),
            "confidence": _CONFIDENCE,
            "sources": each(SOURCE.ref),
        }
    ),
    (SOURCE,),
)
PLANS: Final = paged("PlanList", "plans", _PLAN)
_PROMOTION: Final = Shape(
    "Promotion",
    thing(
        {
            "slug": TEXT,
            "carrier": or_null(TEXT),
            "channels": each(TEXT),
            "operators": each(TEXT),
            "gives": TEXT,
            "limits": TEXT,
            "from": or_null(DATE),
            "until": or_null(DATE),
            "sources": each(SOURCE.ref),
        }
    ),
    (SOURCE,),
)
PROMOTIONS: Final = paged("PromotionList", "promotions", _PROMOTION)
_ADVISED: Final = Shape(
    "AdvisedWay",
    thing(
        {
            "way": TEXT,
            "leads_to": told(TEXT, "The guide, channel or search that it leads to."),
            "score": INTEGER,
            "confidence": one_of(Confidence.values),
            "reason": TEXT,
            "fee_usd": or_null(NUMBER),
            "minutes": or_null(INTEGER),
            "unknowns": told(each(TEXT), "What no source says, in words."),
            "outlets": each(OUTLET.ref),
            "sources": each(SOURCE.ref),
        }
    ),
    (OUTLET, SOURCE),
)
ADVICE: Final = Shape(
    "Advice",
    thing(
        {
            "good": each(_ADVISED.ref),
            "possible": each(_ADVISED.ref),
            "where_is_known": told(FLAG, "Whether a position was given or found."),
            **TERMS,
        }
    ),
    (_ADVISED,),
)
