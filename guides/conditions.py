"""What a rule of the advisor may ask of a visitor's situation.

While nobody knows what is open near, each kind of outlet may be, and `any_open` is
neither true nor false. Both bounds of an amount hold where no amount was given.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.models import Kind, Language

MAX_USD: Final = 1000
OTHER_SIMS: dict[str, str | Promise] = {
    "unknown": gettext_lazy("I do not know"),
    "travel_esim": gettext_lazy("A travel eSIM without a Cambodian number"),
}
"""What a SIM may be besides one of a carrier, which goes by its slug."""
HAVE: dict[str, str | Promise] = {
    "cash": gettext_lazy("Cash"),
    "foreign_card": gettext_lazy("Foreign card"),
    "local_card": gettext_lazy("Local bank card"),
    "aba": gettext_lazy("ABA account"),
    "acleda": gettext_lazy("ACLEDA account"),
    "wing": "Wing",
    "emoney": "eMoney",
    "truemoney": "TrueMoney",
    "alipay": gettext_lazy("Alipay"),
    "wechat": gettext_lazy("WeChat Pay"),
    "unionpay": gettext_lazy("UnionPay"),
    "bakong_tourists": "Bakong Tourists",
    "card_or_slip": gettext_lazy("A scratch card or printed code"),
    "friend_metfone": gettext_lazy("A friend with Metfone credit"),
    "friend_bank_app": gettext_lazy("Somebody with a bank app"),
}
DATA: dict[str, str | Promise] = {
    "no": gettext_lazy("No data, no Wi-Fi"),
    "wifi": gettext_lazy("Wi-Fi"),
    "yes": gettext_lazy("Still some data"),
}
MATTERS: dict[str, str | Promise] = {
    "none": gettext_lazy("Nothing in particular"),
    "fastest": gettext_lazy("Fastest"),
    "help": gettext_lazy("Help in person"),
    "small": gettext_lazy("A small amount"),
    "no_queue": gettext_lazy("No queue"),
}
LANGUAGES: dict[str, str | Promise] = {
    language.value: language.label
    for language in (Language.ENGLISH, Language.KHMER, Language.CHINESE)
}


class RuleError(ValueError):
    """A rule that cannot be read; its text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a visitor answered, and what was found near.

    `open_near` holds the kinds of outlet that are open, near, sell the carrier's top-up
    and may take what the visitor has, `doubtful_near` those of which no outlet is known
    surely to sell it. Abroad they are empty; None is a visitor who has not said where
    they are, to whom any kind may be open. `others_open`: some outlet near is open,
    whether or not it takes what the visitor has.
    """

    sim: str
    amount_usd: Decimal | None = None
    have: frozenset[str] = frozenset()
    data: str = "no"
    matters: str = "none"
    language: str = "en"
    abroad: bool = False
    open_near: frozenset[str] | None = frozenset()
    doubtful_near: frozenset[str] = frozenset()
    others_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(ABC):
    """`holds` compares a situation with what a rule wants; `label` says it in words."""

    label: str | Promise
    holds: Callable[[Situation, Any], bool]

    @abstractmethod
    def check(self, name: str, wanted: Any, carriers: Collection[str] | None) -> None:
        """Raises RuleError, as `name`, where a rule wants what cannot be.

        `carriers` are the slugs that there are; None where any will do.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCondition(Condition):
    """It wants a list of `choices`, to which `of_carriers` adds the carriers' slugs."""

    choices: Mapping[str, str | Promise]
    of_carriers: bool = False

    def check(self, name: str, wanted: Any, carriers: Collection[str] | None) -> None:
        if not isinstance(wanted, list) or not wanted:
            raise RuleError(_("%(name)s is a list of at least one.") % {"name": name})
        known = set(self.choices)
        if self.of_carriers and carriers is None:
            known = {member for member in wanted if isinstance(member, str)}
        elif self.of_carriers:
            known.update(carriers or ())
        if unknown := {str(member) for member in wanted} - known:
            raise RuleError(
                _("%(name)s has no %(unknown)s; it has %(known)s.")
                % {
                    "name": name,
                    "unknown": ", ".join(sorted(unknown)),
                    "known": ", ".join(sorted(known)),
                }
            )


class AmountCondition(Condition):
    """It wants US dollars, from 0 to `MAX_USD`."""

    def check(self, name: str, wanted: Any, carriers: Collection[str] | None) -> None:
        if isinstance(wanted, bool) or not isinstance(wanted, int | float):
            raise RuleError(_("%(name)s is a number.") % {"name": name})
        # Also false of what is not a number, NaN.
        if not 0 <= wanted <= MAX_USD:
            raise RuleError(
                _("%(name)s is from 0 to %(most)s.") % {"name": name, "most": MAX_USD}
            )


class FlagCondition(Condition):
    """It wants true or false."""

    def check(self, name: str, wanted: Any, carriers: Collection[str] | None) -> None:
        if not isinstance(wanted, bool):
            raise RuleError(_("%(name)s is true or false.") % {"name": name})


CONDITIONS: Final[Mapping[str, Condition]] = {
    "sim": ListCondition(
        label=gettext_lazy("The SIM is one of"),
        choices=OTHER_SIMS,
        of_carriers=True,
        holds=lambda situation, wanted: situation.sim in wanted,
    ),
    "have": ListCondition(
        label=gettext_lazy("The visitor has one of"),
        choices=HAVE,
        holds=lambda situation, wanted: not situation.have.isdisjoint(wanted),
    ),
    "lacks": ListCondition(
        label=gettext_lazy("The visitor has none of"),
        choices=HAVE,
        holds=lambda situation, wanted: situation.have.isdisjoint(wanted),
    ),
    "data": ListCondition(
        label=gettext_lazy("The internet is one of"),
        choices=DATA,
        holds=lambda situation, wanted: situation.data in wanted,
    ),
    "matters": ListCondition(
        label=gettext_lazy("What matters most is one of"),
        choices=MATTERS,
        holds=lambda situation, wanted: situation.matters in wanted,
    ),
    "language": ListCondition(
        label=gettext_lazy("The language is one of"),
        choices=LANGUAGES,
        holds=lambda situation, wanted: situation.language in wanted,
    ),
    "open_near": ListCondition(
        label=gettext_lazy("Open near is one of"),
        choices={kind.value: kind.label for kind in Kind},
        holds=lambda situation, wanted: (
            situation.open_near is None or not situation.open_near.isdisjoint(wanted)
        ),
    ),
    "amount_min": AmountCondition(
        label=gettext_lazy("Amount at least, US$"),
        holds=lambda situation, least: (
            situation.amount_usd is None or situation.amount_usd >= Decimal(str(least))
        ),
    ),
    "amount_max": AmountCondition(
        label=gettext_lazy("Amount at most, US$"),
        holds=lambda situation, most: (
            situation.amount_usd is None or situation.amount_usd <= Decimal(str(most))
        ),
    ),
    "online": FlagCondition(
        label=gettext_lazy("Has the internet"),
        holds=lambda situation, wanted: (situation.data != "no") is wanted,
    ),
    "abroad": FlagCondition(
        label=gettext_lazy("Is abroad"),
        holds=lambda situation, wanted: situation.abroad is wanted,
    ),
    "any_open": FlagCondition(
        label=gettext_lazy("Any outlet near is open"),
        holds=lambda situation, wanted: (
            situation.open_near is not None
            and (bool(situation.open_near) or situation.others_open) is wanted
        ),
    ),
}
