"""What sample outlets are called, where they stand and when they are open."""

from dataclasses import dataclass
from typing import Final

Translated = tuple[str, str, str]
"""English, Khmer, Chinese."""

CARRIER_STORE: Final = "carrier_store"
PARTNER_SHOP: Final = "partner_shop"
BANK_BRANCH: Final = "bank_branch"
ATM: Final = "atm"
KIOSK: Final = "kiosk"


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of sample outlet: how many, run by whom, keeping which hours."""

    name: Translated
    kind: str
    count: int
    operators: tuple[str | None, ...]
    hours: tuple[str, ...]
    payments: tuple[tuple[str, ...], ...]


UNKNOWN: Final = ""
ALWAYS: Final = "24/7"

_SHOP_HOURS: Final = (
    "Mo-Su 07:00-20:00",
    "Mo-Su 06:00-21:00",
    "Mo-Su 07:30-19:30",
    "Mo-Sa 08:00-18:00; Su 08:00-12:00",
    "Mo-Sa 07:00-11:30,13:00-18:00",
    "Mo-Su 06:30-11:00,14:00-20:30",
    "Mo-Su 08:00-22:00; PH 09:00-17:00",
    "Mo-Su 08:00-20:00; PH off",
    "Mo-Fr 07:00-19:00; Sa-Su 07:00-21:00",
    "Mo-Su 17:00-02:00",
    "Fr-Sa 18:00-03:00; Su-Th 18:00-24:00",
    "Mo-Su 20:00-06:00",
    "Mo-Su 07:00-21:00; Apr 13-Apr 16 off",
    "Mo-Su 08:00-20:00; We off",
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    'unknown "by appointment"',
)
_MART_HOURS: Final = (
    ALWAYS,
    "Mo-Su 06:00-24:00",
    "Mo-Su 06:00-23:00",
    "Mo-Su 05:00-01:00",
    "Mo-Su 07:00-22:00",
    UNKNOWN,
)
_STORE_HOURS: Final = (
    "Mo-Su 08:00-18:00",
    "Mo-Fr 08:00-17:30; Sa-Su 08:00-17:00",
    "Mo-Sa 08:00-17:00; Su,PH off",
    "Mo-Su 09:00-21:00",
    "Mo-Fr 08:00-12:00,13:30-17:30; Sa 08:00-12:00; PH off",
)
_BANK_HOURS: Final = (
    "Mo-Fr 08:00-16:00; PH off",
    "Mo-Fr 08:00-15:30; Sa 08:00-11:30; PH off",
    "Mo-Fr 08:00-16:30; Sa 08:00-12:00; Su,PH off",
    "Mo-Su 09:00-20:00; PH off",
    UNKNOWN,
)
_MACHINE_HOURS: Final = (ALWAYS, ALWAYS, "Mo-Su 06:00-22:00", UNKNOWN)

_CASH: Final = ("cash",)
_CASH_OR_CODE: Final = ("cash", "khqr")
_SHOP_PAYMENTS: Final = (
    _CASH,
    _CASH,
    _CASH_OR_CODE,
    _CASH_OR_CODE,
    ("cash", "khqr", "wallet"),
    ("cash", "khqr", "alipay", "wechat"),
)
_STORE_PAYMENTS: Final = (
    _CASH_OR_CODE,
    ("cash", "khqr", "local_card"),
    ("cash", "khqr", "local_card", "foreign_card", "alipay"),
)
_MACHINE_PAYMENTS: Final = (_CASH, ("local_card",), ("local_card", "foreign_card"))

SORTS: Final = (
    Sort(
        ("Phone shop", "ហាងទូរសព្ទ", "手机店"),
        PARTNER_SHOP,
        120,
        (None,),
        _SHOP_HOURS,
        _SHOP_PAYMENTS,
    ),
    Sort(
        ("Mini mart", "ម៉ាត", "便利店"),
        PARTNER_SHOP,
        50,
        (None,),
        _MART_HOURS,
        _SHOP_PAYMENTS,
    ),
    Sort(
        ("Wallet agent", "ភ្នាក់ងារវេរប្រាក់", "钱包代理点"),
        PARTNER_SHOP,
        70,
        ("wing", "wing", "truemoney", "emoney"),
        _SHOP_HOURS,
        _SHOP_PAYMENTS,
    ),
    Sort(
        ("Carrier store", "ហាងក្រុមហ៊ុនទូរសព្ទ", "营业厅"),
        CARRIER_STORE,
        50,
        ("smart", "metfone", "cellcard", "smart", "metfone", "cellcard", "cootel"),
        _STORE_HOURS,
        _STORE_PAYMENTS,
    ),
    Sort(
        ("Bank branch", "សាខាធនាគារ", "银行网点"),
        BANK_BRANCH,
        40,
        ("aba", "acleda", "canadia", "sathapana", "wing"),
        _BANK_HOURS,
        _STORE_PAYMENTS,
    ),
    Sort(
        ("ATM", "ម៉ាស៊ីនដកប្រាក់", "自动取款机"),
        ATM,
        40,
        ("aba", "acleda", "canadia", "sathapana", None),
        _MACHINE_HOURS,
        _MACHINE_PAYMENTS,
    ),
    Sort(
        ("Top-up kiosk", "ម៉ាស៊ីនបញ្ចូលលុយ", "自助充值机"),
        KIOSK,
        30,
        (None, None, "paygo"),
        _MACHINE_HOURS,
        (_CASH, _CASH_OR_CODE),
    ),
)

SAMPLE: Final = ("Sample: {} {}", "គំរូ: {} {}", "示例：{} {}")

LANDMARKS: Final[tuple[Translated, ...]] = (
    ("the market", "ផ្សារ", "市场"),
    ("the pagoda", "វត្ត", "寺庙"),
    ("the petrol station", "ស្ថានីយប្រេង", "加油站"),
    ("the bus station", "ចំណតរថយន្តក្រុង", "汽车站"),
    ("the hospital", "មន្ទីរពេទ្យ", "医院"),
    ("the primary school", "សាលាបឋមសិក្សា", "小学"),
    ("the roundabout", "រង្វង់មូល", "环岛"),
    ("the hotel", "សណ្ឋាគារ", "酒店"),
    ("the bridge", "ស្ពាន", "桥"),
)
RELATIONS: Final = ("beside", "opposite", "behind", "in_front", "inside", "near")

STREET: Final = ("Street {}", "ផ្លូវ {}", "{} 号街")
NATIONAL_ROAD: Final = ("National Road {}", "ផ្លូវជាតិលេខ {}", "{}号公路")
GROUND_FLOOR: Final = ("Ground floor", "ជាន់ផ្ទាល់ដី", "一楼")
UNTIL_DARK: Final = ("usually until dark", "ជាធម្មតារហូតដល់ងងឹត", "通常到天黑")
LANGUAGES: Final = (
    ("km",),
    ("km",),
    ("km", "en"),
    ("km", "en"),
    ("km", "en", "zh"),
    ("km", "zh"),
    ("km", "vi"),
    ("km", "th"),
    ("km", "en", "fr"),
)
