"""The curators' pages with 100,000 outlets: how many statements each takes, how long.

    python -m bench.desks [ROWS]

Writes into the database of the settings: give DATABASE_URL an empty one, e.g. with
`python -m tests.postgres`. Each page is opened once to warm up; times are those of
the fastest of three more, in milliseconds, beside the CPU of this process alone.
"""

import random
import sys
from collections.abc import Callable
from typing import Any

from bench import databases
from bench.timing import timed

databases.start_django()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    override_settings,
    setup_test_environment,
)
from django.utils import timezone  # noqa: E402

from bench.cambodia import Population  # noqa: E402
from bench.outlets import fill  # noqa: E402
from locator.models import Operator, Outlet, Place, QualityFlag, QualityRule  # noqa: E402
from locator.quality.finding import SEVERITY  # noqa: E402

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LIST = "/admin/locator/outlet/"
PAGES = {
    "list": LIST,
    "status": f"{LIST}?status__exact=draft",
    "kind": f"{LIST}?kind__exact=atm",
    "carrier": f"{LIST}?carrier=bench-d",
    "carrier: none": f"{LIST}?carrier=-",
    "confidence": f"{LIST}?confidence=likely",
    "province": f"{LIST}?province={{province}}",
    "quality: anything": f"{LIST}?quality=any",
    "quality: one rule": f"{LIST}?quality=stale",
    "verified: never": f"{LIST}?verified=never",
    "hours unknown": f"{LIST}?hours_unknown=yes",
    "source": f"{LIST}?source=bench",
    "operator": f"{LIST}?operator__id__exact={{operator}}",
    "search, common word": f"{LIST}?q=street+271",
    "search, one outlet": f"{LIST}?q=outlet+4711",
    "last page": f"{LIST}?p=200",
    "list map": f"{LIST}map/",
    "list map, narrowed": f"{LIST}map/?carrier=bench-a&province={{province}}",
    "quality desk": "/admin/locator/qualityflag/",
}
GROUPS = 200
ACTIONS = {"verify": "mark_verified", "publish": "publish"}


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    setup_test_environment()
    if Outlet.objects.count() < size:
        call_command("load_initial", verbosity=0)
        fill(size, Population(seed=size))
        spread()
        flag()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    owner, _made = User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{connection.vendor}, {size:,} outlets")
    print("\n| page | statements | ms | CPU ms |\n|---|---:|---:|---:|")
    ids = {
        "province": Place.objects.filter(level="province").first().slug,
        "operator": Operator.objects.first().pk,
    }
    for name, address in PAGES.items():
        report(name, lambda: client.get(address.format(**ids)), runs=3)  # noqa: B023
    for name, action in ACTIONS.items():
        act(client, name, action)


def spread() -> None:
    """Places, operators and statuses, as a table of years of work would have."""
    draw = random.Random(2)
    places = list(Place.objects.exclude(latitude=None).values_list("pk", flat=True))
    operators = [*Operator.objects.values_list("pk", flat=True), None]
    of_group = Outlet.objects.alias(group=F("pk") % GROUPS).filter(source="bench")
    for group in range(GROUPS):
        of_group.filter(group=group).update(
            place=draw.choice(places),
            operator=draw.choice(operators),
            status="draft" if group % 10 == 0 else "published",
        )


def flag() -> None:
    """Every fifth is flagged; a check of names that differ by a number alone finds
    more twins than any real table has."""
    pks = Outlet.objects.values_list("pk", flat=True)
    QualityFlag.objects.bulk_create(
        QualityFlag(
            outlet_id=pk,
            rule=QualityRule.STALE,
            severity=SEVERITY[QualityRule.STALE],
            found_at=timezone.now(),
        )
        for pk in pks
        if pk % 5 == 0
    )


def act(client: Client, name: str, action: str) -> None:
    """On all that a filter leaves, asked first and then confirmed."""
    address = f"{LIST}?status__exact=draft"
    chosen = {
        "action": action,
        "select_across": "1",
        "_selected_action": Outlet.objects.filter(status="draft").first().pk,
    }
    asked = client.post(address, chosen)
    found = asked.context["found"]
    report(
        f"{name} {found:,} drafts",
        lambda: client.post(address, chosen | {"confirmed": str(found)}),
        runs=0,
    )


def report(name: str, call: Callable[[], Any], *, runs: int) -> None:
    times = []
    for _run in range(runs + 1):
        with CaptureQueriesContext(connection) as statements:
            answer, spent = timed(call)
        assert answer.status_code in (200, 302), (name, answer.status_code)
        times.append(spent)
    wall, cpu = min(times[1:] or times)
    print(
        f"| {name} | {len(statements)} | {wall * 1000:.0f} | {cpu * 1000:.0f} |",
        flush=True,
    )
    if "-v" in sys.argv:
        for one in sorted(statements, key=lambda one: -float(one["time"]))[:3]:
            print("   ", one["time"], one["sql"][:1500])


if __name__ == "__main__":
    # No static files are collected for it.
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": PLAIN}):
        main()
