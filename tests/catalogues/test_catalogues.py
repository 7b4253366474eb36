import io
import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import write_po
from django.core.management import call_command
from django.utils import translation

from guides.rules import UNKNOWNS
from locator import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w+}")
in_each_language = pytest.mark.parametrize("locale", catalogues.LOCALES)


@pytest.fixture(scope="module")
def strings():
    return catalogues.source_strings()


def context_of(message):
    """Babel gives bytes where it has read a compiled file."""
    found = message.context
    return found.decode() if isinstance(found, bytes) else found


def names_of(messages):
    return {
        (m.id if isinstance(m.id, str) else tuple(m.id), context_of(m))
        for m in messages
        if m.id
    }


def said_by(catalogue):
    """(first form of the source, context) -> translation, without the empty ones."""
    forms = {
        (m.id if isinstance(m.id, str) else m.id[0], context_of(m)): m.string
        for m in catalogue
        if m.id
    }
    return {
        key: said if isinstance(said, str) else tuple(said)
        for key, said in forms.items()
        if any(said)
    }


@in_each_language
def test_every_string_of_the_site_is_translated(locale, strings):
    catalogue = catalogues.read(locale)
    assert len(strings) > 800
    assert names_of(strings) - names_of(catalogue) == set()
    assert [message.id for message in catalogues.untranslated(catalogue)] == []


@in_each_language
def test_no_translation_is_fuzzy_or_of_a_string_that_is_gone(locale, strings):
    catalogue = catalogues.read(locale)
    assert names_of(catalogue) - names_of(strings) == set()
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def placeholders(source, said):
    """Those that a translation lacks or has too many."""
    wanted = set(PLACEHOLDER.findall(source if isinstance(source, str) else source[-1]))
    forms = [said] if isinstance(said, str) else said
    return {
        name
        for form in filter(None, forms)
        for name in wanted ^ {*PLACEHOLDER.findall(form)}
    }


@in_each_language
def test_placeholders_are_those_of_the_source(locale):
    messages = [message for message in catalogues.read(locale) if message.id]
    assert [m.id for m in messages if placeholders(m.id, m.string)] == []


@in_each_language
def test_the_compiled_catalogue_is_that_of_its_source(locale):
    compiled = catalogues.source_file(locale).with_suffix(".mo").read_bytes()
    shown = read_mo(io.BytesIO(compiled))
    source = catalogues.read(locale)
    assert said_by(shown) == said_by(source)


def test_updating_again_writes_the_same_files(tmp_path, monkeypatch, capsys):
    before = {
        locale: catalogues.source_file(locale).read_bytes()
        for locale in catalogues.LOCALES
    }
    monkeypatch.setattr(
        catalogues, "source_file", lambda code: tmp_path / code / "made" / "django.po"
    )
    monkeypatch.setattr(catalogues, "files_of_django", list)
    for locale, written in before.items():
        (tmp_path / locale / "made").mkdir(parents=True)
        catalogues.source_file(locale).write_bytes(written)
    call_command("update_catalogues")
    for locale, written in before.items():
        assert catalogues.source_file(locale).read_bytes() == written


def test_a_templates_plural_and_context_are_taken_up():
    strings = catalogues.source_strings()
    message = strings.get("within %(number)s minute")
    assert message.id == ("within %(number)s minute", "within %(number)s minutes")
    assert strings.get("Skip to the content").locations == [("templates/base.html", 0)]


def test_the_advisors_sentences_come_in_the_readers_language():
    with translation.override("zh-hans"):
        assert str(UNKNOWNS["fee"]) == "手续费未证实。"
    with translation.override("km"):
        assert str(UNKNOWNS["queue"]) == "អ្នកអាចត្រូវរង់ចាំ។"


def test_a_doubtful_translation_stays_doubtful(tmp_path, monkeypatch):
    doubtful = catalogues.read("km")
    doubtful.get("Guides").flags.add("fuzzy")
    path = tmp_path / "km" / "made" / "django.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, doubtful)
    monkeypatch.setattr(catalogues, "source_file", lambda code: path)
    catalogues.update("km")
    assert catalogues.read("km").get("Guides").fuzzy
