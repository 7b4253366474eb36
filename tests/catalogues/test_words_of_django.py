"""The Khmer that Django, its admin and REST framework lack."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation

from locator import catalogues
from tests.catalogues.test_catalogues import names_of, placeholders, said_by

FILES = catalogues.files_of_django()
in_each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def folder(package):
    spec = find_spec(package)
    assert spec is not None
    return Path(spec.origin or "").parent


def strings_of_django(domain):
    found = set()
    for path in folder("django").rglob(f"locale/en/LC_MESSAGES/{domain}.po"):
        with path.open("rb") as file:
            found |= names_of(read_po(file))
    # REST framework ships compiled catalogues alone, and its English one is empty.
    german = folder("rest_framework") / "locale/de/LC_MESSAGES/django.mo"
    with german.open("rb") as file:
        return found | names_of(read_mo(file))


@in_each_file
def test_each_is_still_a_string_of_theirs(path):
    assert names_of(catalogues.read_file(path)) - strings_of_django(path.stem) == set()


@in_each_file
def test_each_is_translated_with_the_placeholders_of_the_source(path):
    catalogue = catalogues.read_file(path)
    assert len(catalogue) > 50
    assert catalogues.untranslated(catalogue) == []
    assert [m.id for m in catalogue if m.id and placeholders(m.id, m.string)] == []


@in_each_file
def test_the_compiled_file_is_that_of_its_source(path):
    with path.with_suffix(".mo").open("rb") as file:
        assert said_by(read_mo(file)) == said_by(catalogues.read_file(path))


def test_a_form_refuses_in_khmer():
    with translation.override("km"):
        refusal = translation.gettext("This field is required.")
    assert refusal == "ត្រូវបំពេញប្រឡោះនេះ។"
