"""Names of places: blanks a file fills, and names a search would not find yet."""

from collections.abc import Iterable, Iterator

from locator.folding import fold
from locator.importing.records import Translated
from locator.languages import in_each_language
from locator.models.place import Place, PlaceAlias

NAME_COLUMNS = in_each_language("name")


def names_by_language(name: Translated) -> dict[str, str]:
    return {language: text for language, text in name.given().items() if text}


def fill_names(place: Place, name: Translated) -> int:
    """Name the place in languages where it has no name; how many those were."""
    blank = {
        f"name_{language}": text
        for language, text in names_by_language(name).items()
        if not getattr(place, f"name_{language}")
    }
    for column, text in blank.items():
        setattr(place, column, text)
    return len(blank)


def own_names(place: Place) -> set[str]:
    """Its names in any language, folded."""
    return {fold(name) for column in NAME_COLUMNS if (name := getattr(place, column))}


def unknown_aliases(
    place: Place, names: Iterable[tuple[str, str]], known: set[str]
) -> Iterator[PlaceAlias]:
    """Those of the (name, language) whose folded form is not in `known`, put in it."""
    for name, language in names:
        key = fold(name)
        if key and key not in known:
            known.add(key)
            yield PlaceAlias(place=place, name=name, language=language)
