"""What a run has come to, and what there is after it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command

from locator.importing.runs import steps
from locator.models import ImportRun, Outlet
from locator.search_index import write_index

HEAD = "id,name,type,lat,lon,phone,carriers\n"

TWO = HEAD + (
    "W1,Wing Olympic,agent,11.5564,104.9282,012 345 678,Smart\n"
    "W2,Wing Orussey,agent,11.5600,104.9200,016 345 678,\n"
)

Run = Callable[..., ImportRun]


def fresh(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def undone(run: ImportRun, user: User) -> ImportRun:
    steps.undo(run, user=user)
    run = fresh(run)
    assert (run.state, run.problem) == ("undone", "")
    call_command("check_index", verbosity=0)
    return run


def saved(outlet: Outlet) -> None:
    """As the admin saves."""
    outlet.save()
    write_index([outlet.pk])


def diff(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.diff.values_list("number", "outcome"))


def everything() -> list[Any]:
    """All that visitors and imports read of outlets, but for when they changed."""
    told = []
    for outlet in Outlet.objects.order_by("pk"):
        values = {
            field.attname: getattr(outlet, field.attname)
            for field in Outlet._meta.concrete_fields
            if field.attname != "updated_at"
        }
        offers = outlet.offers.order_by("carrier").values("carrier", "evidence")
        phones = [phone.number for phone in outlet.phones.all()]
        told.append((values, list(offers), phones))
    return told
