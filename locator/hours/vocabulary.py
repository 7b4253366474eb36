"""The words people use for days, months and states, and the OSM word for each.

Codes that are one thing in OSM and another in a language here (`Sa`, `Mo`) keep the OSM
meaning. A word that is two different days in two languages is left out, save German
`Di`, whose other reading (French Sunday) is rarer in OSM values.
"""

WEEKDAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_CODES = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
LONGEST_MONTHS = dict(
    zip(MONTH_CODES, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True)
)

# Words of spaced scripts: matched whole, without regard to case.
WEEKDAYS = {
    "Mo": "mo mon mond monday mondays m montag lundi lun lu lunes lunedì segunda seg "
    "пн понедельник ma",
    "Tu": "tu tue tues tuesday tuesdays di dienstag mardi martes martedì terça ter "
    "вт вторник",
    "We": "we wed weds wednesday wednesdays mi mittwoch mercredi mer miércoles "
    "miercoles mié mercoledì quarta qua ср среда wo",
    "Th": "th thu thr thur thurs thursday thursdays do donnerstag jeudi jeu jueves jue "
    "giovedì quinta qui чт четверг",
    "Fr": "fr fri friday fridays f freitag vendredi ven viernes vie venerdì sexta sex "
    "пт пятница vr",
    "Sa": "sa sat saturday saturdays samstag samedi sam sábado sabado sáb sab sabato "
    "сб суббота za",
    "Su": "su sun sunday sundays so sonntag dimanche dim domingo domenica dom вс нд "
    "воскресенье zo",
}
MONTHS = {
    "Jan": "jan january januar",
    "Feb": "feb february februar",
    "Mar": "mar march märz",
    "Apr": "apr april",
    "May": "may mai",
    "Jun": "jun june juni",
    "Jul": "jul july juli",
    "Aug": "aug august",
    "Sep": "sep sept september",
    "Oct": "oct october okt oktober",
    "Nov": "nov november",
    "Dec": "dec december dez dezember",
}
HOLIDAYS = {"PH": "ph holiday holidays feiertag feiertage", "SH": "sh"}
STATES = {
    "off": "off close closed never break lunch geschlossen ruhetag fermé chiuso "
    "cerrado fechado обед",
    "open": "open opens opened opening",
    "unknown": "unknown",
}
DAY_RANGES = {
    "Mo-Su": "daily everyday täglich ежедневно",
    "Mo-Fr": "weekdays",
    "Sa-Su": "weekend weekends",
}
CLOCKS = {"12:00": "noon midday", "24:00": "midnight"}
RANGE_WORDS = "to till til until thru thro through bis a à às ás"
LIST_WORDS = "and und et y e"
NOISE_WORDS = (
    "at from von de das uhr klo h hs hr hrs hour hours on each every time times"
)
LATE_WORDS = "late closing end"
EVENTS = ("dawn", "sunrise", "sunset", "dusk")
OSM_WORDS = "week easter day days"

# Words of scripts written without spaces, matched anywhere, the longest first.
UNSPACED = {
    "weekday": {
        "Mo": "ច័ន្ទ ចន្ទ 周一 週一 星期一 礼拜一 禮拜一 月曜日",
        "Tu": "អង្គារ 周二 週二 星期二 礼拜二 禮拜二 火曜日",
        "We": "ពុធ 周三 週三 星期三 礼拜三 禮拜三 水曜日",
        "Th": "ព្រហស្បតិ៍ ព្រហស្បតិ 周四 週四 星期四 礼拜四 禮拜四 木曜日",
        "Fr": "សុក្រ 周五 週五 星期五 礼拜五 禮拜五 金曜日",
        "Sa": "សៅរ៍ សៅរ 周六 週六 星期六 礼拜六 禮拜六 土曜日",
        "Su": "អាទិត្យ 周日 週日 周天 星期日 星期天 礼拜日 礼拜天 禮拜日 日曜日",
    },
    "days": {
        "Mo-Su": "រៀងរាល់ថ្ងៃ រាល់ថ្ងៃ 每天 每日 天天 毎日",
        "Mo-Fr": "工作日 平日",
        "Sa-Su": "周末 週末",
    },
    "holiday": {"PH": "ថ្ងៃបុណ្យ 法定节假日 公众假期 公眾假期 节假日 節假日 祝日"},
    "state": {
        "off": "ឈប់សម្រាក សម្រាក បិទ 休息 关门 關門 休業 定休日 不营业 不營業",
        "open": "បើក 营业时间 營業時間 营业 營業",
    },
    "always": {"24/7": "全天候 全天 全年无休"},
    "range": {"-": "រហូតដល់ ដល់ 至 到"},
    "and": {",": "និង 和 及"},
    "am": {"am": "ព្រឹក"},
    "pm": {"pm": "ល្ងាច រសៀល យប់"},
    "am_before": {"am": "上午 早上 早晨 午前"},
    "pm_before": {"pm": "下午 晚上 午後"},
    "noise": {"": "ថ្ងៃ ម៉ោង ពី 从 從"},
}
