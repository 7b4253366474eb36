"""The shapes of answers about outlets, places, carriers and operators."""

from typing import Final

from locator.api.json_schema import (
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
    array_of,
    collection,
    described,
    enum,
    nullable,
    object_of,
)
from locator.hours.schedule import State
from locator.hours.vocabulary import WEEKDAY_CODES
from locator.models import Confidence, Fact, Kind, Outlet, Payment, Place, Service
from locator.search.geocoding import Lookup

POINT: Final = Shape(
    "Point",
    object_of(
        {
            "type": {"type": "string", "const": "Point"},
            "coordinates": described(
                {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
                "Longitude, latitude in degrees (WGS84).",
            ),
        }
    ),
)
_OFFER: Final = Shape(
    "Offer",
    object_of(
        {
            "carrier": described(TEXT, "Slug of the carrier."),
            "confidence": described(
                enum(Confidence.values), "How sure we are that it is sold there."
            ),
            "evidence": described(nullable(TEXT), "What a curator saw or read."),
            "fact": described(nullable(TEXT), "Id of the sourced fact behind it."),
            "fact_url": described(nullable(TEXT), "Where that fact was published."),
            "inherited": described(
                FLAG, "True: by a fact about all of the operator's outlets of the kind."
            ),
            "services": array_of(enum(Service.values)),
            "min_usd": nullable(NUMBER),
            "max_usd": nullable(NUMBER),
            "needs_document": nullable(FLAG),
        }
    ),
)
_ADDRESS_PARTS: Final = Shape(
    "AddressParts",
    object_of(
        {
            "relation": described(
                nullable(enum(Outlet.Relation.values)), "How it lies to the landmark."
            ),
            "landmark": nullable(TEXT),
            "floor": nullable(TEXT),
            "street": nullable(TEXT),
            "village": nullable(TEXT),
            "commune": nullable(TEXT),
        }
    ),
)
PROPERTIES: Final = {
    "name": described(TEXT, "In the language of `lang`, else in another."),
    "name_km": nullable(TEXT),
    "kind": enum(Kind.values),
    "carriers": described(array_of(TEXT), "Slugs of the carriers sold there."),
    "offers": array_of(_OFFER.ref),
    "operator": described(nullable(TEXT), "Slug of the operator."),
    "address": described(nullable(TEXT), "In one line."),
    "address_parts": _ADDRESS_PARTS.ref,
    "place": described(nullable(TEXT), "Slug of the nearest known place."),
    "province_code": described(
        nullable(TEXT), "Official code, by the nearest known place."
    ),
    "district_code": nullable(TEXT),
    "commune_code": nullable(TEXT),
    "phones": described(array_of(TEXT), "E.164, e.g. +85512345678."),
    "payments": array_of(enum(Payment.values)),
    "languages": array_of(TEXT),
    "opening_hours": described(nullable(TEXT), "OpenStreetMap's opening_hours syntax."),
    "hours_note": nullable(TEXT),
    "open_state": described(enum([*State]), "At `moment`."),
    "next_change": described(
        nullable(MOMENT), "When that state ends; null where not within 60 days."
    ),
    "closed_until": described(nullable(DATE), "Opens again that day."),
    "source": TEXT,
    "source_date": described(nullable(DATE), "When it was checked at the source."),
    "licence": TEXT,
    "verified_at": described(nullable(MOMENT), "When a curator last checked it."),
    "is_sample": described(FLAG, "True: invented, to show how the site works."),
    "url": described(URI, "Its page."),
    "distance_m": described(
        NUMBER, "Metres along a straight line from the position asked about, if any."
    ),
}
"""What `fields` may name; `distance_m` is there where a position is given."""
_FEATURE: Final = {
    "type": {"type": "string", "const": "Feature"},
    "id": described(TEXT, "The outlet's public id; it never changes."),
    "geometry": POINT.ref,
}
_USED: Final = (POINT, _OFFER, _ADDRESS_PARTS)

OUTLET: Final = Shape(
    "Outlet",
    object_of(
        {
            **_FEATURE,
            "properties": object_of(PROPERTIES, optional=tuple(PROPERTIES)),
        }
    ),
    _USED,
)
OUTLETS: Final = Shape(
    "OutletCollection",
    object_of(
        {
            "type": {"type": "string", "const": "FeatureCollection"},
            "features": array_of(OUTLET.ref),
            "numberReturned": INTEGER,
            "numberMatched": described(
                INTEGER, "On all pages; left out where counting would take too long."
            ),
            **TERMS,
            "origin": described(
                object_of({"place": TEXT, "point": POINT.ref}),
                "With `place`: where distances are measured from, and whose point that "
                "is: of what the place lies in where its own is not known.",
            ),
            "moment": described(
                MOMENT, "The minute that open and closed are told for."
            ),
            **LINKS,
        },
        optional=("numberMatched", "origin"),
    ),
    (OUTLET, LINK),
)

_DAY: Final = enum(list(WEEKDAY_CODES))
_HOURS: Final = Shape(
    "Hours",
    object_of(
        {
            "text": nullable(TEXT),
            "week": described(
                array_of(
                    object_of(
                        {
                            "day": _DAY,
                            "times": array_of(
                                object_of(
                                    {
                                        "opens": TEXT,
                                        "closes": TEXT,
                                        "state": enum([*State]),
                                    }
                                )
                            ),
                        }
                    )
                ),
                "An ordinary week. A time that closes before it opens ends the next "
                "day.",
            ),
            "days": described(
                array_of(
                    object_of(
                        {
                            "date": DATE,
                            "day": _DAY,
                            "holiday": described(
                                nullable(TEXT), "Name of the public holiday."
                            ),
                            "intervals": array_of(
                                object_of(
                                    {
                                        "start": MOMENT,
                                        "end": MOMENT,
                                        "state": enum([*State]),
                                    }
                                )
                            ),
                        }
                    )
                ),
                "The coming seven days, with holidays and closures.",
            ),
            "specification": described(
                array_of({"type": "object"}), "The same as schema.org has it."
            ),
        }
    ),
)
_TOP_UPS_REPORTED: Final = object_of(
    {"carrier": TEXT, "count": INTEGER, "last_on": DATE}
)
OUTLET_IN_DETAIL: Final = Shape(
    "OutletInDetail",
    object_of(
        {
            **_FEATURE,
            "properties": object_of(
                {
                    **PROPERTIES,
                    "hours": _HOURS.ref,
                    "top_ups_reported": described(
                        array_of(_TOP_UPS_REPORTED),
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
    object_of(
        {
            "slug": TEXT,
            "level": enum(Place.Level.values),
            "code": nullable(TEXT),
            "name": TEXT,
        }
    ),
)
PLACE: Final = Shape(
    "Place",
    object_of(
        {
            "slug": TEXT,
            "level": enum(Place.Level.values),
            "code": described(nullable(TEXT), "Official code."),
            "name": TEXT,
            "names": object_of(
                {
                    "en": nullable(TEXT),
                    "km": nullable(TEXT),
                    "zh-hans": nullable(TEXT),
                }
            ),
            "point": nullable(POINT.ref),
            "population": nullable(INTEGER),
            "parents": described(
                array_of(_PARENT.ref), "What it lies in, smallest first."
            ),
            "source": nullable(TEXT),
            "distance_m": NUMBER,
        },
        optional=("distance_m",),
    ),
    (POINT, _PARENT),
)
_FOUND_ADDRESS: Final = Shape(
    "FoundAddress", object_of({"name": TEXT, "point": POINT.ref}), (POINT,)
)
PLACES: Final = Shape(
    "PlaceList",
    object_of(
        {
            "places": array_of(PLACE.ref),
            **TERMS,
            "address_lookup": described(
                enum([*Lookup]), "How it went; there with `address=1` alone."
            ),
            "addresses": array_of(_FOUND_ADDRESS.ref),
        },
        optional=("address_lookup", "addresses"),
    ),
    (PLACE, _FOUND_ADDRESS),
)

SOURCE: Final = Shape(
    "Source",
    object_of(
        {
            "id": described(TEXT, "Of the fact."),
            "source": nullable(TEXT),
            "url": nullable(TEXT),
            "date": nullable(TEXT),
            "confidence": enum(Fact.Confidence.values),
        }
    ),
)
CARRIERS: Final = collection(
    "CarrierList",
    "carriers",
    Shape(
        "Carrier",
        object_of(
            {
                "slug": TEXT,
                "name": TEXT,
                "legal_name": nullable(TEXT),
                "hotline": described(nullable(TEXT), "From the carrier's own SIM."),
                "hotline_full": described(nullable(TEXT), "From any phone."),
                "app": nullable(TEXT),
                "website": nullable(TEXT),
                "not_confirmed_since": described(
                    nullable(INTEGER), "The year since which nobody has seen it sell."
                ),
                "prefixes": array_of(object_of({"digits": TEXT, "certain": FLAG})),
                "sources": array_of(SOURCE.ref),
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
        object_of(
            {
                "slug": TEXT,
                "name": TEXT,
                "wikidata": nullable(TEXT),
                "website": nullable(TEXT),
            }
        ),
    ),
)

_OF_A_MOMENT_OR_READER: Final = frozenset(
    {"name_km", "open_state", "next_change", "url", "distance_m"}
)
_MIRRORED: Final = Shape(
    "MirroredOutlet",
    object_of(
        {
            **_FEATURE,
            "properties": object_of(
                {
                    **{
                        name: schema
                        for name, schema in PROPERTIES.items()
                        if name not in _OF_A_MOMENT_OR_READER
                    },
                    "texts": described(
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
    object_of({"id": TEXT, "deleted": {"type": "boolean", "const": True}}),
)
CHANGES: Final = Shape(
    "Changes",
    object_of(
        {
            "changes": described(
                array_of({"oneOf": [_MIRRORED.ref, _TOMBSTONE.ref]}),
                "Each outlet as it is now, or that it is gone.",
            ),
            "next": described(TEXT, "Keep it; it is `since` of the next question."),
            "more": described(FLAG, "True: there are more already."),
            **TERMS,
        }
    ),
    (_MIRRORED, _TOMBSTONE),
)
SNAPSHOT: Final = Shape(
    "Snapshot",
    object_of(
        {
            "token": described(TEXT, "`since` of the first question for changes."),
            "made_at": MOMENT,
            "count": INTEGER,
            "files": array_of(
                object_of(
                    {
                        "format": enum(["geojson", "columns"]),
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
