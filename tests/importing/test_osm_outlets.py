"""What the tags of one feature become."""

import datetime as dt
from typing import Any

import pytest

from locator.importing.osm.convert import convert
from locator.importing.osm.feature import Feature
from locator.importing.osm.rules import osm_rules
from locator.importing.records import (
    Flag,
    IgnoredRow,
    OfferRecord,
    OutletRecord,
    PlaceRecord,
    RejectedRow,
    SourceRow,
)

PHNOM_PENH = (104.9282, 11.5564)


def row_of(**tags: str) -> SourceRow:
    """Tags with __ for the colon, as Python has no other way to write them here."""
    written = {key.replace("__", ":"): value for key, value in tags.items()}
    feature = Feature("feature 1", "node/1", written, PHNOM_PENH)
    return convert(feature, osm_rules())


def outlet_of(**tags: str) -> OutletRecord:
    row = row_of(**{"amenity": "atm"} | tags)
    assert isinstance(row, OutletRecord), row
    return row


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "atm"}, "atm"),
        ({"amenity": "bank"}, "bank_branch"),
        ({"amenity": "bank", "atm": "yes"}, "bank_branch"),
        ({"amenity": "bank", "name": "Corner Wing Agent"}, "partner_shop"),
        ({"amenity": "payment_terminal"}, "kiosk"),
        ({"amenity": "vending_machine", "vending": "telephone_vouchers"}, "kiosk"),
        ({"amenity": "vending_machine", "vending": "drinks;phone_vouchers"}, "kiosk"),
        ({"amenity": "mobile_money_agent"}, "partner_shop"),
        ({"amenity": "money_transfer"}, "partner_shop"),
        ({"shop": "convenience"}, "partner_shop"),
        ({"shop": "mobile_phone"}, "partner_shop"),
        ({"shop": "mobile_phone", "name": "Smart Phone Shop"}, "partner_shop"),
        ({"shop": "mobile_phone", "brand": "Smart"}, "carrier_store"),
        ({"shop": "telecommunication", "name": "Metfone"}, "carrier_store"),
        ({"shop": "telecommunication", "name": "សែលកាត"}, "carrier_store"),
        ({"office": "telecommunication", "operator": "Cellcard"}, "carrier_store"),
        ({"shop": "bakery", "prepaid_top_up": "yes"}, "partner_shop"),
    ],
)
def test_the_tags_decide_the_kind(tags: dict[str, str], kind: str) -> None:
    row = row_of(**tags)
    assert isinstance(row, OutletRecord)
    assert row.kind == kind


@pytest.mark.parametrize(
    "tags",
    [
        {"shop": "bakery"},
        {"shop": "clothes", "brand": "Smart"},
        {"amenity": "vending_machine", "vending": "drinks"},
        {"office": "telecommunication", "name": "Some Office"},
        {"amenity": "atm", "disused": "yes"},
        {"amenity": "atm", "access": "private"},
        {"disused:amenity": "atm"},
        {"place": "town"},
        {"highway": "residential", "name": "Street 51"},
    ],
)
def test_other_features_are_passed_over(tags: dict[str, str]) -> None:
    assert row_of(**tags) == IgnoredRow()


def test_names_are_read_in_the_three_languages() -> None:
    name = outlet_of(name__en="ABA", name__km="ស៊ីអេប៊ី", name__zh="ABA银行").name
    assert (name.en, name.km, name.zh_hans) == ("ABA", "ស៊ីអេប៊ី", "ABA银行")


@pytest.mark.parametrize(
    ("plain", "language"),
    [("ធនាគារ", "km"), ("ABA Bank", "en"), ("中国银行", "zh_hans")],
)
def test_a_plain_name_goes_under_the_language_of_its_script(
    plain: str, language: str
) -> None:
    assert getattr(outlet_of(name=plain).name, language) == plain


def test_a_name_in_a_language_wins_over_the_plain_one() -> None:
    assert outlet_of(name="Aba", name__en="ABA Bank").name.en == "ABA Bank"


def test_an_outlet_without_a_name_gets_none_invented() -> None:
    assert outlet_of(brand="ABA Bank").name.given() == {
        "en": "",
        "km": "",
        "zh_hans": "",
    }


def test_a_name_longer_than_the_column_is_cut_and_flagged() -> None:
    record = outlet_of(name="x" * 300)
    assert record.name.en == "x" * 200
    assert [flag.field for flag in record.flags] == ["name"]


def test_house_number_and_street_make_one_line() -> None:
    record = outlet_of(addr__housenumber="464A", addr__street="Monivong Blvd")
    assert record.street.en == "464A Monivong Blvd"


def test_the_full_address_stands_in_for_a_street() -> None:
    assert outlet_of(addr__full="ផ្លូវជាតិលេខ១").street.km == "ផ្លូវជាតិលេខ១"


def test_floor_village_and_commune_are_read() -> None:
    record = outlet_of(
        addr__floor="2", addr__village="ភូមិ ១", addr__commune__en="Tonle Bassac"
    )
    assert record.floor.en == "2"
    assert record.village.km == "ភូមិ ១"
    assert record.commune.en == "Tonle Bassac"


def test_what_osm_does_not_know_is_absent_rather_than_empty() -> None:
    assert outlet_of().landmark.given() == {}


def test_hours_are_stored_as_repaired() -> None:
    assert outlet_of(opening_hours="Mo-Fr 8:00-17:00").hours == "Mo-Fr 08:00-17:00"


