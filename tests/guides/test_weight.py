"""What the pages and the API of guides ask the database, by the table asked first."""

import pytest

from guides.models import Guide
from tests import factories
from tests.guides import rows
from tests.queries import INDEX, tables_asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

CENTRE = "11.5564,104.9282"
FAR = "11.6464,104.9282"
GUIDES = {"guides_guide": 1, "guides_guidetext": 1}  # all, with their titles
GUIDE = {
    "guides_guide": 2,  # it, the others
    "guides_guidetext": 3,  # its own, its source, the others'
    "guides_guiderevision": 1,  # when it last changed
    "locator_fact": 1,  # those it cites
    "guides_promotion": 1,  # the list below
}
CHANNELS = {"guides_channel": 1, "locator_fact": 1, "locator_carrier": 1}
AFTER_A_TOP_UP = {"guides_guide": 1, "locator_fact": 1}  # on plans; their absence
# Whether small tables have changed; in a test's transaction, which remembers nothing,
# also the texts of hours, the days that were added and those that were taken away.
REMEMBERED = {"locator_hours": 2, "locator_carrier": 1, "locator_publicholiday": 2}
# Whether carriers have changed, and they.
CARRIER_CALLED = {"locator_hours": 1, "locator_carrier": 1}
# Whether the sources, whom the terms of the API's answers name, have changed.
TERMS = {"locator_hours": 1}
OUTLETS = {"locator_outlet": 1}
MAX_INDEX_QUERIES = 16
"""A search looks in ever larger surroundings; a guide has two."""


def together(*asked: dict[str, int]) -> dict[str, int]:
    return {name: sum(a.get(name, 0) for a in asked) for name in set().union(*asked)}


CARDS = CHANNELS | {"guides_promotion": 1}
ASKED = {
    "/en/guides/": together(GUIDES, {"guides_promotion": 1}),
    "/en/guides/choosing-a-way/": GUIDE,
    "/en/guides/by-app/": together(GUIDE, CARDS, AFTER_A_TOP_UP),
    "/en/guides/sim-life/": together(GUIDE, {"locator_fact": 1}),  # the rule's
    "/en/guides/data-plans/": together(
        # The plans, the days of validity and the carriers compared.
        *(GUIDE, {"guides_plan": 1}, CHANNELS, {"locator_carrier": 1}),
    ),
    f"/en/guides/at-an-atm-or-kiosk/?near={CENTRE}": together(
        GUIDE, AFTER_A_TOP_UP, REMEMBERED, OUTLETS
    ),
    "/en/codes/": together(
        # The codes' fact and their evidence; the carriers; the plans; the offers.
        *(CARDS, AFTER_A_TOP_UP, {"locator_fact": 2, "locator_carrier": 1}),
        *({"guides_plan": 1}, {"guides_promotion": 1}),
    ),
    # The carriers are those whose SIMs may be chosen.
    "/en/choose/": {"locator_place": 1, "locator_carrierprefix": 1} | CARRIER_CALLED,
    f"/en/choose/?sim=smart&have=cash&near={CENTRE}": together(
        # The provinces; which place is nearest, in four surroundings, is none here.
        *({"locator_place": 5, "locator_carrierprefix": 1}, REMEMBERED, OUTLETS),
        # The rules with their facts, and that of a code that one leads to.
        *({"guides_way": 1, "locator_fact": 2}, AFTER_A_TOP_UP),
        # The plans of the SIM's carrier.
        {"guides_plan": 1},
    ),
    "/api/v1/guides/": GUIDES | TERMS,
    "/api/v1/guides/by-app/": {
        "guides_guide": 1,
        "guides_guidetext": 2,  # its own, its source
        "locator_fact": 1,
        **TERMS,
    },
    "/api/v1/channels/": CHANNELS | TERMS,
    "/api/v1/channels/?carrier=smart": together(CHANNELS, CARRIER_CALLED),
    "/api/v1/plans/": {"guides_plan": 1} | TERMS,
    "/api/v1/plans/?carrier=smart": {"guides_plan": 1} | CARRIER_CALLED,
    "/api/v1/promotions/": {"guides_promotion": 1} | TERMS,
    f"/api/v1/advice/?sim=smart&have=cash&near={CENTRE}": together(
        *(REMEMBERED, OUTLETS, {"guides_way": 1, "locator_fact": 2})
    ),
    # Nothing is open near: a search within 3 km, which reads no outlet, and one beyond.
    f"/api/v1/advice/?sim=smart&have=cash&near={FAR}": together(
        # The rules with their facts, and that of a code that one leads to.
        *(REMEMBERED, OUTLETS, {"guides_way": 1, "locator_fact": 2}),
        # The guides and the channels that the others lead to.
        *(GUIDES, CARDS),
    ),
    "/sitemap.xml": GUIDES,
}


