"""All that is to be said about one text at one moment, for people and for programs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from locator.hours import expression, schedule
from locator.hours.holidays import Calendar, Holiday


@dataclass(frozen=True, slots=True)
class HoursReport:
    expression: expression.Expression
    moment: datetime
    state: schedule.State
    next_change: datetime | None
    intervals: list[schedule.Interval]
    holidays: list[Holiday]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; times in ISO 8601 with +07:00."""
        return {
            "text": self.expression.text,
            "repaired": self.expression.repaired,
            "warnings": [str(warning) for warning in self.expression.warnings],
            "state": self.state.value,
            "next_change": self.next_change.isoformat() if self.next_change else None,
            "intervals": [
                {
                    "start": interval.start.isoformat(),
                    "end": interval.end.isoformat(),
                    "state": interval.state.value,
                }
                for interval in self.intervals
            ],
        }

    def lines(self) -> list[str]:
        """The same to read in a terminal."""
        changes = (
            f"{self.next_change:%a %Y-%m-%d %H:%M}"
            if self.next_change
            else f"none within {schedule.NEXT_CHANGE_DAYS} days"
        )
        return [
            f"repaired     {self.expression.repaired}",
            *(f"warning      {warning}" for warning in self.expression.warnings),
            f"at           {self.moment:%a %Y-%m-%d %H:%M}",
            f"state        {self.state}",
            f"next change  {changes}",
            *(
                f"  {interval.start:%a %Y-%m-%d %H:%M} to "
                f"{interval.end:%a %Y-%m-%d %H:%M}  {interval.state}"
                for interval in self.intervals
            ),
            *(
                f"holiday      {day.date:%a %Y-%m-%d} {day.name}"
                for day in self.holidays
            ),
        ]


def about(text: str, moment: datetime, days: int, holidays: Calendar) -> HoursReport:
    """Raises OpeningHoursError where the text cannot be read.

    The intervals go from the moment to the same time so many days later.
    """
    read = expression.read(text)
    here = moment.astimezone(schedule.TIMEZONE)
    end = here + timedelta(days=days)
    return HoursReport(
        expression=read,
        moment=here,
        state=schedule.state_at(text, here, holidays),
        next_change=schedule.next_change(text, here, holidays),
        intervals=schedule.intervals(text, here, end, holidays),
        holidays=holidays.between(here.date(), end.date()),
    )
