"""The four roles, as groups with permissions, made anew after each migration."""

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from locator.models.partnership import CURATOR, OWNER, PARTNER, TRANSLATOR

_CURATED: Final = (
    *("locator.outlet", "locator.offer", "locator.outletphone", "locator.hours"),
    *("locator.operator", "locator.operatordefault", "locator.publicholiday"),
    *("locator.carrier", "locator.carrierprefix", "locator.fact"),
    *("locator.place", "locator.placealias"),
    *("guides.guide", "guides.guidetext", "guides.guiderevision", "guides.channel"),
    *("guides.plan", "guides.promotion", "guides.way"),
)
_DESKS: Final = (
    *("locator.report", "locator.proposedchange", "locator.missingshop"),
    *("locator.claim", "locator.editlink", "locator.qualityflag"),
    *("locator.qualitydismissal", "locator.outletmerge", "locator.importrun"),
)
_LOOKED_UP: Final = (
    *("locator.hours", "locator.operator", "locator.carrier", "locator.fact"),
    *("locator.place", "guides.channel"),
)
_TRANSLATED: Final = (
    *("locator.outlet", "locator.operator", "locator.carrier", "locator.place"),
    *("locator.publicholiday", "guides.guidetext", "guides.channel"),
    *("guides.promotion", "guides.way"),
)
_OF_THE_SITE: Final = {"auth", "contenttypes", "sessions", "admin"}


def make_roles(**_signal: Any) -> None:
    """Give each role what it may do: no more, no less. Other groups are left alone."""
    # Those of the last app may not be there yet.
    create_permissions(apps.get_app_config("guides"), verbosity=0)
    everything = Permission.objects.exclude(
        content_type__app_label__in=_OF_THE_SITE
    ) | _permissions(("auth.user", "auth.group"), "add change delete view")
    _set(OWNER, everything)
    _set(
        CURATOR,
        _permissions(_CURATED, "add change delete view")
        | _permissions(_DESKS, "add change view")
        | _permissions(("locator.unmetdemand",), "view"),
    )
    _set(
        PARTNER,
        _permissions(("locator.outlet",), "add change view")
        | _permissions(
            ("locator.offer", "locator.outletphone"), "add change delete view"
        )
        | _permissions(
            ("guides.plan", "guides.promotion", "guides.channel"), "add change view"
        )
        | _permissions(
            (*_LOOKED_UP, "locator.proposedchange", "locator.unmetdemand"), "view"
        ),
    )
    _set(
        TRANSLATOR,
        _permissions(_TRANSLATED, "change view")
        | _permissions(("guides.guidetext",), "add")
        | _permissions((*_LOOKED_UP, "guides.guide", "guides.guiderevision"), "view"),
    )


def _permissions(models: Iterable[str], actions: str) -> Any:
    chosen = Q(pk__in=[])
    for name in models:
        app, model = name.split(".")
        codenames = [f"{action}_{model}" for action in actions.split()]
        chosen |= Q(
            content_type__app_label=app,
            content_type__model=model,
            codename__in=codenames,
        )
    return Permission.objects.filter(chosen)


def _set(name: str, permissions: Any) -> None:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.set(permissions)
