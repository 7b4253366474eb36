"""The languages that names are kept in, as their columns end."""

from typing import Final

LANGUAGES: Final = ("en", "km", "zh_hans")


def in_each_language(field: str) -> tuple[str, ...]:
    """The columns of a translated field: name_en, name_km, name_zh_hans."""
    return tuple(f"{field}_{language}" for language in LANGUAGES)
