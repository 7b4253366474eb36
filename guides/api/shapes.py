"""The shapes of the guides' answers, for the API's document."""

from typing import Final

from guides.models import Channel
from guides.models.channel import ChannelPayment
from locator.api.json_schema import (
    DATE,
    FLAG,
    INTEGER,
    NUMBER,
    TERMS,
    TEXT,
    URI,
    Shape,
    array_of,
    collection,
    described,
    enum,
    nullable,
    object_of,
    paged,
)
from locator.api.shapes import OUTLET, SOURCE
from locator.models import Confidence, Fact

_SUMMARY: Final = {
    "slug": TEXT,
    "method": TEXT,
    "language": described(
        TEXT, "That of the text; another than asked for where none is."
    ),
    "title": TEXT,
    "summary": TEXT,
    "url": URI,
}
_SUMMARY_SHAPE: Final = Shape("GuideSummary", object_of(_SUMMARY))
GUIDES: Final = collection("GuideList", "guides", _SUMMARY_SHAPE)
_CITED: Final = Shape(
    "CitedSource",
    object_of(
        {
            "number": described(INTEGER, "As in the text."),
            **{name: dict(part) for name, part in SOURCE.schema["properties"].items()},
        }
    ),
)
GUIDE: Final = Shape(
    "Guide",
    object_of(
        {
            **_SUMMARY,
            "html": described(TEXT, "Sanitised HTML of its words."),
            "parts": described(
                array_of(object_of({"kind": TEXT, "value": TEXT})),
                "Live parts that the site shows between the words.",
            ),
            "sources": array_of(_CITED.ref),
            "checked_on": nullable(DATE),
            "stale": described(
                FLAG, "True: its facts or its source text changed since."
            ),
            "native_reader": described(FLAG, "True: a native reader has checked it."),
            **TERMS,
        }
    ),
    (_CITED,),
)

_CONFIDENCE: Final = enum(Fact.Confidence.values)
_CHANNEL: Final = Shape(
    "Channel",
    object_of(
        {
            "slug": TEXT,
            "kind": enum(Channel.Kind.values),
            "name": TEXT,
            "carriers": array_of(TEXT),
            "code": described(
                nullable(TEXT), "PIN, NUMBER and CENTS stand for digits."
            ),
            "code_other_number": nullable(TEXT),
            "web": nullable(TEXT),
            "steps": array_of(TEXT),
            "needs": nullable(TEXT),
            "payments": array_of(enum(ChannelPayment.values)),
            "min_usd": nullable(NUMBER),
            "max_usd": nullable(NUMBER),
            "amount_note": nullable(TEXT),
            "fee_usd": nullable(NUMBER),
            "fee_note": nullable(TEXT),
            "minutes_to_arrive": nullable(INTEGER),
            "validity": array_of(object_of({"amount_usd": NUMBER, "days": INTEGER})),
            "languages": array_of(TEXT),
            "receipt": nullable(FLAG),
            "needs_data": nullable(FLAG),
            "works_abroad": nullable(FLAG),
            "confidence": _CONFIDENCE,
            "sources": array_of(SOURCE.ref),
        }
    ),
    (SOURCE,),
)
CHANNELS: Final = paged("ChannelList", "channels", _CHANNEL)
_PLAN: Final = Shape(
    "Plan",
    object_of(
        {
            "slug": TEXT,
            "carrier": TEXT,
            "name": TEXT,
            "price_usd": nullable(NUMBER),
            "volume_gb": nullable(NUMBER),
            "days": nullable(INTEGER),
            "code": nullable(TEXT),
            "path": nullable(TEXT),
            "confidence": _CONFIDENCE,
            "sources": array_of(SOURCE.ref),
        }
    ),
    (SOURCE,),
)
PLANS: Final = paged("PlanList", "plans", _PLAN)
_PROMOTION: Final = Shape(
    "Promotion",
    object_of(
        {
            "slug": TEXT,
            "carrier": nullable(TEXT),
            "channels": array_of(TEXT),
            "operators": array_of(TEXT),
            "gives": TEXT,
            "limits": TEXT,
            "from": nullable(DATE),
            "until": nullable(DATE),
            "sources": array_of(SOURCE.ref),
        }
    ),
    (SOURCE,),
)
PROMOTIONS: Final = paged("PromotionList", "promotions", _PROMOTION)
_ADVISED: Final = Shape(
    "AdvisedWay",
    object_of(
        {
            "way": TEXT,
            "leads_to": described(
                TEXT, "The guide, channel or search that it leads to."
            ),
            "score": INTEGER,
            "confidence": enum(Confidence.values),
            "reason": TEXT,
            "fee_usd": nullable(NUMBER),
            "minutes": nullable(INTEGER),
            "unknowns": described(array_of(TEXT), "What no source says, in words."),
            "outlets": array_of(OUTLET.ref),
            "sources": array_of(SOURCE.ref),
        }
    ),
    (OUTLET, SOURCE),
)
ADVICE: Final = Shape(
    "Advice",
    object_of(
        {
            "good": array_of(_ADVISED.ref),
            "possible": array_of(_ADVISED.ref),
            "where_is_known": described(
                FLAG, "Whether a position in Cambodia was given or found, or `abroad`."
            ),
            "radius_m": described(
                INTEGER, "How far around the position outlets count, in metres."
            ),
            "notice": described(
                nullable(TEXT), "Why no outlet is named, where one might be expected."
            ),
            "nearest_open": described(
                nullable(OUTLET.ref),
                "Where none within `radius_m` is known to be open and may take what one"
                " has: the nearest further away, if one was found.",
            ),
            **TERMS,
        }
    ),
    (_ADVISED, OUTLET),
)
