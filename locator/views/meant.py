"""Words typed as a place that name what to search for instead: "ATM", "Wing"."""

from collections.abc import Iterator
from typing import Final

from locator.folding import fold, words
from locator.models import Kind, Operator
from locator.models.reading import carriers
from locator.search.found import Text
from locator.views.names import NameLink, operator_name, operator_names
from locator.views.query import POSITION, Query

_EVERYDAY: Final = {
    Kind.CARRIER_STORE: (
        *("carrier shop", "phone company", "service center", "official store"),
        *("ហាងក្រុមហ៊ុន", "ហាងសេវាអតិថិជន", "សេវាអតិថិជន", "ការិយាល័យសេវា"),
        *("营业厅", "運營商營業廳", "运营商门店", "运营商", "手机营业厅", "官方店"),
    ),
    Kind.PARTNER_SHOP: (
        *("store", "shops", "phone shop", "mart", "mini mart", "minimart"),
        *("convenience store", "agent", "dealer", "top up shop", "grocery"),
        *("ហាង", "ហាងទូរសព្ទ", "ហាងលក់ទូរសព្ទ", "ហាងលក់កាត", "ម៉ាត", "មីនីម៉ាត"),
        *("ហាងទំនិញ", "តូប", "ភ្នាក់ងារ", "កន្លែងបញ្ចូលលុយ"),
        *("小店", "店", "商店", "便利店", "超市", "小卖部", "手机店", "代理", "代理点"),
        *("充值点", "充值店"),
    ),
    Kind.BANK_BRANCH: (
        *("bank", "banks"),
        *("ធនាគារ", "សាខាធនាគារ"),
        *("银行", "银行网点", "银行支行"),
    ),
    Kind.ATM: (
        *("atms", "atm machine", "cash machine", "machine", "cashpoint", "cash point"),
        *("អេធីអឹម", "អេធីអេម", "ម៉ាស៊ីនដកប្រាក់", "ម៉ាស៊ីនដកលុយ", "ម៉ាស៊ីនអេធីអឹម"),
        *("ម៉ាស៊ីន ATM", "ទូអេធីអឹម", "ទូ ATM", "កន្លែងដកលុយ"),
        *("取款机", "提款机", "自动取款机", "自动提款机", "柜员机", "自动柜员机"),
        *("自動櫃員機", "ATM机", "取现机"),
    ),
    Kind.KIOSK: (
        *("kiosks", "self service", "machine", "top up machine", "payment machine"),
        *("ម៉ាស៊ីនបញ្ចូលលុយ", "ម៉ាស៊ីនបម្រើខ្លួនឯង", "ម៉ាស៊ីនទូទាត់", "គីយ៉ូស"),
        *("自助机", "自助充值机", "充值机", "自助终端", "缴费机"),
    ),
}
"""What people call the kinds beside the names that the pages give them."""


def filters_called(typed: str, query: Query) -> tuple[NameLink, ...]:
    """The carriers, kinds and operators of that name, each as the search for it.

    The search has no position yet. Of a kind, a word of its name is enough.
    """
    kept = query.without(POSITION)
    found: dict[str, NameLink] = {}
    for name, value, label in _called(typed):
        if name in query.names:
            address = str(kept.without([name]).replaced(**{name: value}))
            # A carrier is its stores' operator too: of one name, the first counts.
            found.setdefault(fold(label.text), NameLink(label, address))
    return tuple(found.values())


def words_for_filters() -> frozenset[str]:
    """The folded names of all carriers, kinds and operators, and what people say."""
    names = [carrier.name for carrier in carriers().values()]
    for value, kind in Kind.choices:
        names += (str(kind), *_EVERYDAY[Kind(value)])
    for operator in Operator.objects.all():
        names += operator_names(operator)
    return frozenset(map(fold, names)) - {""}


def _called(typed: str) -> Iterator[tuple[str, str, Text]]:
    key, typed_words = fold(typed), set(words(typed))
    if not key:
        return
    for carrier in carriers().values():
        if key in (fold(carrier.slug), fold(carrier.name)):
            label = Text(carrier.name, "")
            yield "carrier", carrier.slug, label
            yield "sim", carrier.slug, label
    for value, kind in Kind.choices:
        is_everyday = key in map(fold, _EVERYDAY[Kind(value)])
        if is_everyday or key == fold(value) or typed_words <= set(words(str(kind))):
            yield "kind", value, Text(str(kind), "")
    for operator in Operator.objects.all():
        if key in map(fold, (operator.slug, *operator_names(operator))):
            yield "operator", operator.slug, operator_name(operator)
