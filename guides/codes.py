"""The short codes that every Cambodian network shares, and what the facts say of them.

Facts F001 (the codes, from the ministry's notice) and F002 (a news report of it) are
the evidence; a code that F001 no longer names is not shown.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guides.models import Channel
from locator.models import Fact

CODES_FACT = "F001"
REPORT_FACT = "F002"


@dataclass(frozen=True, slots=True)
class CommonCode:
    """A code to type in the keypad; PIN stands for the digits of a card."""

    code: str
    purpose: str | Promise
    short_purpose: str | Promise
    note: str | Promise = ""

    @property
    def address(self) -> str:
        """A `tel:` link; iPhones do not dial those with * or #."""
        return "" if "PIN" in self.code else f"tel:{quote(self.code, safe='*+')}"


_KNOWN = (
    CommonCode("*1201#", _("See your balance"), _("balance")),
    CommonCode(
        "*1203*PIN#",
        _("Top up with the number of a scratch card or slip"),
        _("top up by card"),
        _("Type the card's digits in place of PIN."),
    ),
    CommonCode("1204", _("Call your carrier's customer service"), _("help")),
    CommonCode(
        "*1200#",
        _("Stop paid services that you did not ask for"),
        _("stop paid services"),
    ),
    CommonCode(
        "*1202#", _("See whose name the SIM is registered in"), _("registered name")
    ),
)
HINTED = ("*1201#", "*1203*PIN#")


def common_codes() -> tuple[CommonCode, ...]:
    """The shared codes, the most wanted first; none where fact F001 is not loaded."""
    fact = Fact.objects.filter(pk=CODES_FACT).first()
    named = fact.value if fact and isinstance(fact.value, dict) else {}
    return tuple(code for code in _KNOWN if code.code in named)


def hinted_codes(carrier: str = "") -> list[CommonCode]:
    """Those of most help, of this carrier where one is named by its slug: a code of a
    card only where such a card of it is known.
    """
    hinted = [code for code in common_codes() if code.code in HINTED]
    if not carrier or all(code.address for code in hinted):
        return hinted
    cards = Channel.objects.published().with_a_card().filter(carriers__slug=carrier)
    known = set(cards.values_list("code", flat=True))
    return [code for code in hinted if code.address or code.code in known]


def evidence() -> list[Fact]:
    return list(Fact.objects.filter(pk__in=[CODES_FACT, REPORT_FACT]).order_by("id"))
