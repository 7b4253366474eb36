import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from django.core.cache import caches

from locator.quotas import Quota, take

NOON = dt.datetime(2026, 11, 16, 5, 0, tzinfo=dt.UTC)


def test_a_quota_of_nought_is_no_limit():
    assert take(Quota("requests", 0, 60), "203.0.113.1", at=NOON) is None


def test_the_name_of_a_client_differs_from_window_to_window(monkeypatch):
    names = []
    counters = caches["counters"]
    plain = counters.incr
    monkeypatch.setattr(
        counters, "incr", lambda key, **more: names.append(key) or plain(key, **more)
    )
    quota = Quota("requests", 3, 60)
    take(quota, "203.0.113.1", at=NOON)
    take(quota, "203.0.113.1", at=NOON)
    take(quota, "203.0.113.1", at=NOON + dt.timedelta(minutes=1))
    assert len(names) == 3
    assert len(set(names)) == 2


def test_threads_that_count_at_once_lose_nothing():
    quota = Quota("requests", 100, 60)
    with ThreadPoolExecutor(8) as pool:
        counts = pool.map(lambda _n: take(quota, "one", at=NOON), range(400))
        assert sorted(count.taken for count in counts) == list(range(1, 401))
