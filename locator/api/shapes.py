"""The shapes of answers about outlets, places, carriers and operators."""

from typing import Final

from locator.api.described import (
    DATE,
    FLAG,
    INTEGER,
    LINK,
    LINKS,
    MOMENT,
    NUMBER,
    TERMS,
    TEXT,
    URI,
    Shape,
    collection,
    each,
    one_of,
    or_null,
    thing,
    told,
)
from locator.hours.schedule import State
from locator.hours.vocabulary import WEEKDAY_CODES
from locator.models import Confidence, Fact, Kind, Outlet, Payment, Place, Service
from locator.search.geocoding import Lookup

POINT: Final = Shape(
    "Point",
    thing(
        {
            "type": {"type": "string", "const": "Point"},
            "coordinates": told(
                {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
                "Longitude, latitude in degrees (WGS84).",
            ),
        }
    ),
)
_OFFER: Final = Shape(
    "Offer",
    thing(
        {
            "carrier": told(TEXT, "Slug of the carrier."),
            "confidence": told(
                one_of(Confidence.values), "How sure we are that it is sold there."
            ),
            "evidence": told(or_null(TEXT), "What a curator saw or read."),
            "fact": told(or_null(TEXT), "Id of the sourced fact behind it."),
            "fact_url": told(or_null(TEXT), "Where that fact was published."),
            "inherited": told(
                FLAG, "True: by a fact about all of the operator's outlets of the kind."
            ),
            "services": each(one_of(Service.values)),
            "min_usd": or_null(NUMBER),
            "max_usd": or_null(NUMBER),
            "needs_document": or_null(FLAG),
        }
    ),
)
_ADDRESS_PARTS: Final = Shape(
    "AddressParts",
    thing(
        {
            "relation": told(
                or_null(one_of(Outlet.Relation.values)), "How it lies to the landmark."
            ),
            "landmark": or_null(TEXT),
            "floor": or_null(TEXT),
            "street": or_null(TEXT),
            "village": or_null(TEXT),
            "commune": or_null(TEXT),
        }
    ),
)
PROPERTIES: Final = {
    "name": told(TEXT, "In the language of `lang`, else in another."),
    "name_km": or_null(TEXT),
    "kind": one_of(Kind.values),
    "carriers": told(each(TEXT), "Slugs of the carriers sold there."),
    "offers": each(_OFFER.ref),
    "operator": told(or_null(TEXT), "Slug of the operator."),
    "address": told(or_null(TEXT), "In one line."),
    "address_parts": _ADDRESS_PARTS.ref,
    "place": told(or_null(TEXT), "Slug of the nearest known place."),
    "province_code": told(or_null(TEXT), "Official code, by the nearest known place."),
    "district_code": or_null(TEXT),
    "commune_code": or_null(TEXT),
    "phones": told(each(TEXT), "E.164, e.g. +85512345678."),
    "payments": each(one_of(Payment.values)),
    "languages": each(TEXT),
    "opening_hours": told(or_null(TEXT), "OpenStreetMap's opening_hours syntax."),
    "hours_note": or_null(TEXT),
    "open_state": told(one_of([*State]), "At `moment`."),
    "next_change": told(
        or_null(MOMENT), "When that state ends; null where not within 60 days."
    ),
    "closed_until": told(or_null(DATE), "Opens again that day."),
    "source": TEXT,
    "source_date": told(or_null(DATE), "When it was checked at the source."),
    "licence": TEXT,
    "verified_at": told(or_null(MOMENT), "When a curator last checked it."),
    "is_sample": told(FLAG, "True: invented, to show how the site works."),
    "url": told(URI, "Its page."),
    "distance_m": told(
        NUMBER, "Metres along a straight line from the position asked about, if any."
    ),
}
"""What `fields` may name; `distance_m` is there where a position is given."""
_FEATURE: Final = {
    "type": {"type": "string", "const": "Feature"},
    "id": told(TEXT, "The outlet's public id; it never changes."),
    "geometry": POINT.ref,
}
_USED: Final = (POINT, _OFFER, _ADDRESS_PARTS)

OUTLET: Final = Shape(
    "Outlet",
    thing(
        {
            **_FEATURE,
            "properties": thing(PROPERTIES, optional=tuple(PROPERTIES)),
        }
    ),
    _USED,
)
OUTLETS: Final = Shape(
    "OutletCollection",
    thing(
        {
            "type": {"type": "string", "const": "FeatureCollection"},
            "features": each(OUTLET.ref),
            "numberReturned": INTEGER,
            "numberMatched": told(
                INTEGER, "On all pages; left out where counting would take too long."
            ),
            **TERMS,
            "origin": told(
                thing({"place": TEXT, "point": POINT.ref}),
                "With `place`: where distances are measured from, and whose point that "
                "is: of what the place lies in where its own is not known.",
            ),
            "moment": told(MOMENT, "The minute that open and closed are told for."),
            **LINKS,
        },
        optional=("numberMatched", "origin"),
    ),
    (OUTLET, LINK),
)

_DAY: Final = one_of(list(WEEKDAY_CODES))
_HOURS: Final = Shape(
    "Hours",
    thing(
        {
            "text": or_null(TEXT),
            "week": told(
                each(
                    thing(
                        {
                            "day": _DAY,
                            "times": each(
                                thing(
                                    {
                                        "opens": TEXT,
                                        "closes": TEXT,
                                        "state": one_of([*State]),
                                    }
                                )
                            ),
                        }
                    )
                ),
                "An ordinary week. A time that closes before it opens ends the next "
                "day.",
            ),
            "days": told(
                each(
                    thing(
                        {
                            "date": DATE,
                            "day": _DAY,
                            "holiday": told(
                                or_null(TEXT), "Name of the public holiday."
                            ),
                            "intervals": each(
                                thing(
                                    {
                                        "start": MOMENT,
                                        "end": MOMENT,
                                        "state": one_of([*State]),
                                    }
                                )
                            ),
                        }
                    )
                ),
                "The coming seven days, with holidays and closures.",
            ),
            "specification": told(
                each({"type": "object"}), "The same as schema.org has it."
            ),
        }
    ),
)
_TOP_UPS_REPORTED: Final = thing({"carrier": TEXT, "count": INTEGER, "last_on": DATE})
OUTLET_IN_DETAIL: Final = Shape(
    "OutletInDetail",
    thing(
        {
            **_FEATURE,
            "properties": thing(
                {
                    **PROPERTIES,
                    "hours": _HOURS.ref,
                    "top_ups_reported": told(
                        each(_TOP_UPS_REPORTED),
                        "How often visitors said within 180 days that a top-up worked.",
                    ),
                },
                optional=("distance_m",),
            ),
            **TERMS,
            "moment": MOMENT,
        }
    ),
    (*_USED, _HOURS),
)

_PARENT: Final = Shape(
    "PlaceAround",
    thing(
        {
            "slug": TEXT,
            "level": one_of(Place.Level.values),
            "code": or_null(TEXT),
            "name": TEXT,
        }
    ),
)
PLACE: Final = Shape(
    "Place",
    thing(
        {
            "slug": TEXT,
            "level": one_of(Place.Level.values),
            "code": told(or_null(TEXT), "Official code."),
            "name": TEXT,
            "names": thing(
                {
                    "en": or_null(TEXT),
                    "km": or_null(TEXT),
                    "zh-hans": or_null(TEXT),
                }
            ),
            "point": or_null(POINT.ref),
            "population": or_null(INTEGER),
            "parents": told(each(_PARENT.ref), "What it lies in, smallest first."),
            "source": or_null(TEXT),
            "distance_m": NUMBER,
        },
        optional=("distance_m",),
    ),
    (POINT, _PARENT),
)
_FOUND_ADDRESS: Final = Shape(
    "FoundAddress", thing({"name": TEXT, "point": POINT.ref}), (POINT,)
)
PLACES: Final = Shape(
    "PlaceList",
    thing(
        {
            "places": each(PLACE.ref),
            **TERMS,
            "address_lookup": told(
                one_of([*Lookup]), "How it went; there with `address=1` alone."
            ),
            "addresses": each(_FOUND_ADDRESS.ref),
        },
        optional=("address_lookup", "addresses"),
    ),
    (PLACE, _FOUND_ADDRESS),
)

SOURCE: Final = Shape(
    "Source",
    thing(
        {
            "id": told(TEXT, "Of the fact."),
            "source": or_null(TEXT),
            "url": or_null(TEXT),
            "date": or_null(TEXT),
            "confidence": one_of(Fact.Confidence.values),
        }
    ),
)
CARRIERS: Final = collection(
    "CarrierList",
    "carriers",
    Shape(
        "Carrier",
        thing(
            {
                "slug": TEXT,
                "name": TEXT,
                "legal_name": or_null(TEXT),
                "hotline": told(or_null(TEXT), "From the carrier's own SIM."),
                "hotline_full": told(or_null(TEXT), "From any phone."),
                "app": or_null(TEXT),
                "website": or_null(TEXT),
                "not_confirmed_since": told(
                    or_null(INTEGER), "The year since which nobody has seen it sell."
                ),
                "prefixes": each(thing({"digits": TEXT, "certain": FLAG})),
                "sources": each(SOURCE.ref),
            }
        ),
        (SOURCE,),
    ),
)
OPERATORS: Final = collection(
    "OperatorList",
    "operators",
    Shape(
        "Operator",
        thing(
            {
                "slug": TEXT,
                "name": TEXT,
                "wikidata": or_null(TEXT),
                "website": or_null(TEXT),
            }
        ),
    ),
)

_OF_A_MOMENT_OR_READER: Final = frozenset(
    {"name_km", "open_state", "next_change", "url", "distance_m"}
)
_MIRRORED: Final = Shape(
    "MirroredOutlet",
    thing(
        {
            **_FEATURE,
            "properties": thing(
                {
                    **{
                        name: schema
                        for name, schema in PROPERTIES.items()
                        if name not in _OF_A_MOMENT_OR_READER
                    },
                    "texts": told(
                        {
                            "type": "object",
                            "additionalProperties": {
                                "type": "object",
                                "additionalProperties": TEXT,
                            },
                        },
                        "By language, then by name: every text that is known in it.",
                    ),
                }
            ),
        }
    ),
    _USED,
)
_TOMBSTONE: Final = Shape(
    "Tombstone",
    thing({"id": TEXT, "deleted": {"type": "boolean", "const": True}}),
)
CHANGES: Final = Shape(
    "Changes",
    thing(
        {
            "changes": told(
                each({"oneOf": [_MIRRORED.ref, _TOMBSTONE.ref]}),
                "Each outlet as it is now, or that it is gone.",
            ),
            "next": told(TEXT, "Keep it; it is `since` of the next question."),
            "more": told(FLAG, "True: there are more already."),
            **TERMS,
        }
    ),
    (_MIRRORED, _TOMBSTONE),
)
SNAPSHOT: Final = Shape(
    "Snapshot",
    thing(
        {
            "token": told(TEXT, "`since` of the first question for changes."),
            "made_at": MOMENT,
            "count": INTEGER,
            "files": each(
                thing(
                    {
                        "format": one_of(["geojson", "columns"]),
                        "url": URI,
                        "media_type": TEXT,
                        "encoding": TEXT,
                        "bytes": INTEGER,
                        "sha256": TEXT,
                    }
                )
            ),
            **TERMS,
        }
    ),
)
