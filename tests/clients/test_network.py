import pytest

from locator.clients import network_of

PROXIED = "198.51.100.7"


def asked_from(rf, forwarded=None):
    more = {} if forwarded is None else {"headers": {"X-Forwarded-For": forwarded}}
    return network_of(rf.get("/", REMOTE_ADDR=PROXIED, **more))


def test_without_a_proxy_nobody_can_say_to_be_another(rf, settings):
    settings.BEHIND_PROXY = False
    assert asked_from(rf, "203.0.113.1") == PROXIED


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "10.9.9.9, 203.0.113.1", "203.0.113.1"),
        (2, "10.9.9.9, 203.0.113.1, 192.0.2.1", "203.0.113.1"),
        (2, "203.0.113.1", PROXIED),
        (1, None, PROXIED),
        (1, "203.0.113.1:4711", "203.0.113.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::/64"),
        (1, "2001:db8::1", "2001:db8::/64"),
        (1, "::ffff:203.0.113.1", "203.0.113.1"),
        (1, "not an address", PROXIED),
        (1, "", PROXIED),
    ],
)
def test_behind_proxies_the_client_is_whom_ours_saw(
    rf, settings, proxies, forwarded, client
):
    settings.BEHIND_PROXY = True
    settings.PROXIES = proxies
    assert asked_from(rf, forwarded) == client
