"""Phone numbers as people in Cambodia write them, and whose SIM they belong to.

A visitor's number is looked at and forgotten: nothing here logs or stores it, and no
error message repeats it.
"""

import re
import unicodedata
from typing import Final, NamedTuple

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumber, PhoneNumberFormat

from locator.models.carrier import CarrierPrefix

REGION: Final = "KH"
COUNTRY_CODE: Final = 855

_MAX_TEXT_LENGTH: Final = 40
# Without the leading zero (fact F007).
_MOBILE_LENGTHS: Final = range(8, 10)
_SEPARATORS: Final = re.compile(r"[;,/|\n]")
# "(free of charge)", which holds no number.
_REMARK: Final = re.compile(r"\([^()\d]*\)")
_DIALLED_ABROAD: Final = re.compile(r"^\W*00")
_PREFIX_LENGTHS: Final = range(3, 6)


class PhoneError(ValueError):
    """The text is no number that a carrier can be told from; it says why."""


class NotCambodianError(PhoneError):
    """The number is another country's."""


class RecognisedCarrier(NamedTuple):
    """A number's carrier; None where its prefix is nobody's we know.

    Not certain: only one weaker source gives the prefix to this carrier.
    """

    carrier_slug: str | None
    certain: bool


def carrier_of(number_text: str) -> RecognisedCarrier:
    """The carrier that issued a Cambodian mobile number.

    Reads "+855 12 345 678", "012345678", "12 345 678", full-width and Khmer digits.
    Raises NotCambodianError for a foreign number and PhoneError for anything else that
    is no mobile number.
    """
    number = _parsed(number_text)
    if number.country_code != COUNTRY_CODE:
        raise NotCambodianError(
            _("This number is not Cambodian: a Cambodian one starts with 0 or +855.")
        )
    digits = phonenumbers.national_significant_number(number)
    if len(digits) not in _MOBILE_LENGTHS:
        raise PhoneError(
            _("A Cambodian mobile number has 9 or 10 digits with the leading 0.")
        )
    starts = [f"0{digits}"[:length] for length in _PREFIX_LENGTHS]
    found = (
        CarrierPrefix.objects.filter(digits__in=starts)
        .values_list("digits", "carrier__slug", "is_certain")
        .order_by("digits")
        .last()
    )
    if found is None:
        return RecognisedCarrier(None, certain=False)
    _digits, carrier_slug, is_certain = found
    return RecognisedCarrier(carrier_slug, certain=is_certain)


def split_numbers(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers in E.164, each once in their order, and the parts that are none.

    Several stand in one text, between ; , / or |. A number without a country code is
    Cambodian; 00 before one is read as +.
    """
    numbers: dict[str, None] = {}
    unreadable: list[str] = []
    for part in _SEPARATORS.split(_REMARK.sub(" ", written)):
        if not (part := part.strip()):
            continue
        if number := _e164(part):
            numbers[number] = None
        else:
            unreadable.append(part)
    return tuple(numbers), tuple(unreadable)


def national(e164: str) -> str:
    """A stored number as people read it here: "012 345 678".

    A foreign one keeps its country code: "+84 28 3829 7643".
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    style = (
        PhoneNumberFormat.NATIONAL
        if number.country_code == COUNTRY_CODE
        else PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)


def _parsed(number_text: str) -> PhoneNumber:
    if len(number_text) > _MAX_TEXT_LENGTH:
        raise PhoneError(_("This is too long for a phone number."))
    text = "".join(map(_ascii_digit, unicodedata.normalize("NFKC", number_text)))
    text = _DIALLED_ABROAD.sub("+", text)
    try:
        return phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise PhoneError(_("This is not a phone number.")) from error


def _ascii_digit(character: str) -> str:
    decimal = unicodedata.decimal(character, None)
    return character if decimal is None else str(decimal)


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
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
