"""A curator at work: what waits on each desk of the admin, and a browser logged in."""

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext

from locator.importing.runs import steps
from locator.importing.sheets.layout import Layout
from locator.models import (
    Carrier,
    Claim,
    ImportRun,
    MissingShop,
    Outlet,
    ProposedChange,
    UnmetDemand,
)
from locator.models.history import Version, occasion, versions_of
from locator.quality.checking import check_outlets
from tests import factories

SHEET = """id,name,type,lat,lon,phone,hours
W1,Wing Olympic,agent,11.5564,104.9182,012 345 678,8-17
W2,Wing Nowhere,agent,51.5,-0.12,015 698 877,24/7
W3,Chan Phone,agent,11.5600,104.9182,012 111 222,whenever we are awake
"""


def log_in(context: BrowserContext, user: User, base_url: str) -> None:
    """As if the user had typed the password there."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    session = client.cookies[name].value
    context.add_cookies([{"name": name, "value": session, "url": base_url}])


def fill_the_desks(shop: Outlet, sophea: User) -> dict[str, str]:
    """Put something on each desk, `shop` in most; the addresses of all by name."""
    twin = twin_of(shop)
    smart = Carrier.objects.get(slug="smart")
    for kind, told in (
        ("top_up_worked", {"carrier": smart}),
        ("does_not_sell", {"carrier": smart, "note": "They sent me next door."}),
        ("wrong_hours", {"hours_text": "Mo-Su 07:00-21:00"}),
    ):
        shop.reports.create(kind=kind, reported_on="2026-11-15", **told)
    missing = MissingShop.objects.create(
        name="Dara Mart",
        kind="partner_shop",
        latitude=shop.latitude + 0.001,
        longitude=shop.longitude,
        where="beside the pagoda",
        landmark="beside the pagoda",
        phones="+85512345678",
        sent_on="2026-11-15",
    )
    missing.carriers.add(smart)
    claim = Claim.objects.create(
        outlet=shop, phone="+85512345678", note="It is mine.", sent_on="2026-11-15"
    )
    for row, column, carrier, count in (
        (231, 2098, "smart", 41),
        (232, 2099, "metfone", 17),
        (262, 2076, "", 9),
    ):
        UnmetDemand.objects.create(
            day="2026-11-15",
            row=row,
            column=column,
            carrier=carrier,
            reason="none",
            count=count,
        )
    for name in ("Sok Phone", "Sok Phone Shop"):
        rename(shop, name)
    versions = versions_of(Outlet).filter(id=shop.pk).order_by("history_id")
    proposal = propose_hours_note(shop, versions.last())
    columns, checked, applied = (import_of(sophea, f"agents-{n}") for n in range(3))
    for run in (checked, applied):
        steps.set_columns(run, Layout.from_json(run.layout))
        run.refresh_from_db()
    steps.apply(applied, user=sophea)

    def form(row: Model) -> str:
        return reverse(f"admin:locator_{row._meta.model_name}_change", args=[row.pk])

    history = reverse("admin:locator_outlet_history", args=[shop.pk])
    first, last = versions.first(), versions.last()
    outlets = reverse("admin:locator_outlet_changelist")
    chosen = "?status__exact=published&kind__exact=partner_shop"
    return {
        "index": reverse("admin:index"),
        "outlets": f"{outlets}{chosen}",
        "outlets-map": f"{outlets}map/{chosen}",
        "outlet": form(shop),
        "history": f"{history}?from={first.pk}&to={last.pk}",
        "quality": reverse("admin:locator_qualityflag_changelist"),
        "compare": reverse("admin:locator_outlet_merge", args=[shop.pk, twin.pk]),
        "reports": reverse("admin:locator_report_changelist"),
        "missing-shop": form(missing),
        "claim": form(claim),
        "proposed-change": form(proposal),
        "unmet-demand": reverse("admin:locator_unmetdemand_changelist"),
        "import-columns": reverse("admin:locator_importrun_columns", args=[columns.pk]),
        "import-differences": form(checked),
        "import-result": form(applied),
        "two-factor": reverse("admin:two_factor"),
    }


def twin_of(shop: Outlet) -> Outlet:
    """One that may be the same, as the quality desk finds it."""
    twin = factories.outlet(
        name_en=shop.name_en,
        kind=shop.kind,
        operator=shop.operator,
        latitude=shop.latitude + 0.0002,
        longitude=shop.longitude,
        hours="Mo-Sa 07:30-18:00",
        phones=("+85512345678",),
        source="osm",
        source_ref="node/1",
    )
    check_outlets([shop.pk, twin.pk], at=timezone.now())
    return twin


def rename(outlet: Outlet, name: str) -> None:
    with occasion(user=User.objects.get(), reason="As on its sign"):
        outlet.name_en = name
        outlet.save()


def propose_hours_note(outlet: Outlet, seen: Version) -> ProposedChange:
    return ProposedChange.objects.create(
        model=ContentType.objects.get_for_model(Outlet),
        row_id=str(outlet.pk),
        row_name=outlet.display_name,
        seen_version=seen.pk,
        proposed={"hours_note_en": "Until dark on market days", "parts": {}},
        proposed_by=User.objects.create_user("wing-partner"),
        proposed_at=timezone.now(),
        reason="Our agent told us",
    )


def import_of(user: User, source: str) -> ImportRun:
    run = steps.begin(
        ContentFile(SHEET.encode()),
        name=f"{source}.csv",
        source=source,
        licence="ODbL 1.0",
        attribution="",
        user=user,
    )
    run.refresh_from_db()
    return run
