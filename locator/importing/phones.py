"""Phone numbers as people write them, to E.164."""

import re
import unicodedata

import phonenumbers

REGION = "KH"
SEPARATORS = re.compile(r"[;,/|\n]")
# "(free of charge)", which holds no number.
REMARK = re.compile(r"\([^()\d]*\)")


def split_numbers(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers in E.164, each once in their order, and the parts that are none.

    Several stand in one text, between ; , / or |. A number without a country code is
    Cambodian; 00 before one is read as +.
    """
    numbers: dict[str, None] = {}
    unreadable: list[str] = []
    for part in SEPARATORS.split(REMARK.sub(" ", written)):
        if not (part := part.strip()):
            continue
        if number := _e164(part):
            numbers[number] = None
        else:
            unreadable.append(part)
    return tuple(numbers), tuple(unreadable)


def _e164(part: str) -> str:
    digits = "".join(str(unicodedata.decimal(c)) for c in part if c.isdecimal())
    international = part.lstrip("( ").startswith("+") or digits.startswith("00")
    dialled = f"+{digits.lstrip('0')}" if international else part
    try:
        number = phonenumbers.parse(dialled, REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
