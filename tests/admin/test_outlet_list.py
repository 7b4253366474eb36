"""The list of outlets: what it shows, finds and asks of the database."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from locator.admin.base import CappedPaginator
from locator.admin.offers import offers_in_effect
from locator.models import Fact, Outlet
from tests import factories

LIST = "/admin/locator/outlet/"


@pytest.fixture
def found(admin_page: Client) -> Callable[..., list[str]]:
    """The English names that a search or filter of the list leaves."""

    def ask(**parameters: str) -> list[str]:
        page = admin_page.get(LIST, parameters)
        assert page.status_code == 200
        return sorted(outlet.name_en for outlet in page.context["cl"].result_list)

    return ask


@pytest.fixture
def busy_list(fact: Fact) -> None:
    """A hundred outlets with all that the list shows."""
    smart, metfone = factories.carrier("smart"), factories.carrier("metfone")
    operators = [factories.operator(f"operator{number}") for number in range(5)]
    for operator in operators:
        operator.defaults.create(kind="partner_shop", carrier=smart, fact=fact)
    for number in range(100):
        outlet = factories.outlet(
            name_en=f"Shop {number}",
            operator=operators[number % 5],
            hours="08:00-17:00",
        )
        outlet.offers.create(carrier=metfone)


def test_the_list_asks_a_bounded_number_of_queries(
    admin_page: Client, busy_list: None
) -> None:
    admin_page.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = admin_page.get(LIST)
    assert page.content.decode().count("Metfone") > 50
    named = [
        "session",
        "user",
        "filter: carriers",
        "filter: provinces",
        "filter: sources",
        "filter: operators in use",
        "count, capped",
        "outlets of the page with operator, hours and worst flag",
        "their offers with carriers",
        "the defaults of their operators with carriers",
    ]
    assert len(named) == 10
    statements = "\n".join(query["sql"][:110] for query in asked)
    assert len(asked) <= len(named), statements


def test_the_change_page_asks_only_for_carriers_again_with_each_offer(
    admin_page: Client,
) -> None:
    outlet = factories.outlet()
    url = reverse("admin:locator_outlet_change", args=[outlet.pk])
    first, *others = [
        factories.carrier(slug) for slug in ("smart", "metfone", "cellcard")
    ]
    outlet.offers.create(carrier=first)
    admin_page.get(url)
    with CaptureQueriesContext(connection) as with_one:
        admin_page.get(url)
    for carrier in others:
        outlet.offers.create(carrier=carrier)
    with CaptureQueriesContext(connection) as with_three:
        admin_page.get(url)
    # An offer's select reads the carriers to list them, and once to see whether the
    # first is empty; nothing else grows.
    assert len(with_three) - len(with_one) <= 2 * len(others)


@pytest.mark.django_db
def test_counting_stops_at_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "MAX_COUNTED", 3)
    for _number in range(5):
        factories.outlet()
    paginator = CappedPaginator(Outlet.objects.order_by("pk"), 2)
    assert (paginator.count, paginator.num_pages, paginator.has_more) == (3, 2, True)


def test_a_capped_list_says_that_there_are_more(
    admin_page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CappedPaginator, "MAX_COUNTED", 3)
    for _number in range(5):
        factories.outlet()
    page = admin_page.get(LIST).content.decode()
    assert "more than 3 outlets" in page


@pytest.mark.parametrize(
    "term",
    [
        "sok heng",
        "ហាង",
        "索恒",
        "monivong",
        "012 345 678",
        "012345678",
        "+855 12 345 678",
        "345678",
        "Wing",
    ],
)
def test_an_outlet_is_found_by_what_curators_know(
    found: Callable[..., list[str]], term: str
) -> None:
    wanted = factories.outlet(
        name_en="Sok Heng Phone Shop",
        name_km="ហាងទូរសព្ទ",
        name_zh_hans="索恒手机店",
        street_en="Monivong Blvd",
        operator=factories.operator("wing"),
    )
    wanted.phones.create(number="+85512345678")
    factories.outlet(name_en="Other").phones.create(number="+85598765432")
    assert found(q=term) == ["Sok Heng Phone Shop"]


def test_an_outlet_is_found_by_its_public_id(found: Callable[..., list[str]]) -> None:
    wanted = factories.outlet(name_en="Wanted")
    factories.outlet(name_en="Other")
    assert found(q=f" {wanted.public_id.upper()} ") == ["Wanted"]


@pytest.mark.parametrize("term", ["x" * 10_000, "word " * 5_000, "%_\\'\"", "0" * 9000])
def test_no_search_term_breaks_the_list(
    found: Callable[..., list[str]], term: str
) -> None:
    factories.outlet()
    assert found(q=term) == []


def test_the_carrier_filter_agrees_with_the_effective_offers(
    found: Callable[..., list[str]], fact: Fact
) -> None:
    smart, wing = factories.carrier("smart"), factories.operator("wing")
    wing.defaults.create(kind="partner_shop", carrier=smart, fact=fact)
    factories.outlet(name_en="Inherits", operator=wing, status="draft")
    factories.outlet(name_en="Other kind", operator=wing, kind="atm")
    factories.outlet(name_en="Denies", operator=wing).offers.create(
        carrier=smart, sells=False
    )
    factories.outlet(name_en="Own").offers.create(carrier=smart)
    assert found(carrier="smart") == ["Inherits", "Own"]
    assert found(carrier="-") == ["Denies", "Other kind"]
    selling = [o.name_en for o in Outlet.objects.all() if offers_in_effect(o)]
    assert found(carrier="smart") == sorted(selling)


def test_the_province_filter_reaches_a_landmark_in_a_commune(
    found: Callable[..., list[str]],
) -> None:
    inside = None
    for level in ("province", "district", "commune", "landmark"):
        inside = factories.place(level, level=level, parent=inside)
        factories.outlet(name_en=level, place=inside)
    factories.outlet(name_en="nowhere")
    assert found(province="province") == ["commune", "district", "landmark", "province"]
    assert found(province="-") == ["nowhere"]


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ("recent", ["10 days"]),
        ("this_year", ["100 days"]),
        ("old", ["400 days"]),
        ("never", ["never"]),
    ],
)
def test_outlets_are_filtered_by_the_age_of_their_check(
    found: Callable[..., list[str]], chosen: str, left: list[str]
) -> None:
    for days in (10, 100, 400):
        checked = timezone.now() - dt.timedelta(days=days)
        factories.outlet(name_en=f"{days} days", verified_at=checked)
    factories.outlet(name_en="never")
    assert found(verified=chosen) == left


def test_outlets_with_unknown_hours_or_warnings_are_found(
    found: Callable[..., list[str]],
) -> None:
    factories.outlet(name_en="a", hours="24/7")
    factories.outlet(name_en="b", flags=[{"field": "phone", "reason": "unreadable"}])
    assert found(hours_unknown="yes") == ["b"]
    assert found(hours_unknown="no") == ["a"]
    assert found(warnings="yes") == ["b"]
    assert found(warnings="no") == ["a"]


@pytest.mark.parametrize(
    "parameter", ["carrier", "province", "verified", "warnings", "hours_unknown"]
)
@pytest.mark.parametrize("value", ["nonsense", "9" * 4000])
def test_an_unknown_choice_of_a_filter_leaves_the_list(
    found: Callable[..., list[str]], parameter: str, value: str
) -> None:
    factories.outlet(name_en="a")
    assert found(**{parameter: value}) == ["a"]


# Actions


@pytest.fixture
def act(admin_page: Client) -> Callable[..., HttpResponse]:
    def send(action: str, *outlets: Outlet) -> HttpResponse:
        chosen = {"action": action, "_selected_action": [o.pk for o in outlets]}
        asked = admin_page.post(LIST, chosen)
        confirmed = {"confirmed": asked.context["found"]}
        return admin_page.post(LIST, chosen | confirmed, follow=True)

    return send


def test_outlets_are_published_together(
    act: Callable[..., HttpResponse], index_is_right: Callable[[], None]
) -> None:
    draft = factories.outlet(status="draft")
    shut = factories.outlet(status="closed_until", closed_until=dt.date(2030, 1, 1))
    untouched = factories.outlet(status="draft")
    answer = act("publish", draft, shut)
    assert "2 outlets are published." in answer.content.decode()
    assert set(Outlet.objects.published()) == {draft, shut}
    assert not Outlet.objects.exclude(closed_until=None).exists()
    untouched.refresh_from_db()
    assert untouched.status == "draft"
    index_is_right()


def test_closing_for_good_keeps_the_row_and_its_id(
    act: Callable[..., HttpResponse], index_is_right: Callable[[], None]
) -> None:
    outlet = factories.outlet()
    act("close_for_good", outlet)
    closed = Outlet.objects.get(public_id=outlet.public_id)
    assert closed.status == "closed"
    assert not closed.listings.exists()
    index_is_right()


def test_outlets_are_marked_as_verified_now(act: Callable[..., HttpResponse]) -> None:
    outlet = factories.outlet()
    before = timezone.now()
    act("mark_verified", outlet)
    outlet.refresh_from_db()
    assert outlet.verified_at >= before


# Permissions


def test_nobody_deletes_an_outlet(admin_page: Client) -> None:
    outlet = factories.outlet()
    url = reverse("admin:locator_outlet_delete", args=[outlet.pk])
    assert admin_page.post(url, {"post": "yes"}).status_code == 403
    page = admin_page.get(LIST).content.decode()
    assert "delete_selected" not in page
    assert Outlet.objects.filter(pk=outlet.pk).exists()


def test_who_may_only_view_sees_the_outlet_and_no_actions(
    client: Client, db: None
) -> None:
    outlet = factories.outlet(hours="08:00-17:00")
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_outlet"))
    client.force_login(viewer)
    page = client.get(reverse("admin:locator_outlet_change", args=[outlet.pk]))
    html = page.content.decode()
    assert "11.5564, 104.9282" in html
    assert "08:00-17:00" in html
    assert 'name="_save"' not in html
    assert "close_for_good" not in client.get(LIST).content.decode()
    chosen = {"action": "close_for_good", "_selected_action": outlet.pk}
    client.post(LIST, chosen)
    outlet.refresh_from_db()
    assert outlet.status == "published"


@pytest.mark.parametrize("is_staff", [False, True])
def test_a_user_without_permission_sees_nothing(
    client: Client, db: None, is_staff: bool
) -> None:
    client.force_login(User.objects.create_user("someone", is_staff=is_staff))
    assert client.get(LIST).status_code == (403 if is_staff else 302)


TOO_LARGE = "9" * 20


@pytest.mark.parametrize(
    "asked",
    [
        f"operator={TOO_LARGE}",
        f"operator__in={TOO_LARGE}",
        f"place={TOO_LARGE}",
        f"status__exact={TOO_LARGE}",
        "flags__contains=x",
        "created_at__year=99999",
    ],
)
def test_what_no_filter_offers_leads_to_the_list_with_a_word(
    admin_page: Client, asked: str
) -> None:
    for page in (LIST, f"{LIST}map/"):
        answer = admin_page.get(f"{page}?{asked}")
        assert (answer.status_code, answer["Location"].endswith("?e=1")) == (302, True)
    assert admin_page.get(f"{LIST}export/csv/?{asked}").status_code == 404


@pytest.mark.django_db
def test_no_list_breaks_at_a_number_too_large_or_a_year_that_is_none(
    admin_client: Client,
) -> None:
    for model, model_admin in site._registry.items():
        page = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        )
        names = [name for name in model_admin.list_filter if isinstance(name, str)]
        asked = ["created_at__year=99999", f"id__in={TOO_LARGE}"]
        asked += [f"{name}__id__exact={TOO_LARGE}" for name in names]
        for query in asked:
            answer = admin_client.get(f"{page}?{query}")
            assert answer.status_code < 500, (page, query)
