import io
import re

import pytest
from babel.messages.mofile import read_mo
from django.core.management import call_command
from django.utils import translation

from guides import catalogues
from guides.rules import UNKNOWNS

PLACEHOLDER = re.compile(r"%\(\w+\)s")
in_each_language = pytest.mark.parametrize("locale", catalogues.LOCALES)


@in_each_language
def test_every_string_of_the_app_is_translated(locale):
    catalogue = catalogues.read(locale)
    strings = catalogues.source_strings()
    assert len(strings) > 200
    missing = [s for s in strings if not (m := catalogue.get(s)) or not m.string]
    assert missing == []


@in_each_language
def test_no_translation_is_fuzzy_or_of_a_string_that_is_gone(locale):
    strings = set(catalogues.source_strings())
    messages = [message for message in catalogues.read(locale) if message.id]
    assert [m.id for m in messages if m.fuzzy or m.id not in strings] == []


@in_each_language
def test_placeholders_are_those_of_the_source(locale):
    for message in catalogues.read(locale):
        wanted = sorted(PLACEHOLDER.findall(message.id))
        assert sorted(PLACEHOLDER.findall(message.string)) == wanted


@in_each_language
def test_the_compiled_catalogue_is_that_of_its_source(locale):
    compiled = catalogues.source_file(locale).with_suffix(".mo").read_bytes()
    shown = read_mo(io.BytesIO(compiled))
    source = catalogues.read(locale)
    wanted = {message.id: message.string for message in source if message.id}
    assert {m.id: m.string for m in shown if m.id} == wanted


def test_updating_again_writes_the_same_files(tmp_path, monkeypatch, capsys):
    before = {
        locale: catalogues.source_file(locale).read_bytes()
        for locale in catalogues.LOCALES
    }
    monkeypatch.setattr(
        catalogues, "source_file", lambda locale: tmp_path / locale / "django.po"
    )
    for locale, written in before.items():
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "django.po").write_bytes(written)
    call_command("update_catalogues")
    assert "0 to translate" in capsys.readouterr().out
    for locale, written in before.items():
        assert (tmp_path / locale / "django.po").read_bytes() == written


def test_the_advisors_sentences_come_in_the_readers_language():
    with translation.override("zh-hans"):
        assert str(UNKNOWNS["fee"]) == "手续费未证实。"
    with translation.override("km"):
        assert str(UNKNOWNS["queue"]) == "អ្នកអាចត្រូវរង់ចាំ។"
