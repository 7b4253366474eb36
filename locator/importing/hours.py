"""Opening hours as files have them, each text read once."""

from functools import lru_cache

from locator.hours import expression
from locator.phrases import told


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[str, expression.OpeningHoursError | None]:
    try:
        return expression.read(text).repaired, None
    except expression.OpeningHoursError as error:
        return "", error


def read_hours(text: str) -> tuple[str, str]:
    """The canonical text, or an empty one and why it cannot be read."""
    hours, error = _read(text)
    return hours, told(error.remark) if error else ""
