"""Rules of the advisor that nobody can follow: refused, and left out of advice."""

import pytest
from django.core.exceptions import ValidationError

from guides.conditions import RuleError
from guides.models import Channel, Way
from guides.rules import check_additions, check_conditions
from tests import factories
from tests.guides import rows
from tests.guides.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def good():
    """A rule that can be followed, of whoever has a Smart SIM."""
    factories.carrier("smart")
    rows.text(slug="by-app", title="The good way")
    return rows.way("good", reason="A good reason.")


@pytest.mark.parametrize(
    "target", ["outlets:foo", "channel:nope", "guide:nope", "code:x", "moon:full"]
)
class TestTargetThatIsNot:
    def test_it_is_refused(self, good, target):
        good.target = target
        with pytest.raises(ValidationError) as refused:
            good.full_clean(exclude=["facts"])
        assert "target" in refused.value.error_dict

    @pytest.mark.usefixtures("good")
    def test_advice_does_without_it(self, client, target):
        rows.way("lost", target=target, reason="Lost.", score=90)
        shown = page(client, "/en/choose/", sim="smart")
        assert "A good reason." in shown
        assert "Lost." not in shown


@pytest.mark.usefixtures("good")
def test_a_way_to_a_channel_that_is_no_longer_published_is_left_out(client):
    rows.channel(carriers="smart")
    rows.way("card", target="channel:smart-card", reason="By card.")
    Channel.objects.update(is_published=False)
    assert "By card." not in page(client, "/en/choose/", sim="smart")


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(
    "broken",
    [
        {"conditions": [1, 2]},
        {"conditions": {"sim": None}},
        {"conditions": {"amount_max": "five"}},
        {"additions": [{"add": 1}]},
        {"additions": {}},
        {"unknowns": 5},
    ],
)
def test_a_rule_that_nobody_can_read_is_logged_and_left_out(client, caplog, broken):
    rows.way("broken", reason="Broken.", score=90)
    Way.objects.filter(slug="broken").update(**broken)
    shown = page(client, "/en/choose/", sim="smart")
    assert "A good reason." in shown
    assert "Broken." not in shown
    assert "Rule broken is left out" in caplog.text


@pytest.mark.usefixtures("good")
def test_a_rule_for_a_carrier_that_is_not_here_stays(client):
    Way.objects.update(conditions={"sim": ["smart", "nobody"]})
    assert "A good reason." in page(client, "/en/choose/", sim="smart")


@pytest.mark.parametrize(
    "amount", [float("nan"), float("inf"), -1, 1000.5, 10**30, 10**400]
)
def test_an_amount_that_cannot_be_is_refused(amount):
    with pytest.raises(RuleError, match="amount_max is from 0 to 1000"):
        check_conditions({"amount_max": amount}, [])


@pytest.mark.parametrize("add", [1001, -1001, 10**30])
def test_an_addition_beyond_a_thousand_is_refused(add):
    with pytest.raises(RuleError, match="from -1000 to 1000"):
        check_additions([{"if": {}, "add": add}], [])
