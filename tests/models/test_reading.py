import datetime as dt

import pytest

from locator.models import Hours, reading
from locator.models.opening import hours_at
from tests import factories


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(reading, "_memories", {})


@pytest.mark.django_db(transaction=True)
def test_carriers_are_read_once_until_one_changes(django_assert_num_queries):
    smart = factories.carrier("smart", name_en="Smart")
    assert reading.carriers()[smart.pk].name_en == "Smart"
    with django_assert_num_queries(1):  # whether any changed
        reading.carriers()
    smart.name_en = "Smart Axiata"
    smart.save()
    assert reading.carriers()[smart.pk].name_en == "Smart Axiata"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["slug", "order", "name_km", "name_zh_hans"])
def test_any_change_that_answers_show_is_noticed(field):
    carrier = factories.carrier("smart")
    reading.carriers()
    setattr(carrier, field, 7 if field == "order" else "other")
    carrier.save()
    assert str(getattr(reading.carriers()[carrier.pk], field)) in {"7", "other"}


@pytest.mark.django_db(transaction=True)
def test_carriers_that_came_or_went_are_noticed():
    smart = factories.carrier("smart")
    assert set(reading.carriers()) == {smart.pk}
    metfone = factories.carrier("metfone")
    assert set(reading.carriers()) == {smart.pk, metfone.pk}
    smart.delete()
    assert set(reading.carriers()) == {metfone.pk}


@pytest.mark.django_db(transaction=True)
def test_hours_whose_id_was_drawn_before_that_of_others_are_noticed():
    moment = dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)
    Hours.objects.create(pk=5, text="Mo-Su 08:00-17:00")
    assert hours_at(moment).open == {5}
    Hours.objects.create(pk=3, text="24/7")
    assert hours_at(moment).open == {3, 5}


@pytest.mark.django_db
def test_what_a_transaction_sees_is_not_remembered():
    factories.carrier("smart")
    reading.carriers()
    assert reading._memories == {}
