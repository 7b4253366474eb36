"""Who stands within 200 m."""

from django.test import Client

from tests import factories
from tests.admin.forms import change_url

URL = "/admin/locator/outlet/neighbours/"


def test_neighbours_are_listed_nearest_first_with_their_forms(
    admin_page: Client,
) -> None:
    outlet = factories.outlet(name_en="Here")
    factories.outlet(name_en="Far", north_m=190, status="draft")
    near = factories.outlet(name_en="Near", north_m=50, kind="atm")
    factories.outlet(name_en="Beyond", north_m=210)
    factories.outlet(name_en="Gone", north_m=20, status="closed")
    page = admin_page.get(change_url(outlet)).content.decode()
    assert page.index("Near (ATM), 50 m") < page.index("Far (Shop or agent), 190 m")
    assert change_url(near) in page
    assert "Beyond" not in page
    assert "Gone" not in page


def test_a_lonely_outlet_says_so(admin_page: Client) -> None:
    page = admin_page.get(change_url(factories.outlet())).content.decode()
    assert "Nobody else stands within 200 m." in page


def test_the_map_asks_for_the_neighbours_of_another_position(
    admin_page: Client,
) -> None:
    outlet = factories.outlet(name_en="Here")
    factories.outlet(name_en="There", north_m=1000)
    at = f"{outlet.latitude + 1000 / 110_600},{outlet.longitude}"
    said = admin_page.get(URL, {"at": at, "but": outlet.pk}).json()
    assert [found["says"] for found in said["neighbours"]] == [
        "There (Shop or agent), 0 m"
    ]


def test_a_position_that_is_none_is_refused(admin_page: Client) -> None:
    assert admin_page.get(URL, {"at": "here"}).status_code == 400


def test_a_number_that_no_outlet_can_have_leaves_nobody_out(admin_page: Client) -> None:
    factories.outlet()
    address = f"{URL}?at=11.5564,104.9282&but={'1' * 5000}"
    assert len(admin_page.get(address).json()["neighbours"]) == 1