@pytest.fixture
def site(content):
    """What ships, with an open shop and a machine."""
    for kind in ("partner_shop", "atm"):
        factories.outlet(name="S", kind=kind, sells="smart", hours="24/7")


def asked(client, address):
    # The age of the data, at the foot of every page, is remembered for a while.
    client.get("/en/guides/")
    found = tables_asked(client, address)
    assert sum(found.pop(table, 0) for table in INDEX) <= MAX_INDEX_QUERIES
    return found


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("address", ASKED)
def test_a_page_asks_each_table_only_for_what_it_shows(client, address):
    assert asked(client, address) == ASKED[address]


@pytest.mark.usefixtures("site")
def test_more_of_everything_asks_no_more(client):
    addresses = [a for a in ASKED if "promotions" not in a and "sitemap" not in a]
    for number in range(6):
        rows.text(slug=f"guide-{number}", title=f"Guide {number}")
        rows.channel(f"channel-{number}", carriers="smart metfone", validity="1 = 8")
        rows.plan(f"plan-{number}")
        rows.way(f"way-{number}", target=f"channel:channel-{number}")
        rows.way(f"code-{number}", target="code:1204")
        factories.outlet(sells="smart", hours="24/7", north_m=90 * number)
    few = {address: asked(client, address) for address in addresses}
    for number in range(6, 18):
        rows.text(slug=f"guide-{number}", title=f"Guide {number}")
        rows.channel(f"channel-{number}", carriers="smart metfone", validity="1 = 8")
        rows.plan(f"plan-{number}")
        rows.way(f"way-{number}", target=f"channel:channel-{number}")
        rows.way(f"code-{number}", target="code:1204")
        factories.outlet(sells="smart", hours="24/7", north_m=90 * number)
    assert {address: asked(client, address) for address in addresses} == few


def test_offers_ask_no_more_the_more_there_are(client):
    rows.promotion().channels.add(rows.channel())
    one = asked(client, "/api/v1/promotions/")
    for number in range(6):
        rows.promotion(f"more-{number}").channels.add(rows.channel(f"way-{number}"))
    assert asked(client, "/api/v1/promotions/") == one
    assert one == {
        "guides_promotion": 1,
        "guides_channel": 1,
        "locator_operator": 1,
        **TERMS,
    }


def test_the_sitemap_asks_once_for_all_guides(client, content):
    assert Guide.objects.count() > 1
    assert asked(client, "/sitemap.xml") == GUIDES


def test_of_a_rare_kind_that_is_far_the_nearest_is_found(client, content):
    for number in range(45):
        factories.outlet(name="S", sells="smart", hours="24/7", north_m=number)
    far = {"name": "The store", "kind": "carrier_store", "north_m": 2000}
    factories.outlet(sells="smart", hours="24/7", **far)
    query = {"sim": "smart", "have": "cash", "matters": "help", "near": CENTRE}
    best = client.get("/api/v1/advice/", query).json()["good"][0]
    assert best["way"] == "store"
    assert [o["properties"]["name"] for o in best["outlets"]] == ["The store"]
