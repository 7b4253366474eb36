"""Carriers, operators, places, hours, holidays and facts in the admin."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from locator.models import Carrier, Fact, Hours, Operator, Place, PublicHoliday
from locator.models.reading import calendar
from tests import factories
from tests.admin.forms import change_url, errors_of

Send = Callable[..., HttpResponse]


def test_the_index_page_is_grouped_for_people(admin_page: Client) -> None:
    page = admin_page.get(reverse("admin:index"))
    groups = [
        (str(group["name"]), [str(model["name"]) for model in group["models"]])
        for group in page.context["app_list"]
        if group["app_label"] == "locator"
    ]
    assert groups[0] == (
        "Every day",
        [
            "Outlets",
            "Reports",
            "Missing shops",
            "Owners' claims",
            "Proposed changes",
            "Imports",
            "Quality desk",
            "Places",
            "Public holidays",
        ],
    )
    assert len(groups) == 3


def test_the_site_is_called_by_its_name(admin_page: Client) -> None:
    assert "Top-up Finder" in admin_page.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("model", [Carrier, Operator, Place, PublicHoliday])
def test_a_name_is_needed_in_one_language(add: Send, model: type) -> None:
    told = errors_of(add(model))["name_en"]
    assert told == ["Give the name in at least one language."]


def test_any_one_language_is_enough(add: Send) -> None:
    answer = add(Place, name_km="ផ្សារធំថ្មី", slug="phsar", level="landmark")
    assert errors_of(answer) == {}


def test_every_list_and_form_opens(admin_page: Client) -> None:
    rows = [
        factories.outlet(),
        factories.carrier("smart"),
        factories.operator("wing"),
        Hours.objects.for_text("24/7"),
        factories.place("town", level="town"),
        PublicHoliday.objects.create(date=dt.date(2026, 4, 17), name_en="Day"),
        Fact.objects.create(id="F1", subject="Smart", confidence="high"),
    ]
    for row in rows:
        name = row._meta.model_name
        for url in (
            reverse(f"admin:locator_{name}_changelist"),
            reverse(f"admin:locator_{name}_changelist") + "?q=a",
            reverse(f"admin:locator_{name}_add"),
            change_url(row),
        ):
            assert admin_page.get(url).status_code == 200, url


# Places


def test_a_place_may_have_no_position(change: Send) -> None:
    place = factories.place("town", level="town", latitude=11, longitude=104)
    assert errors_of(change(place, position="")) == {}
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == (None, None)


def test_a_place_cannot_lie_in_itself(change: Send) -> None:
    outer = factories.place("outer", level="province")
    inner = factories.place("inner", level="district", parent=outer)
    assert "parent" in errors_of(change(outer, parent=inner.pk))


def test_places_without_a_code_are_no_duplicates(add: Send) -> None:
    for slug in ("one", "two"):
        answer = add(Place, name_en=slug, slug=slug, level="town")
        assert errors_of(answer) == {}


def test_places_to_choose_from_tell_where_they_lie(admin_page: Client) -> None:
    province = factories.place("kandal", level="province")
    factories.place("koh-thum", level="district", parent=province)
    asked = {
        "term": "koh",
        "app_label": "locator",
        "model_name": "outlet",
        "field_name": "place",
    }
    answer = admin_page.get(reverse("admin:autocomplete"), asked).json()
    assert [choice["text"] for choice in answer["results"]] == [
        "Koh Thum (District, Kandal)"
    ]


# Hours


def test_hours_are_added_repaired(add: Send) -> None:
    assert errors_of(add(Hours, text="8-17")) == {}
    assert Hours.objects.get().text == Hours.objects.for_text("8-17").text


def test_hours_that_exist_are_not_added_twice(add: Send) -> None:
    Hours.objects.for_text("8-17")
    assert "already exists" in errors_of(add(Hours, text="8:00 - 17:00"))["text"][0]


def test_unreadable_hours_are_not_added(add: Send) -> None:
    assert list(errors_of(add(Hours, text="whenever"))) == ["text"]


def test_hours_are_shared_so_never_changed_or_deleted(admin_page: Client) -> None:
    hours = factories.outlet(hours="24/7").hours
    factories.outlet(hours="24/7")
    page = admin_page.get(change_url(hours)).content.decode()
    assert 'name="_save"' not in page
    assert f'?hours__id__exact={hours.pk}">2</a>' in page
    assert admin_page.post(change_url(hours), {"text": "8-17"}).status_code == 403


# Holidays


@time_machine.travel("2026-11-20 12:00 +0700", tick=False)
def test_the_computed_holidays_stand_beside_the_changes(admin_page: Client) -> None:
    moved = dt.date(2026, 11, 24)
    PublicHoliday.objects.create(date=moved, name_en="Not kept", is_kept=False)
    url = reverse("admin:locator_publicholiday_changelist")
    page = admin_page.get(url).content.decode()
    assert "<h3>2026</h3>" in page
    assert "<h3>2027</h3>" in page
    assert page.count("<s>Water Festival</s>") == 1


def test_a_decreed_day_counts_at_once(add: Send) -> None:
    day = dt.date(2026, 4, 17)
    assert day not in calendar()
    answer = add(PublicHoliday, date="2026-04-17", name_en="Extra day", is_kept="on")
    assert errors_of(answer) == {}
    assert day in calendar()


def test_a_day_that_is_no_holiday_cannot_be_taken_away(add: Send) -> None:
    answer = add(PublicHoliday, date="2026-06-02", name_en="Nothing", is_kept="")
    assert list(errors_of(answer)) == ["is_kept"]


# Carriers, operators and facts


def test_a_prefix_starts_with_0(change: Send) -> None:
    prefix = {"prefixes-TOTAL_FORMS": "1", "prefixes-0-digits": "10"}
    errors = errors_of(change(factories.carrier("smart"), **prefix))
    assert list(errors) == ["prefixes-0-digits"]


def test_a_default_offer_needs_its_evidence(change: Send) -> None:
    default = {
        "defaults-TOTAL_FORMS": "1",
        "defaults-0-kind": "partner_shop",
        "defaults-0-carrier": factories.carrier("smart").pk,
        "defaults-0-currency": "USD",
    }
    errors = errors_of(change(factories.operator("wing"), **default))
    assert list(errors) == ["defaults-0-fact"]


def test_an_operator_with_outlets_is_not_deleted(admin_page: Client) -> None:
    operator = factories.operator("wing")
    factories.outlet(operator=operator)
    url = reverse("admin:locator_operator_delete", args=[operator.pk])
    admin_page.post(url, {"post": "yes"})
    assert Operator.objects.filter(pk=operator.pk).exists()


def test_a_fact_keeps_its_id(change: Send, fact: Fact) -> None:
    change(fact, id="F901", statement="Corrected.")
    assert Fact.objects.get().pk == "F900"
    assert Fact.objects.get().statement == "Corrected."


def test_facts_to_choose_from_tell_their_statement(
    admin_page: Client, fact: Fact
) -> None:
    asked = {
        "term": "agents",
        "app_label": "locator",
        "model_name": "offer",
        "field_name": "fact",
    }
    answer = admin_page.get(reverse("admin:autocomplete"), asked).json()
    assert answer["results"] == [
        {"id": "F900", "text": "F900: Agents of Wing sell phone top-up."}
    ]
