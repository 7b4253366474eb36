from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from locator.models import Outlet, QualityFlag, QualityRule, Severity
from locator.quality.checking import check_outlets


class Command(BaseCommand):
    help = (
        "Look at every outlet with all rules of the quality desk, and count what they "
        "find. Run it each night; saving an outlet checks that one at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", help="Public ids; none: all outlets.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        chosen = _outlets(options["ids"]) if options["ids"] else None
        done = check_outlets(chosen, at=now)
        self.stdout.write(
            f"{done.outlets} outlets: {done.flags} flags, {done.new} new,"
            f" {done.gone} gone."
        )
        counts = QualityFlag.objects.order_by("-severity", "rule").values_list(
            "severity", "rule"
        )
        for severity, rule, number in counts.annotate(number=Count("pk")):
            label = f"{QualityRule(rule).label} ({Severity(severity).label})"
            self.stdout.write(f"{number:8} {label}")


def _outlets(public_ids: list[str]) -> list[int]:
    found = dict(
        Outlet.objects.filter(public_id__in=public_ids).values_list("public_id", "pk")
    )
    if unknown := sorted(set(public_ids) - found.keys()):
        raise CommandError(f"No such outlet: {', '.join(unknown)}")
    return list(found.values())
