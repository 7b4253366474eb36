"""What is said to an editor about a text, in plain words and ready to translate."""


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogues; this package knows no translation itself."""
    return message


class Remark(str):
    """An English sentence that remembers its template and the values filled in.

    The web layer translates it with `gettext(remark.template).format(**remark.values)`.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, str]

    def __new__(cls, template: str, **values: str) -> "Remark":
        remark = super().__new__(cls, template.format(**values))
        remark.template = template
        remark.values = values
        return remark


class OpeningHoursError(ValueError):
    """A text that says no hours we can read; its str is one line with the mend."""

    def __init__(self, template: str, **values: str) -> None:
        self.remark = Remark(template, **values)
        super().__init__(self.remark)

    def __str__(self) -> str:
        return str.__str__(self.remark)
