"""Names of places among other words: "night market siem reap", 暹粒夜市."""

import re
from collections.abc import Collection
from itertools import combinations
from typing import Final

from locator.folding import fold, words
from locator.models.text import NAME_MARK, PlaceText
from locator.search.text import BY_SIZE, CHINESE_UNITS, MAX_QUERY_LENGTH, UNITS

_PLACE: Final = (
    *("pk", "place__level", "place__population"),
    *("place__parent", "place__parent__parent", "place__parent__parent__parent"),
)
_AREAS: Final = frozenset({"province", "town", "district"})
_ASCII: Final = re.compile("[a-z0-9]+")

# What stands beside a place's name in scripts without spaces, and is no name itself.
_BESIDE: Final = frozenset(
    fold(word)
    for line in (
        "附近 旁边 旁 边 周边 一带 对面 后面 前面 门口 里 里面 内 中 的 在 近 靠近",
        "东 南 西 北 东边 南边 西边 北边 市中心 中心 老城 新城 市区 郊区 路 街 大街",
        "酒店 宾馆 医院 学校 大学 机场 国际机场 车站 汽车站 火车站 码头 口岸 边境 大桥",
        "夜市 市场 商场 购物中心 海滩 充值 交话费 话费 手机 电话卡 哪里 柬埔寨 大道 去",
        "នៅ ក្នុង ជិត ក្បែរ ខាង មុខ ក្រោយ ទល់មុខ ម្ដុំ តាម លើ ក្រោម ចាស់ ថ្មី ធំ តូច",
        "កើត លិច ជើង ត្បូង ផ្សារ ផ្សាររាត្រី ទីក្រុង ទីរួមខេត្ត ផ្លូវ វិថី ស្ពាន ព្រំដែន",
        "មន្ទីរពេទ្យ សាលា សាលារៀន សាកលវិទ្យាល័យ សណ្ឋាគារ ផ្ទះសំណាក់ ព្រលានយន្តហោះ",
        "អាកាសយានដ្ឋាន ចំណតឡាន ស្ថានីយ កំពង់ផែ បញ្ចូលលុយ កាតទូរសព្ទ ទូរសព្ទ កម្ពុជា",
    )
    for word in line.split()
)


def places_inside(query: str, limit: int, known: Collection[str] = ()) -> list[int]:
    """Ids of the places whose whole name is the longest inside the query, the biggest
    first; where some lie in another place named there, of those alone. A landmark or a
    commune that lies elsewhere is left for the province, town or district named.

    What is left of "night market siem reap" and 暹粒夜市 where nothing is called so.
    A name counts as whole words; in scripts without spaces also as part of one whose
    rest is understood: other places' names, words of everyday, and the folded `known`.
    So 王宫 (Royal Palace) is not found in 女王宫 (Banteay Srei). Reads all names.
    """
    typed = words(query[:MAX_QUERY_LENGTH])
    joined = [word for word in typed if not word.isascii()]
    spans = {"".join(typed[s:e]) for s, e in combinations(range(len(typed) + 1), 2)}
    spans.update(part for word in joined for part in _ASCII.findall(word))
    named = [
        (names, place)
        for text, *place in PlaceText.objects.values_list("text", *_PLACE)
        if (names := _standing(text, spans, joined))
    ]
    pieces = {*known, *_BESIDE, *UNITS, *CHINESE_UNITS}
    pieces.update(name for names, _place in named for name in names)
    pieces = {piece for piece in pieces if any(piece in word for word in joined)}
    longest = {
        place[0]: max(well, key=len)
        for names, place in named
        if (well := [n for n in names if n in spans or _is_cut_well(n, joined, pieces)])
    }
    areas = {
        longest[pk] for _, (pk, level, *_) in named if pk in longest and level in _AREAS
    }
    found = []
    for _names, (pk, level, population, *around) in named:
        if name := longest.get(pk):
            lies_in = any(name not in longest.get(other, name) for other in around)
            is_elsewhere = level not in _AREAS and any(n not in name for n in areas)
            fit = (not lies_in, is_elsewhere, -len(name))
            found.append((fit, BY_SIZE.index(level), -(population or 0), pk))
    found.sort()
    return [pk for fit, *_size, pk in found if fit == found[0][0]][:limit]


def _standing(text: str, spans: set[str], joined: list[str]) -> list[str]:
    """The names of a text that stand in the query, well cut or not."""
    return [
        name
        for name in text.split(NAME_MARK)
        if name in spans
        or (len(name) > 1 and not name.isascii() and any(name in w for w in joined))
    ]


def _is_cut_well(name: str, joined: list[str], pieces: Collection[str]) -> bool:
    rests = [word.partition(name) for word in joined if name in word]
    return any(
        _is_made_of(pieces, before) and _is_made_of(pieces, after)
        for before, _name, after in rests
    )


def _is_made_of(pieces: Collection[str], text: str) -> bool:
    """Whether the text is a row of these pieces and of runs of letters and digits."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {start + len(p) for p in pieces if text.startswith(p, start)}
            if run := _ASCII.match(text, start):
                reached.add(run.end())
    return len(text) in reached
