from django.utils.translation import override

from guides.models import Channel


def test_all_that_is_not_confirmed_is_named_where_two_words_are_alike(monkeypatch):
    monkeypatch.setattr("guides.models.channel._", lambda _text: "thing")
    with override("en"):
        assert Channel().not_confirmed == ["thing"] * 7
