"""Shows what an opening_hours text means: state, next change and the coming days."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from locator.hours import report
from locator.hours.expression import OpeningHoursError
from locator.hours.holidays import Calendar, cambodia
from locator.hours.schedule import TIMEZONE
from locator.models.reading import calendar

MAX_DAYS = 366


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is not ISO 8601, such as 2026-11-23T12:00"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=TIMEZONE)
    if not 1970 <= moment.year < 2100:
        raise ArgumentTypeError(f"the year of {text!r} is not between 1970 and 2099")
    return moment


def _days(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_DAYS:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_DAYS}")


class Command(BaseCommand):
    help = "Check an opening_hours text and show when it is open."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", help='for example "Mo-Fr 08:00-17:00; PH off"')
        parser.add_argument(
            "--at",
            metavar="ISO-8601",
            type=_moment,
            help="the moment, in Cambodia's time if no other is said (default: now)",
        )
        parser.add_argument(
            "--days", type=_days, default=7, help="days to list (default: 7)"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = options["at"] or timezone.now()
        try:
            shown = report.about(
                options["text"], moment, options["days"], self._calendar()
            )
        except OpeningHoursError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(shown.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(shown.lines()))

    def _calendar(self) -> Calendar:
        """The holidays as curators keep them; as computed where no database is yet."""
        try:
            return calendar()
        except DatabaseError:
            self.stderr.write("No database: only the computed public holidays count.")
            return cambodia()
