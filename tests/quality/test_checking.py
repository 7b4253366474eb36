"""When rules run, what they keep, and what a curator's word changes."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from locator.models import Outlet, QualityDismissal, QualityFlag
from locator.quality import checking
from locator.quality.checking import check_outlets, dismiss
from tests import factories

pytestmark = pytest.mark.django_db
ABROAD = {"latitude": 13.7563, "longitude": 100.5018}


def flagged():
    return set(QualityFlag.objects.values_list("outlet_id", "rule"))


def check(*outlets):
    return check_outlets([outlet.pk for outlet in outlets] or None, at=timezone.now())


def test_a_flag_goes_with_its_cause():
    outlet = factories.outlet(**ABROAD)
    check()
    assert flagged() == {(outlet.pk, "outside_cambodia")}
    Outlet.objects.update(latitude=11.5, longitude=104.9)
    assert check(outlet).gone == 1
    assert flagged() == set()


def test_a_second_check_changes_nothing():
    factories.outlet(**ABROAD)
    first, second = check(), check()
    assert (first.new, second.new, second.gone, second.flags) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    "edge",
    [dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, tzinfo=dt.UTC)],
)
def test_a_check_at_the_edge_of_the_calendar_stops_nothing(edge):
    outlet = factories.outlet(verified_at=edge, **ABROAD)
    check()
    assert (outlet.pk, "outside_cambodia") in flagged()


def test_a_check_of_one_flags_the_duplicate_beside_it_too():
    one, other = (factories.outlet(name_en="Sok") for _number in range(2))
    factories.outlet(name_en="Sok", north_m=5000)
    check(one)
    assert flagged() == {(one.pk, "near_duplicate"), (other.pk, "near_duplicate")}


def test_a_check_of_one_frees_the_duplicate_it_left():
    _one, other = (factories.outlet(name_en="Sok") for _number in range(2))
    check()
    Outlet.objects.filter(pk=other.pk).update(latitude=12.0)
    check(other)
    assert flagged() == set()


def test_a_check_of_one_dissolves_the_pile_it_left():
    names = ("Angkor", "Bayon", "Chenla", "Doun Penh", "Funan")
    outlets = [factories.outlet(name_en=name) for name in names]
    check()
    assert len(flagged()) == 5
    Outlet.objects.filter(pk=outlets[0].pk).update(latitude=12.0)
    check(outlets[0])
    assert flagged() == set()


@pytest.mark.parametrize("few", [0, 50])
def test_a_check_of_some_agrees_with_a_check_of_all(few, monkeypatch):
    monkeypatch.setattr(checking, "_FEW_BOXES", few)
    outlets = [
        factories.outlet(name_en=f"Sok {'x' * (number % 3)}", north_m=20 * number)
        for number in range(12)
    ]
    check()
    everywhere = flagged()
    assert everywhere
    for chosen in (*([outlet] for outlet in outlets), outlets[:5]):
        QualityFlag.objects.filter(outlet__in=chosen).delete()
        check(*chosen)
        assert flagged() == everywhere


@pytest.mark.parametrize("few", [0, 50])
def test_what_stands_beside_is_found_across_the_antimeridian(few, monkeypatch):
    monkeypatch.setattr(checking, "_FEW_BOXES", few)
    here = factories.outlet(longitude=179.9999)
    there = factories.outlet(longitude=-179.9999)
    factories.outlet(longitude=179.99)
    assert checking._standing_around({here.pk}) == {here.pk, there.pk}


def test_many_are_checked_with_as_many_statements(django_assert_max_num_queries):
    outlets = [factories.outlet(north_m=300 * number) for number in range(60)]
    with django_assert_max_num_queries(40):
        check(*outlets)


def test_closed_outlets_keep_no_flag():
    outlet = factories.outlet(**ABROAD)
    check()
    Outlet.objects.update(status="closed")
    check(outlet)
    assert flagged() == set()


def test_what_a_curator_found_right_is_not_said_again():
    outlet = factories.outlet(**ABROAD)
    check()
    sophea = User.objects.create_user("sophea")
    dismiss(QualityFlag.objects.get(), by=sophea, at=timezone.now())
    check()
    assert flagged() == set()
    assert QualityDismissal.objects.get().dismissed_by == sophea
    Outlet.objects.filter(pk=outlet.pk).update(latitude=13.8)
    check()
    assert flagged() == {(outlet.pk, "outside_cambodia")}


@pytest.mark.parametrize("which", [0, 1])
def test_not_a_duplicate_holds_for_both_and_for_good(which):
    outlets = [factories.outlet(name_en="Sok") for _number in range(2)]
    check()
    flag = QualityFlag.objects.get(outlet=outlets[which])
    dismiss(flag, by=None, at=timezone.now())
    assert flagged() == set()
    check()
    check(*outlets)
    assert flagged() == set()


def test_the_nightly_check_counts_by_rule(capsys):
    factories.outlet(**ABROAD)
    call_command("check_quality")
    out = capsys.readouterr().out
    assert "1 outlets: 1 flags, 1 new, 0 gone." in out
    assert "1 Outside Cambodia (serious)" in out


def test_the_check_of_an_unknown_outlet_names_it():
    with pytest.raises(CommandError, match="zzzzzz"):
        call_command("check_quality", "zzzzzz")
