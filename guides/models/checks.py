"""What a code to dial and a web address may be."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CODE: Final = re.compile(r"[0-9*#]+(?:(?:PIN|NUMBER|CENTS)[0-9*#]*)*")
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?"
    r"(?:[/?#][^\s<>\"\\]*)?",
    re.IGNORECASE,
)


def check_code(code: str) -> None:
    if not CODE.fullmatch(code):
        raise ValidationError(_("A code has digits, *, #, PIN, NUMBER and CENTS."))


def check_address(address: str) -> None:
    if not _ADDRESS.fullmatch(address):
        raise ValidationError(
            _("A web address, as pay.example.com or https://example.com/pay.")
        )


def web_link(address: str) -> str:
    """Where a browser is led; "" where it is no web address."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return ""
    return address if found["scheme"] else f"https://{address}"
