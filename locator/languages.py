"""The languages that names are kept in: their codes, and how their columns end."""

from typing import Final

from django.conf import settings

LANGUAGES: Final[tuple[str, ...]] = settings.MODELTRANSLATION_LANGUAGES
COLUMN_SUFFIXES: Final = tuple(code.replace("-", "_") for code in LANGUAGES)
"""Of a translated column, in the order of `LANGUAGES`: zh_hans."""


def in_each_language(field: str) -> tuple[str, ...]:
    """The columns of a translated field: name_en, name_km, name_zh_hans."""
    return tuple(f"{field}_{suffix}" for suffix in COLUMN_SUFFIXES)
