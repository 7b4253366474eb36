"""The main job on real input: page, API and admin tell the same."""

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command

from locator.models import Outlet

pytestmark = pytest.mark.django_db

NEAR = "11.5764,104.9236"
NOON = "2026-11-20T12:00:00+07:00"
NIGHT = "2026-11-20T03:00:00+07:00"
WATER_FESTIVAL = "2026-11-24T12:00:00+07:00"
STATES = {"open": "open", "soon": "open", "closed": "closed", "unknown": "unknown"}


@pytest.fixture
def with_real_outlets(real_data):
    call_command("load_initial")
    path = real_data / "osm-cambodia-banks-atms.geojson"
    call_command("import_outlets", path, source="osm")


def on_page(client, moment: str, **query: str) -> dict[str, str]:
    """Public id to state, as the list shows them, the folded far ones too."""
    query = {"near": NEAR, "limit": "100", "open": moment, **query}
    html = client.get("/en/", query).content.decode()
    cards = re.findall(
        r'id="o-(\w{6})".*?class="pill state (\w+)"',
        html.partition("Outlets nobody has confirmed")[0],
        re.S,
    )
    return {public_id: STATES[state] for public_id, state in cards}


def from_api(
    client, moment: str, *, selling: bool = False, **query: str
) -> dict[str, str]:
    """Public id to state; with `selling` those that are known to sell top-up."""
    query = {"near": NEAR, "limit": "100", "open": moment, **query}
    features = client.get("/api/v1/outlets/", query).json()["features"]
    told = {f["id"]: f["properties"] for f in features}
    return {
        public_id: outlet["open_state"]
        for public_id, outlet in told.items()
        if outlet["carriers"] or not selling
    }


@pytest.mark.usefixtures("with_real_outlets")
@pytest.mark.parametrize("query", [{}, {"carrier": "smart"}, {"kind": "kiosk"}])
def test_page_and_api_agree_at_noon_at_night_and_on_a_holiday(client, query):
    told = {}
    for moment in (NOON, NIGHT, WATER_FESTIVAL):
        with time_machine.travel(moment, tick=False):
            # Without a SIM, the page folds away what nobody knows to sell top-up, and
            # reaches further.
            folds = "carrier" not in query
            told[moment] = from_api(client, moment, selling=folds, **query)
            assert told[moment]
            shown = on_page(client, moment, **query)
            assert told[moment].items() <= shown.items()
            assert folds or shown == told[moment]
            assert set(told[moment].values()) <= {"open", "unknown"}
    if query != {"kind": "kiosk"}:
        open_at = {m: [s for s in told[m].values() if s == "open"] for m in told}
        assert len(open_at[NIGHT]) < len(open_at[NOON])
        assert told[WATER_FESTIVAL] != told[NOON]


@pytest.mark.usefixtures("with_real_outlets")
def test_the_admin_finds_what_the_api_gives_and_a_correction_reaches_the_api(
    admin_client, client
):
    assert User.objects.get().is_superuser
    [public_id] = from_api(client, NOON, kind="atm", limit="1")
    outlet = Outlet.objects.get(public_id=public_id)
    page = admin_client.get("/admin/locator/outlet/", {"q": public_id})
    assert f"/admin/locator/outlet/{outlet.pk}/change/" in page.content.decode()
    change = f"/admin/locator/outlet/{outlet.pk}/change/"
    form = admin_client.get(change).context["adminform"].form
    fields = {
        form.add_prefix(name): value
        for name in form.fields
        if (value := form[name].value()) is not None
    }
    for formset in admin_client.get(change).context["inline_admin_formsets"]:
        management = formset.formset.management_form
        fields |= {field.html_name: field.value() for field in management}
    response = admin_client.post(change, fields | {"status": "closed"})
    assert response.status_code == 302, response.context["errors"]
    assert public_id not in from_api(client, NOON, kind="atm")


@pytest.mark.usefixtures("with_real_outlets")
def test_each_real_outlet_has_its_nearest_known_place():
    outlets = Outlet.objects.filter(source="osm")
    assert outlets.count() == 394
    assert not outlets.filter(place=None).exists()
