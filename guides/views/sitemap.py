"""The addresses for search engines, each in every language of the site."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from guides.models import Guide
from guides.pages import published_texts

_PAGES = ("search", "places", "codes", "guides", "choose", "about", "privacy", "data")


class _InEveryLanguage:
    i18n = True
    alternates = True
    x_default = True


class PagesSitemap(_InEveryLanguage, Sitemap):  # type: ignore[type-arg]
    def items(self) -> list[str]:
        return list(_PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class GuidesSitemap(_InEveryLanguage, Sitemap):  # type: ignore[type-arg]
    """A guide has an address in the languages in which it has a text."""

    def items(self) -> list[Guide]:
        return list(Guide.objects.listed())

    def get_languages_for_item(self, item: Guide) -> list[str]:
        languages = {text.language for text in published_texts(item)}
        site = super().get_languages_for_item(item)
        return [language for language in site if language in languages]


SITEMAPS = {"pages": PagesSitemap, "guides": GuidesSitemap}
