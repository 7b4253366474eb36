"""Whatever changes what is shown of an outlet, and wherever: mirrors hear of it."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import locator
from locator.change_index import differing_changes
from locator.importing.load import load
from locator.importing.records import Translated
from locator.models import Fact, Hours, Outlet, OutletChange
from locator.reference.load import load_initial
from locator.sample.remove import remove_sample
from locator.search_index import write_index
from tests import factories
from tests.admin.forms import errors_of
from tests.importing.records import claim
from tests.importing.records import outlet as record
from tests.sync.mirror import database

pytestmark = pytest.mark.django_db

Send = Callable[..., HttpResponse]


class Shown:
    """What was shown of all outlets when it was made, and what changed since."""

    def __init__(self) -> None:
        write_index(None, place_ids=None)
        self._before = database()
        OutletChange.objects.update(revision=0)

    def assert_told(self, *outlets: Outlet) -> None:
        """Exactly these are shown otherwise now, and exactly these are told."""
        now = database()
        ids = {
            public_id
            for public_id in now.keys() | self._before.keys()
            if now.get(public_id) != self._before.get(public_id)
        }
        assert ids == {outlet.public_id for outlet in outlets}
        told = OutletChange.objects.filter(revision__gt=0)
        assert set(told.values_list("public_id", flat=True)) == ids
        assert differing_changes() == []


def test_a_curators_edit_of_an_outlet(change: Send) -> None:
    outlet, _other = factories.outlet(), factories.outlet()
    shown = Shown()
    assert errors_of(change(outlet, hours_text="24/7", floor_km="ជាន់ទី១")) == {}
    shown.assert_told(outlet)


def test_a_phone_added_on_the_outlets_form(change: Send) -> None:
    outlet = factories.outlet()
    shown = Shown()
    phone = {"phones-TOTAL_FORMS": "1", "phones-0-number": "012 345 678"}
    assert errors_of(change(outlet, **phone)) == {}
    shown.assert_told(outlet)


def test_an_outlet_that_gets_other_hours_alone(change: Send) -> None:
    outlet = factories.outlet(hours="08:00-20:00")
    shown = Shown()
    change(outlet, hours_text="08:00-21:00")
    assert Hours.objects.count() == 2
    shown.assert_told(outlet)


@pytest.mark.parametrize("action", ["publish", "mark_verified", "close_for_good"])
def test_an_action_on_the_list_of_outlets(action: str, admin_page: Client) -> None:
    chosen = factories.outlet(status="draft" if action == "publish" else "published")
    factories.outlet()
    shown = Shown()
    form = {"action": action, "_selected_action": [chosen.pk], "confirmed": 1}
    admin_page.post(reverse("admin:locator_outlet_changelist"), form)
    shown.assert_told(chosen)


@pytest.mark.parametrize(
    "fields", [{"name_km": "វីង"}, {"slug": "wing-bank"}], ids=["name", "slug"]
)
def test_an_operators_name(fields: dict[str, str], change: Send) -> None:
    operator = factories.operator("wing")
    outlet, _other = factories.outlet(operator=operator), factories.outlet()
    shown = Shown()
    assert errors_of(change(operator, name_en="Wing", **fields)) == {}
    shown.assert_told(outlet)


def test_an_operators_default_reaches_the_kind_it_is_about(
    change: Send, fact: Fact
) -> None:
    operator, smart = factories.operator("wing"), factories.carrier("smart")
    agent = factories.outlet(operator=operator)
    factories.outlet(operator=operator, kind="atm")
    denies = factories.outlet(operator=operator)
    denies.offers.create(carrier=smart, sells=False)
    operator.defaults.create(kind="kiosk", carrier=smart, fact=fact)
    shown = Shown()
    change(operator, **{"defaults-0-kind": "partner_shop"})
    shown.assert_told(agent)


def test_a_carriers_slug(change: Send) -> None:
    outlet, _other = factories.outlet(sells="smart"), factories.outlet()
    shown = Shown()
    smart = outlet.offers.get().carrier
    assert errors_of(change(smart, name_en="Smart", slug="smart-axiata")) == {}
    shown.assert_told(outlet)


def test_a_carrier_that_is_no_longer_confirmed_to_sell(change: Send) -> None:
    outlet, _other = factories.outlet(sells="smart"), factories.outlet()
    shown = Shown()
    smart = outlet.offers.get().carrier
    change(smart, name_en="Smart", not_confirmed_since="2020")
    shown.assert_told(outlet)


def test_the_address_of_a_fact_that_offers_point_at(change: Send, fact: Fact) -> None:
    operator = factories.operator("wing")
    factories.default_offer(operator=operator, fact=fact)
    inherits = factories.outlet(operator=operator)
    own, _other = factories.outlet(sells="smart"), factories.outlet()
    own.offers.update(fact=fact)
    shown = Shown()
    assert errors_of(change(fact, source_url="https://example.com/new")) == {}
    shown.assert_told(inherits, own)


@pytest.mark.parametrize(
    "fields", [{"slug": "new-market"}, {"code": "120101"}], ids=["slug", "code"]
)
def test_the_place_beside_an_outlet(fields: dict[str, str], change: Send) -> None:
    market = factories.place("phsar-thmei")
    outlet, _other = factories.outlet(place=market), factories.outlet()
    shown = Shown()
    assert errors_of(change(market, name_en="Phsar Thmei", **fields)) == {}
    shown.assert_told(outlet)


def test_the_code_of_the_area_around_the_place_beside_an_outlet(change: Send) -> None:
    area = factories.place("chamkar-mon", level="district", code="1201")
    town = factories.place("town", level="town", parent=area)
    direct = factories.outlet(place=factories.place("market", parent=area))
    through = factories.outlet(place=factories.place("school", parent=town))
    factories.outlet(
        place=factories.place("tonle", level="commune", code="120101", parent=area)
    )
    shown = Shown()
    assert errors_of(change(area, name_en="Chamkar Mon", code="1299")) == {}
    shown.assert_told(direct, through)


def test_a_place_deleted_from_beside_an_outlet(admin_page: Client) -> None:
    market = factories.place("phsar-thmei")
    outlet, _other = factories.outlet(place=market), factories.outlet()
    shown = Shown()
    url = reverse("admin:locator_place_delete", args=[market.pk])
    admin_page.post(url, {"post": "yes"})
    shown.assert_told(outlet)


def test_places_deleted_together(admin_page: Client) -> None:
    markets = [factories.place("one"), factories.place("two")]
    outlets = [factories.outlet(place=market) for market in markets]
    shown = Shown()
    chosen = [market.pk for market in markets]
    form = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    admin_page.post(reverse("admin:locator_place_changelist"), form)
    shown.assert_told(*outlets)


def test_an_import_tells_what_is_new_and_what_changed() -> None:
    load([record(1), record(2, name=Translated("Same"))], source="osm")
    shown = Shown()
    rows = [
        record(1, name=Translated("Another")),
        record(2, name=Translated("Same")),
        record(3),
    ]
    load(rows, source="osm")
    changed = Outlet.objects.filter(source_ref__in=["node/1", "node/3"])
    assert changed.count() == 2
    shown.assert_told(*changed)


def test_an_import_of_other_offers_and_phones() -> None:
    factories.carrier("smart")
    load([record(1)], source="osm")
    shown = Shown()
    load([record(1, offers=(claim("smart"),), phones=("+85512345678",))], source="osm")
    shown.assert_told(Outlet.objects.get())


def test_an_import_that_closes_what_is_missing_and_opens_it_again() -> None:
    load([record(number) for number in range(6)], source="osm")
    shown = Shown()
    load(
        [record(number) for number in range(5)],
        source="osm",
        close_missing=True,
    )
    gone = Outlet.objects.get(status="closed")
    shown.assert_told(gone)
    shown = Shown()
    load([record(number) for number in range(6)], source="osm", close_missing=True)
    shown.assert_told(gone)


def test_a_trial_import_tells_nothing() -> None:
    shown = Shown()
    load([record(1)], source="osm", dry_run=True)
    shown.assert_told()


def test_samples_loaded_and_withdrawn() -> None:
    shown = Shown()
    load_initial(Path(settings.FIXTURE_DIRS[0]))
    samples = Outlet.objects.published()
    assert samples.count() > 300
    shown.assert_told(*samples)
    shown, public = Shown(), list(samples)
    remove_sample(at=timezone.now())
    shown.assert_told(*public)


def test_check_index_finds_and_repairs_what_a_write_forgot_to_tell() -> None:
    outlet = factories.outlet()
    write_index(None)
    shown = Shown()
    Outlet.objects.filter(pk=outlet.pk).update(verified_at="2026-11-01T00:00:00Z")
    with pytest.raises(CommandError, match=f"last changes differ: {outlet.public_id}"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    shown.assert_told(outlet)
    call_command("check_index", verbosity=0)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM locator_outletchange",
        "UPDATE locator_outletchange SET is_deleted = (1 = 1)",
        "UPDATE locator_outletchange SET digest = 0",
        "INSERT INTO locator_outletchange VALUES ('zzzzzz', 1, (1 = 0), 7)",
        "UPDATE locator_outlet SET status = 'closed'",
    ],
)
def test_check_index_finds_and_repairs_a_damaged_row(damage: str) -> None:
    factories.outlet()
    write_index(None)
    with connection.cursor() as cursor:
        cursor.execute(damage)
    with pytest.raises(CommandError, match="1 outlets' last changes differ"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    call_command("check_index", verbosity=0)


def test_only_what_is_named_here_writes_to_the_index_beside_write_index() -> None:
    """Who calls `index_outlets` alone would tell no mirror."""
    root = Path(locator.__file__).parent
    callers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "index_outlets"
    }
    # The latter records all changes after its repair.
    assert callers == {"search_index.py", "management/commands/check_index.py"}
