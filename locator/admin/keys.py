from django.db.models import BigIntegerField


def row_id(text: str) -> int | None:
    """The id that stands in an address; None where no row can have it."""
    if not text.isdecimal() or len(text) > 19:
        return None
    number = int(text)
    return number if number <= BigIntegerField.MAX_BIGINT else None
