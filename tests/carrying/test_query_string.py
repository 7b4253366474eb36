from locator.carrying import query_string


def test_what_is_empty_is_left_out():
    assert query_string({"carrier": "smart", "place": ""}) == "?carrier=smart"


def test_nothing_said_is_no_query():
    assert query_string({"carrier": ""}) == ""


def test_a_position_stays_readable():
    assert query_string({"near": "11.5,104.9"}) == "?near=11.5,104.9"


def test_what_means_something_in_an_address_is_quoted():
    assert query_string({"place": "a&near=1#b"}) == "?place=a%26near%3D1%23b"
