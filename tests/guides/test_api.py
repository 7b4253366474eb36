import pytest

from tests import factories
from tests.guides import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def get(client, path, **query):
    return client.get(f"/api/v1/{path}/", query)


def test_guides_are_listed_in_the_language_asked_for(client):
    rows.text()
    rows.text("文字", language="zh-hans", title="用 App")
    answer = get(client, "guides", lang="zh-hans")
    assert answer["Content-Type"] == "application/json"
    [guide] = answer.json()["guides"]
    assert (guide["title"], guide["language"]) == ("用 App", "zh-hans")


def test_a_guide_comes_with_its_words_and_sources(client):
    factories.fact("F044", source_date="2022")
    rows.text("So[^F044].\n\n[[outlets kind=atm]]")
    guide = get(client, "guides/by-app").json()
    assert guide["html"].startswith("<p>So")
    assert guide["parts"] == [{"kind": "outlets", "value": "kind=atm"}]
    assert guide["sources"][0]["date"] == "2022"
    assert guide["stale"] is False


@pytest.mark.parametrize("slug", ["nothing", "by-app"])
def test_a_guide_that_is_not_published_is_a_problem_of_its_own(client, slug):
    rows.text(status="draft")
    answer = get(client, f"guides/{slug}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "There is no such guide."


def test_channels_give_null_for_what_no_fact_says(client):
    rows.channel(carriers="smart", fee_usd="0.15", validity="5 = 40")
    [channel] = get(client, "channels").json()["channels"]
    assert channel["fee_usd"] == 0.15
    assert channel["min_usd"] is None
    assert channel["minutes_to_arrive"] is None
    assert channel["validity"] == [{"amount_usd": 5, "days": 40}]


def test_channels_and_plans_of_one_carrier(client):
    rows.channel(carriers="smart")
    rows.channel("metfone-web", carriers="metfone")
    rows.plan(carrier=factories.carrier("metfone"))
    found = get(client, "channels", carrier="metfone").json()["channels"]
    assert [channel["slug"] for channel in found] == ["metfone-web"]
    assert get(client, "plans", carrier="smart").json()["plans"] == []
    assert len(get(client, "plans").json()["plans"]) == 1


@pytest.mark.parametrize("path", ["channels", "plans", "promotions"])
def test_a_carrier_that_is_not_known_is_named_as_the_wrong_parameter(client, path):
    answer = get(client, path, carrier="nobody")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "carrier"


def test_an_unpublished_channel_is_not_given(client):
    rows.channel(is_published=False)
    assert get(client, "channels").json()["channels"] == []


def test_only_running_offers_are_given(client):
    rows.promotion()
    rows.promotion("over", ends_on="2026-11-15")
    found = get(client, "promotions").json()["promotions"]
    assert [(p["slug"], p["until"]) for p in found] == [("bonus", "2026-11-30")]


def test_advice_gives_ways_with_reasons_and_outlets(client, content):
    factories.outlet(sells="smart", hours="24/7")
    answer = get(
        client, "advice", sim="smart", have="cash,aba", near="11.5564,104.9282"
    )
    best = answer.json()["good"][0]
    assert best["way"] == "shop"
    assert best["outlets"][0]["type"] == "Feature"
    assert best["unknowns"]


@pytest.mark.parametrize(("abroad", "known"), [("0", False), ("1", True)])
def test_advice_takes_nought_as_not_abroad(client, content, abroad, known):
    answer = get(client, "advice", sim="smart", abroad=abroad)
    assert answer.json()["where_is_known"] is known


def test_advice_knows_a_carrier_that_a_curator_added(client, content):
    factories.carrier("newcom")
    assert get(client, "advice", sim="newcom").status_code == 200


def test_advice_speaks_the_language_asked_for(client, content):
    answer = get(client, "advice", sim="cootel", lang="zh-hans")
    assert answer.json()["good"][0]["reason"].startswith("付钱之前")


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ({}, "cellcard-web"),
        ({"lang": "zh-hans"}, "aba-app"),
        ({"lang": "zh-hans", "language": "km"}, "cellcard-web"),
        ({"language": "zh"}, "aba-app"),
        ({"language": "zh-hans"}, "aba-app"),
    ],
)
def test_advice_counts_the_language_asked_for(client, content, query, best):
    asked = {"sim": "cellcard", "have": "acleda,aba", "online": "wifi"} | query
    assert get(client, "advice", **asked).json()["good"][0]["way"] == best


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "sim"),
        ({"sim": "nokia"}, "sim"),
        ({"sim": "smart", "have": "gold"}, "have"),
        ({"sim": "smart", "amount": "lots"}, "amount"),
        ({"sim": "smart", "abroad": "perhaps"}, "abroad"),
        ({"sim": "smart", "colour": "red"}, "colour"),
        ({"sim": "smart", "lang": "de"}, "lang"),
        ({"sim": "smart", "language": "zh-tw"}, "language"),
    ],
)
def test_questions_that_cannot_be_answered_name_the_parameter(client, query, parameter):
    factories.carrier("smart")
    answer = get(client, "advice", **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_advice_takes_a_position_or_a_place_and_not_both(client):
    factories.carrier("smart")
    factories.place("kandal")
    both = {"near": "11.5564,104.9282", "place": "kandal"}
    answer = get(client, "advice", sim="smart", **both)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["parameter"] == "place"
    assert "Give only one of near and place; this has near, place." in str(error)
