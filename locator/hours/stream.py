"""Tokens read one after the other, with what lies ahead in view."""

from typing import Final

from locator.hours.lexer import Token
from locator.hours.remarks import OpeningHoursError, gettext_noop

NOT_UNDERSTOOD: Final = gettext_noop(
    'Cannot be read from "{part}" on: write it like Mo-Fr 08:00-17:00; Sa 08:00-12:00; '
    "PH off."
)
END: Final = Token("end", "", "")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Stream:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self.place = 0
        """How many tokens are read; set it back to read them again."""

    def peek(self, ahead: int = 0) -> Token:
        """A coming token, `END` past the last; -1 is the one just read."""
        place = self.place + ahead
        return self._tokens[place] if 0 <= place < len(self._tokens) else END

    def kinds(self, count: int) -> list[str]:
        return [self.peek(ahead).kind for ahead in range(count)]

    def next(self) -> Token:
        token = self.peek()
        self.place += 1
        return token

    def accept(self, *kinds: str) -> bool:
        """Reads the next token if it is of such a kind."""
        if self.peek().kind in kinds:
            self.place += 1
            return True
        return False

    def is_year(self, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return (
            token.kind == "number"
            and len(token.value) == 4
            and _FIRST_YEAR <= token.number <= _LAST_YEAR
        )

    def starts_time(self) -> bool:
        kind, after = self.kinds(2)
        if kind == "number":
            return len(self.peek().value) <= 4
        return kind in ("clock", "event") or (kind == "(" and after == "event")

    def not_understood(self) -> OpeningHoursError:
        """The error for whatever comes next."""
        rest = " ".join(token.text.strip() for token in self._tokens[self.place :][:4])
        return OpeningHoursError(
            NOT_UNDERSTOOD, part=(rest or self._tokens[-1].text)[:40]
        )

    def offset(self) -> str:
        """Reads ` +1 day` or ` -2 days`, or nothing."""
        sign, count, unit = (self.peek(ahead) for ahead in range(3))
        if (
            sign.kind not in ("+", "-")
            or count.kind != "number"
            or unit.value not in ("day", "days")
        ):
            return ""
        if len(count.value) > 3:
            raise self.not_understood()
        self.place += 3
        return f" {sign.kind}{count.number} day{'' if count.number == 1 else 's'}"

    def weekdays(self) -> str:
        """Reads `Mo`, `Mo-Fr`, `Mo[1,-1]` or `Mo[1] +2 days`."""
        text = self.next().value
        if self.kinds(2) == ["-", "weekday"]:
            self.next()
            text += f"-{self.next().value}"
        if self.accept("["):
            text += "["
            while not self.accept("]"):
                if self.peek().kind not in ("number", "-", ","):
                    raise self.not_understood()
                text += self.next().text.strip()
            text += "]"
        return text + self.offset()
