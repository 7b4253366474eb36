import pytest

from locator.hours import expression
from locator.hours.expression import OpeningHoursError, read


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("Mo-Fr 08:00-17:00; PH off", "Mo-Fr 08:00-17:00; PH off"),
        ("8-17", "08:00-17:00"),
        ("8:00 - 17:00", "08:00-17:00"),
        ("0830-1700", "08:30-17:00"),
        ("8h30-17h", "08:30-17:00"),
        ("8.30-17.00", "08:30-17:00"),
        ("07:00:17:00", "07:00-17:00"),
        ("Mo-Fr: 8:00-17:00", "Mo-Fr 08:00-17:00"),
        ("Mo-Fr 08:00–17:00", "Mo-Fr 08:00-17:00"),
        ("Mon-Fri 8am to 5:30pm", "Mo-Fr 08:00-17:30"),
        ("9-5pm", "09:00-17:00"),
        ("1-5pm", "13:00-17:00"),
        ("10am-6", "10:00-18:00"),
        ("8 a.m. - 8 p.m.", "08:00-20:00"),
        ("12pm-12am", "12:00-24:00"),
        ("８：００～１７：００", "08:00-17:00"),
        ("៨:០០-១៧:០០", "08:00-17:00"),
        ("ច័ន្ទ-សុក្រ ៨ព្រឹក-៥ល្ងាច", "Mo-Fr 08:00-17:00"),
        ("រាល់ថ្ងៃ ម៉ោង ៧ ព្រឹក ដល់ ៨ យប់", "Mo-Su 07:00-20:00"),
        ("周一至周五 上午9点-下午5点30分", "Mo-Fr 09:00-17:30"),
        ("每天 8:00-22:00", "Mo-Su 08:00-22:00"),
        ("24h", "24/7"),
        ("24 hours", "24/7"),
        ("24小时", "24/7"),
        ("always open", "24/7"),
        ("Mo-Su 0:00-24:00", "24/7"),
        ("0:00-0:00", "24/7"),
        ("Mo-Fr 24h; Sa 8-12", "Mo-Fr 00:00-24:00; Sa 08:00-12:00"),
        ("daily 7-19", "Mo-Su 07:00-19:00"),
        ("Mo-Fr 8-12 14-18", "Mo-Fr 08:00-12:00,14:00-18:00"),
        ("Mo-Fr 8-17 Sa 8-12", "Mo-Fr 08:00-17:00; Sa 08:00-12:00"),
        ("Mo-Fr 8-17 / Sa 8-12", "Mo-Fr 08:00-17:00; Sa 08:00-12:00"),
        ("Mo-Fr 8-17, Sa 8-12", "Mo-Fr 08:00-17:00, Sa 08:00-12:00"),
        ("Mo-Fr 8-17\nSa 8-12\n", "Mo-Fr 08:00-17:00; Sa 08:00-12:00"),
        ("10:00-18:00 Mo-Fr", "Mo-Fr 10:00-18:00"),
        ("5am-10pm (Mon-Sat) 6am-10pm (Sun)", "Mo-Sa 05:00-22:00; Su 06:00-22:00"),
        ("Mo, We, Fr 8-12", "Mo,We,Fr 08:00-12:00"),
        ("Mo-Sa 8-17 closed Sunday", "Mo-Sa 08:00-17:00; Su off"),
        ("11-14 (Closed: Tuesday)", "11:00-14:00; Tu off"),
        (
            "Mo-Fr 8-17 closed 12-13; Sa 8-12",
            "Mo-Fr 08:00-17:00; Mo-Fr 12:00-13:00 off; Sa 08:00-12:00",
        ),
        ("Open: Mo-Fr 8-17", "Mo-Fr 08:00-17:00"),
        ("opening_hours=Mo-Fr 8:00-17:00", "Mo-Fr 08:00-17:00"),
        ("PH eve 09:00-12:30", "PH -1 day 09:00-12:30"),
        ("Mo-Sa 8-17; public holidays closed", "Mo-Sa 08:00-17:00; PH off"),
        ("24 Dec - 2 Jan off", "Dec 24-Jan 02 off"),
        ("Dec 24-26,31 off", "Dec 24-Dec 26,Dec 31 off"),
        ("2024 Mar-2025 Jan 8:00-17:00", "2024 Mar 01-2025 Jan 31 08:00-17:00"),
        ("17:00-late", "17:00+"),
        ("by appointment", 'unknown "by appointment"'),
        ('"ask in the shop"', 'unknown "ask in the shop"'),
        ("Mo-Fr nach Vereinbarung", 'Mo-Fr unknown "by appointment"'),
        ('Mo-Fr 08:00-12:00 || "call"', 'Mo-Fr 08:00-12:00 || unknown "call"'),
        ("22:00-26:00", "22:00-02:00"),
        ("week 1-53/2 Mo 8-12", "week 01-53/2 Mo 08:00-12:00"),
        ("Mar Su[-1]-Oct Su[-1] 8-12", "Mar Su[-1]-Oct Su[-1] 08:00-12:00"),
        ("sunrise-(sunset+01:00)", "sunrise-(sunset+01:00)"),
        ("1900-2100", "19:00-21:00"),
        ("2026+ Mo 8-12", "2026+ Mo 08:00-12:00"),
        ("easter -2 days-easter +1 day off", "easter -2 days-easter +1 day off"),
        ("2026-2030/2 Mo 8-12", "2026-2030/2 Mo 08:00-12:00"),
        ("week 1,10-20/2 8:00-12:00", "week 01,10-20/2 08:00-12:00"),
        ("noon-midnight", "12:00-24:00"),
        ("Sep Fr[3]-Su[-1] 8-12", "Sep Fr[3]-Sep Su[-1] 08:00-12:00"),
        ("L-V 9-18", "Mo-Fr 09:00-18:00"),
        ("SH,PH 8-12", "SH,PH 08:00-12:00"),
        ("school holidays off; 8-17", "SH off; 08:00-17:00"),
        ('8-17 Mo-Fr "ring"', 'Mo-Fr 08:00-17:00 "ring"'),
        ("17:00-22:00+", "17:00-22:00+"),
        ("2026-2027 Mo 8-12", "2026-2027 Mo 08:00-12:00"),
    ],
)
def test_what_people_type_is_repaired(typed: str, repaired: str) -> None:
    assert read(typed).repaired == repaired
    assert read(repaired).repaired == repaired


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "leave the field empty"),
        (" ;, ", "leave the field empty"),
        ("n/a", "does not say when it is open"),
        ("permanently closed", "set the status of the place to closed"),
        ("summer", "write the months"),
        ("Mo-Fr 9:00", '"09:00" has no closing time: write 09:00-17:00, or 09:00+'),
        ("19:30", "write 19:30-02:00"),
        ("-22:00", "An opening time is missing"),
        ("25:70-26:00", '"25:70" is not a time of day'),
        ("10:0-15:00", '"10:0" is not a time of day'),
        ("Mo-Fr 9-29", '"29" is not a time of day'),
        ("0am-12", '"0am" is not a time of day'),
        ("Mo-Fr freitags 8-12", '"freitags" is not understood'),
        ("Mo-Fr ☎ 8-12", '"☎" is not understood'),
        ('Mo-Fr 8-12 "ring', "A quotation mark is missing"),
        ("Mo-We-Fr 9-13", "Cannot be read from"),
        ("Mo-Sa 11:00-21:00 Su", "Cannot be read from"),
        ("Su and holidays (October 12) 11-14", "Cannot be read from"),
        ("Nov 11, Th[4] off", "Cannot be read from"),
        ("Mo , , PH off", "Cannot be read from"),
        ("Mo; , Tu || easter-Su 8-12", "Cannot be read from"),
        ("easter +1000 days off", "Cannot be read from"),
        ("Mo[x] 8-12", "not understood"),
        ("2026 Week 60 8-12", "Cannot be read from"),
        ("(sunset*01:00)-22:00", "Cannot be read from"),
        ("sunset", "has no closing time"),
        ("8-12 - 15-18", "An opening time is missing"),
        ("Mo[9] 8-12", "Cannot be read from"),
        ("8-17 " * 200, "longer than 500 characters"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_plain_line(
    typed: str, complaint: str
) -> None:
    with pytest.raises(OpeningHoursError) as caught:
        read(typed)
    message = str(caught.value)
    assert complaint in message
    assert "\n" not in message
    assert "expected" not in message


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Feb 30 off", "Feb has no day 30"),
        ("Apr 31 08:00-12:00", "Apr has no day 31"),
        ("Jan 1-Nov 31 08:00-12:00", "Nov has no day 31"),
        ("2015 Feb 29", "Feb 2015 has no day 29"),
        ("Jan 0 off", "Jan has no day 0"),
    ],
)
def test_an_impossible_date_is_refused(typed: str, named: str) -> None:
    with pytest.raises(OpeningHoursError, match=named):
        read(typed)


