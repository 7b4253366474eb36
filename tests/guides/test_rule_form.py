"""A rule of the advisor, entered by boxes and choices."""

import pytest
from django.urls import reverse

from guides.admin.conditions import in_words
from guides.models import Way
from tests import factories
from tests.guides import rows
from tests.guides.forms import additions, conditions, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def new():
    """What an empty form is filled with for a least rule."""
    factories.carrier("smart", name="Smart")
    rows.channel(carriers="smart")
    return {
        "slug": "new",
        "target": "channel:smart-card",
        "confidence": "likely",
        "score": "50",
        "order": "1",
        "reason_en": "Because.",
        "facts": [factories.fact().pk],
        **conditions("conditions", {"sim": ["smart"]}),
    }


def add(admin_page, fields):
    return admin_page.post(reverse("admin:guides_way_add"), fields)


def errors(answer):
    return answer.context["adminform"].form.errors


def test_an_empty_form_names_every_condition_and_shows_no_json(admin_page):
    factories.carrier("smart", name="Smart")
    text = admin_page.get(reverse("admin:guides_way_add")).content.decode()
    for said in ("The SIM is one of", "Smart", "Scratch card", "Open near is one of"):
        assert said.lower() in text.lower()
    assert "null" not in text
    assert '<textarea name="conditions"' not in text


def test_what_is_chosen_is_stored_as_the_advisor_reads_it(admin_page, new):
    wanted = {
        "sim": ["smart", "unknown"],
        "lacks": ["cash"],
        "amount_min": 0.5,
        "amount_max": 20,
        "online": True,
        "abroad": False,
    }
    more = [{"if": {"matters": ["help"]}, "add": -30}]
    fields = new | conditions("conditions", wanted) | additions("additions", more)
    answer = add(admin_page, fields | {"unknowns": ["fee"]})
    assert answer.status_code == 302, errors(answer)
    way = Way.objects.get()
    assert (way.conditions, way.additions) == (wanted, more)
    assert way.unknowns == ["fee"]


def test_a_rule_needs_no_additions_nor_unknowns(admin_page, new):
    assert add(admin_page, new).status_code == 302
    way = Way.objects.get()
    assert (way.additions, way.unknowns) == ([], [])


def test_saving_what_was_not_touched_changes_nothing(admin_page, content):
    for way in Way.objects.all():
        address = reverse("admin:guides_way_change", args=[way.pk])
        answer = admin_page.post(address, filled(admin_page, address))
        assert answer.status_code == 302, (way.slug, errors(answer))
        same = Way.objects.get(pk=way.pk)
        assert same.conditions == way.conditions
        assert same.additions == way.additions
        assert same.unknowns == way.unknowns


def test_a_rule_without_a_condition_is_refused(admin_page, new):
    del new["conditions-sim"]
    assert errors(add(admin_page, new))["conditions"] == [
        "Choose at least one condition."
    ]


@pytest.mark.parametrize("amount", ["lots", "NaN", "1e999", "-1", "1001", "9" * 5000])
def test_an_amount_that_cannot_be_is_named_and_kept(admin_page, new, amount):
    answer = add(admin_page, new | {"conditions-amount_max": amount})
    [problem] = errors(answer)["conditions"]
    assert problem.startswith("Amount at most, US$: ")
    assert f'value="{amount}"' in answer.content.decode()


def test_a_least_amount_above_the_most_is_refused(admin_page, new):
    wanted = {"amount_min": "20", "amount_max": "5"}
    answer = add(admin_page, new | conditions("conditions", wanted))
    assert "not more than" in errors(answer)["conditions"][0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"add": "5"}, "Row 1: choose when"),
        ({"matters": ["help"]}, "Row 1: say how many points"),
        ({"matters": ["help"], "add": "a lot"}, "Row 1: points are a whole number"),
        ({"matters": ["help"], "add": "1001"}, "Row 1: Ensure this value is less"),
    ],
)
def test_a_row_that_is_not_whole_is_named(admin_page, new, row, said):
    answer = add(admin_page, new | conditions("additions-0", row))
    assert errors(answer)["additions"][0].startswith(said)


def test_a_row_may_be_removed(admin_page, new):
    row = {"matters": ["help"], "add": "5", "gone": "on"}
    assert add(admin_page, new | conditions("additions-0", row)).status_code == 302
    assert Way.objects.get().additions == []


@pytest.mark.parametrize("target", ["moon:full", "guide:nope", ""])
def test_a_rule_leads_to_what_there_is(admin_page, new, target):
    assert "target" in errors(add(admin_page, new | {"target": target}))


def test_a_carrier_that_is_not_there_is_refused(admin_page, new):
    answer = add(admin_page, new | {"conditions-sim": ["newcom"]})
    assert "sim has no newcom" in errors(answer)["conditions"][0]


def test_what_the_rule_says_and_is_gone_is_still_shown(admin_page, new):
    way = rows.way(target="channel:lost", conditions={"sim": ["newcom"], "moon": 1})
    address = reverse("admin:guides_way_change", args=[way.pk])
    text = admin_page.get(address).content.decode()
    assert 'value="newcom" checked' in text
    assert 'value="channel:lost" selected' in text
    assert "This cannot be read and goes when you save: moon: 1" in text


@pytest.mark.parametrize("broken", [[1, 2], "text", 5])
def test_a_rule_that_cannot_be_read_still_opens(admin_page, broken):
    way = rows.way("broken")
    Way.objects.update(conditions=broken, additions=broken, unknowns=broken)
    address = reverse("admin:guides_way_change", args=[way.pk])
    assert admin_page.get(address).status_code == 200


def test_conditions_read_as_a_sentence(db):
    factories.carrier("smart", name="Smart")
    wanted = {"sim": ["smart"], "abroad": False, "amount_max": 50}
    assert in_words(wanted) == (
        "The SIM is one of: Smart · Is abroad: no · Amount at most, US$: 50"
    )