def test_hours_nobody_can_read_are_unknown_and_flagged_with_the_text() -> None:
    record = outlet_of(opening_hours="ask the guard")
    (flag,) = record.flags
    assert record.hours == ""
    assert (flag.field, flag.raw) == ("opening_hours", "ask the guard")
    assert flag.reason


def test_phones_are_read_from_all_their_keys() -> None:
    record = outlet_of(phone="012 345 678", contact__phone="023 222 333;call us")
    assert record.phones == ("+85512345678", "+85523222333")
    assert record.flags == (Flag("phone", "not a phone number", "call us"),)


def test_payments_and_languages_are_those_tagged_yes() -> None:
    record = outlet_of(
        payment__cash="yes",
        payment__visa="no",
        payment__alipay="only",
        language__zh="yes",
        language__km="main",
    )
    assert record.payments == ("cash", "alipay")
    assert record.languages == ("km", "zh")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-05-31", dt.date(2026, 5, 31)),
        ("2026-05", dt.date(2026, 5, 1)),
        ("2026", dt.date(2026, 1, 1)),
    ],
)
def test_the_check_date_is_the_sources_own(written: str, day: dt.date) -> None:
    assert outlet_of(check_date=written).source_date == day


def test_a_check_date_that_is_none_is_flagged() -> None:
    record = outlet_of(check_date="last week")
    assert record.source_date is None
    assert [flag.raw for flag in record.flags] == ["last week"]


def test_the_operator_is_named_by_brand_and_wikidata() -> None:
    hint = outlet_of(brand="ABA Bank", brand__wikidata="Q1", operator="ABA").operator
    assert hint is not None
    assert hint.names == ("ABA Bank", "ABA")  # type: ignore[union-attr]
    assert hint.wikidata == ("Q1",)  # type: ignore[union-attr]
    assert hint.new_name.en == "ABA Bank"  # type: ignore[union-attr]


def test_an_operator_tag_alone_never_makes_a_new_operator() -> None:
    hint = row_of(shop="convenience", operator="Sok Dara")
    assert isinstance(hint, OutletRecord)
    assert not any(hint.operator.new_name.given().values())  # type: ignore[union-attr]


def test_an_atm_brings_no_offer() -> None:
    assert outlet_of(brand="ABA Bank", cash_in="yes").offers == ()


def test_a_voucher_machine_offers_the_carriers_its_tags_name() -> None:
    row = row_of(
        amenity="vending_machine", vending="telephone_vouchers", brand="Smart;Metfone"
    )
    assert isinstance(row, OutletRecord)
    assert row.offers == (
        OfferRecord(
            "smart",
            ("airtime",),
            "OpenStreetMap: brand=Smart, vending=telephone_vouchers",
        ),
        OfferRecord(
            "metfone",
            ("airtime",),
            "OpenStreetMap: brand=Metfone, vending=telephone_vouchers",
        ),
    )


def test_a_voucher_machine_of_no_named_carrier_brings_no_offer() -> None:
    row = row_of(amenity="vending_machine", vending="telephone_vouchers")
    assert isinstance(row, OutletRecord)
    assert row.offers == ()


def test_a_carriers_own_shop_offers_that_carrier() -> None:
    row = row_of(shop="mobile_phone", name="Metfone")
    assert isinstance(row, OutletRecord)
    (offer,) = row.offers  # type: ignore[misc]
    assert (offer.carrier, offer.services) == ("metfone", ("airtime",))


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d"])
def test_text_no_database_takes_rejects_the_row(text: str) -> None:
    row = row_of(amenity="atm", name=text)
    assert isinstance(row, RejectedRow)
    assert row.why == "its name holds a NUL or half a character"


def test_an_outlet_without_an_osm_id_is_rejected() -> None:
    feature = Feature("feature 1", "", {"amenity": "atm"}, PHNOM_PENH)
    row = convert(feature, osm_rules())
    assert isinstance(row, RejectedRow)
    assert "id" in row.why


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({"place": "town"}, "town"),
        ({"place": "suburb"}, "landmark"),
        ({"amenity": "marketplace"}, "landmark"),
        ({"amenity": "place_of_worship", "religion": "buddhist"}, "landmark"),
        ({"tourism": "attraction"}, "landmark"),
        ({"aeroway": "aerodrome"}, "landmark"),
        ({"barrier": "border_control"}, "landmark"),
    ],
)
def test_places_and_landmarks_with_a_name_feed_the_place_search(
    tags: dict[str, str], level: str
) -> None:
    row = row_of(**tags, name="ផ្សារធំថ្មី")
    assert isinstance(row, PlaceRecord)
    assert (row.level, row.name.km) == (level, "ផ្សារធំថ្មី")


def test_other_names_of_a_place_are_its_aliases() -> None:
    row = row_of(
        place="town",
        name="Poipet",
        name__zh="波贝;波别",
        alt_name="Paoy Paet",
        population="98,934",
    )
    assert isinstance(row, PlaceRecord)
    assert ("Paoy Paet", "en") in row.aliases
    assert ("波贝", "zh_hans") in row.aliases
    assert row.population == 98934


@pytest.mark.parametrize("value", ["", "x" * 5000, "ស្រី", "🏧", "'; DROP TABLE", "%s"])
def test_no_value_of_a_tag_breaks_a_row(value: str) -> None:
    tags: dict[str, Any] = dict.fromkeys(
        [
            "name",
            "brand",
            "phone",
            "opening_hours",
            "addr__street",
            "addr__housenumber",
            "check_date",
            "payment__cash",
            "brand__wikidata",
        ],
        value,
    )
    assert isinstance(row_of(amenity="atm", **tags), OutletRecord)