def test_the_29th_of_february_of_a_leap_year_is_a_date() -> None:
    assert read("2028 Feb 29 off").repaired == "2028 Feb 29 off"


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("Fr 20:00-03:00; Sa 10:00-18:00", "runs past midnight: it is kept"),
        ("Mo-Fr 07:45-04:00", "if 16:00 was meant, write 07:45-16:00"),
        ("8-5", "8-5 was read as 08:00-17:00"),
        ("6-8pm", "6-8pm was read as 06:00-20:00"),
        ("8:00 18:00", "8:00-18:00 was read as 08:00-18:00"),
        ("17:00+", "counts as open until midnight"),
        ("Mo-Fr", "has no times: it counts as open day and night"),
        ("24", "was read as open day and night"),
        ("by appointment", "Shown as unknown"),
        ("SH off; Mo-Fr 8-17", "School holidays (SH) are not known"),
        ("Su off", "No open hours are named"),
        ("08:00-12:00; 14:00-18:00", "14:00-18:00 replaces all hours before it"),
        (
            "Mo-Fr 08:00-17:00; Sa 09:00-12:00; PH off; Fr 22:00-02:00",
            "08:00-17:00 on Fr no longer counts, as Fr 22:00-02:00 replaces it: to "
            "keep both, write Mo-Fr 08:00-17:00, Fr 22:00-02:00.",
        ),
        (
            "Mo-Fr 08:00-12:00; Mo-Fr 14:00-18:00",
            "08:00-12:00 on Mo, Tu, We, Th, Fr no longer",
        ),
        ("08:00-12:00; Sa,Su 14:00-18:00", "08:00-12:00 on Sa, Su no longer counts"),
        ("10:00-16:00/01:30", "counts as open throughout"),
    ],
)
def test_what_an_editor_should_check_is_a_warning(typed: str, warning: str) -> None:
    assert any(warning in remark for remark in read(typed).warnings)


@pytest.mark.parametrize(
    "plain",
    [
        "Mo-Fr 08:00-17:00; Sa 08:00-12:00; PH off",
        "24/7",
        "Mo-Su 18:00-02:00",
        "Mo-Su 08:00-20:00; Su 10:00-18:00; PH 09:00-12:00",
        "Mo-Fr 08:00-17:00, Fr 22:00-23:00",
        "Mo 08:00-12:00; Mo 08:00-18:00; Tu 19:00-20:00",
    ],
)
def test_plain_hours_warn_of_nothing(plain: str) -> None:
    assert read(plain).warnings == ()


def test_the_text_is_kept_as_given() -> None:
    assert read(" 8-17 ").text == " 8-17 "


def test_a_remark_can_be_translated_from_its_template() -> None:
    remark = read("17:00+").warnings[0]
    assert remark == expression.OPEN_END.format(**remark.values)
    with pytest.raises(OpeningHoursError) as caught:
        read("Feb 30")
    assert caught.value.remark.values == {"month": "Feb", "day": "30"}


def test_a_remark_that_says_open_keeps_its_rule_open() -> None:
    text = 'Mo-Fr open "by appointment"'
    assert read(text).repaired == text
