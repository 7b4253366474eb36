"""Opening hours as search engines read them."""

from collections.abc import Iterable

from locator.hours.schedule import Day, State


def specifications(days: Iterable[Day]) -> list[dict[str, str]]:
    """https://schema.org/OpeningHoursSpecification, each valid on its own date."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{day.date:%A}",
            "opens": f"{interval.start:%H:%M}",
            "closes": f"{interval.end:%H:%M}",
            "validFrom": f"{day.date:%Y-%m-%d}",
            "validThrough": f"{day.date:%Y-%m-%d}",
        }
        for day in days
        for interval in day.intervals
        if interval.state is State.OPEN
    ]
