"""Two curators who edit the same row, and what the forms of rules refuse."""

import pytest
from django.urls import reverse

from tests import factories
from tests.guides import rows
from tests.guides.forms import filled

pytestmark = pytest.mark.django_db


def with_facts(row):
    row.facts.set([factories.fact()])
    return row


def a_guide():
    return rows.text().guide


def a_way():
    rows.text()
    return with_facts(rows.way(conditions={"online": True}, additions=[]))


ROWS = {
    "guidetext": (rows.text, ("title", "Hers"), ("summary", "His")),
    "guide": (a_guide, ("order", 7), ("method", "shop")),
    "promotion": (rows.promotion, ("gives_en", "Hers"), ("limits_en", "His")),
    "channel": (
        lambda: with_facts(rows.channel()),
        ("name_en", "Hers"),
        ("needs_en", "His"),
    ),
    "plan": (rows.plan, ("name", "Hers"), ("path", "His")),
    "way": (a_way, ("reason_en", "Hers"), ("score", 44)),
}


@pytest.fixture(params=ROWS)
def two(request, admin_page):
    """The row's address, the form as both opened it, and what each changes."""
    make, hers, his = ROWS[request.param]
    row = make()
    if request.param in ("promotion", "channel", "way"):
        for name in ("gives", "limits", "name", "reason"):
            if hasattr(row, f"{name}_en"):
                setattr(row, f"{name}_en", getattr(row, name))
        row.save()
    address = reverse(f"admin:guides_{request.param}_change", args=[row.pk])
    return address, filled(admin_page, address), dict([hers]), dict([his]), row


def test_the_second_of_two_is_told_and_nothing_is_lost(admin_page, two):
    address, opened, hers, his, row = two
    assert admin_page.post(address, opened | hers).status_code == 302
    answer = admin_page.post(address, opened | his)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "sophea saved this after you opened it" in shown
    assert "Saved meanwhile" in shown
    [typed] = his.values()
    assert str(typed) in shown
    row.refresh_from_db()
    [(name, value)] = hers.items()
    assert getattr(row, name) == value


def test_who_was_told_may_save(admin_page, two):
    address, opened, hers, his, row = two
    admin_page.post(address, opened | hers)
    told = admin_page.post(address, opened | his)
    version = told.context["adminform"].form["version"].value()
    again = admin_page.post(address, opened | hers | his | {"version": version})
    assert again.status_code == 302
    row.refresh_from_db()
    for name, value in (hers | his).items():
        assert getattr(row, name) == value


def test_one_alone_saves_again_and_again(admin_page, two):
    address, _opened, hers, his, _row = two
    for change in (hers, his):
        answer = admin_page.post(address, filled(admin_page, address) | change)
        assert answer.status_code == 302, answer.context["adminform"].form.errors


def test_links_count_too(admin_page):
    promotion = rows.promotion()
    promotion.gives_en, promotion.limits_en = "A", "B"
    promotion.save()
    address = reverse("admin:guides_promotion_change", args=[promotion.pk])
    opened = filled(admin_page, address)
    promotion.operators.add(factories.operator("wing"))
    answer = admin_page.post(address, opened | {"gives_en": "C"})
    assert "saved this after you opened it" in answer.content.decode()
