"""How outlets, distances, amounts and times read on a page."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms, template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe
from django.utils.translation import (
    get_language,
    get_language_from_path,
    gettext,
    ngettext,
    override,
)

from locator import phones
from locator.addresses import AddressPart, address_parts
from locator.cldr import day_in_words, listed, number
from locator.contributing.worked import Worked
from locator.documents import documents
from locator.models.offer import (
    KHR_PER_USD,
    Confidence,
    Currency,
    EffectiveOffer,
    Service,
)
from locator.models.outlet import Language, Payment
from locator.phrases import state_in_words
from locator.search import freshness
from locator.search.found import FoundOffer, FoundOutlet, Text
from locator.wording import distance, state_class, travel_time

register = template.Library()

_DAYS_BEFORE_MONTHS = 60
_DAYS_A_MONTH = 30

register.filter(distance)
register.filter(travel_time)
register.filter(state_class)
register.filter(state_in_words)
register.filter(day_in_words)
register.filter(listed)


@register.filter
def offer_label(offer: FoundOffer) -> str:
    """The carrier, and how sure it is where it is not confirmed."""
    if offer.confidence == Confidence.CONFIRMED:
        return offer.carrier_name
    values = {
        "carrier": offer.carrier_name,
        "confidence": Confidence(offer.confidence).label,
    }
    return gettext("%(carrier)s, %(confidence)s") % values


@register.filter
def address(outlet: FoundOutlet) -> tuple[AddressPart, ...]:
    return address_parts(outlet)


@register.filter
def payment_list(payments: Iterable[str]) -> str:
    payments = tuple(payments)
    if payments == (Payment.CASH,):
        return gettext("cash only")
    return listed(Payment(payment).label for payment in payments)


@register.filter
def language_list(languages: Iterable[str]) -> str:
    return listed(Language(language).label for language in languages)


@register.filter
def service_list(services: Iterable[str]) -> str:
    return listed(Service(service).label for service in services)


@register.filter
def national(number: str) -> str:
    """A phone number as it is dialled here, "012 345 678"."""
    return phones.national(number)


@register.filter
def amounts(terms: EffectiveOffer) -> str:
    """Smallest and largest amount, and about how much that is in riel or dollars."""
    ends = [end for end in (terms.min_usd, terms.max_usd) if end is not None]
    in_usd = "–".join(map(usd, dict.fromkeys(ends)))
    in_riel = "–".join(map(riel, dict.fromkeys(ends)))
    riel_first = terms.currency == Currency.KHR
    values = {
        "amounts": in_riel if riel_first else in_usd,
        "about": in_usd if riel_first else in_riel,
    }
    if terms.max_amount is None:
        pattern = gettext("from %(amounts)s (about %(about)s at the shop's rate)")
    elif terms.min_amount is None:
        pattern = gettext("up to %(amounts)s (about %(about)s at the shop's rate)")
    else:
        pattern = gettext("%(amounts)s (about %(about)s at the shop's rate)")
    return pattern % values


@register.filter
def usd(amount: float | Decimal) -> str:
    """ "$1", "$2.50"; the number is plain where it is whole."""
    return f"${number(amount, 0 if amount == int(amount) else 2)}"


@register.filter
def plain_number(value: float | Decimal) -> str:
    """ "4", "1.5", "0.25"."""
    rounded = round(Decimal(value), 2).normalize()
    exponent = rounded.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


@register.filter
def riel(amount_usd: float | Decimal) -> str:
    """Dollars in riel at the shop's rate, "4,000 ៛"."""
    return f"{number(amount_usd * KHR_PER_USD)} ៛"


@register.filter
def checked(verified_at: dt.datetime | None, now: dt.datetime) -> str:
    """When somebody last verified it, in days or months."""
    if verified_at is None:
        return gettext("hours and place not checked yet")
    days = (timezone.localdate(now) - timezone.localdate(verified_at)).days
    if days <= 0:
        return gettext("checked today")
    if days < _DAYS_BEFORE_MONTHS:
        said = ngettext(
            "checked %(number)s day ago", "checked %(number)s days ago", days
        )
        return said % {"number": days}
    months = days // _DAYS_A_MONTH
    said = ngettext(
        "checked %(number)s month ago", "checked %(number)s months ago", months
    )
    return said % {"number": months}


@register.filter
def worked(reports: Worked, today: dt.date) -> str:
    """ "4 reports that it works, last 3 days ago"."""
    days = max(0, (today - reports.last_on).days)
    last = gettext("last today")
    if days:
        last = ngettext("last %(number)s day ago", "last %(number)s days ago", days)
    said = ngettext(
        "%(number)s report that it works, %(last)s",
        "%(number)s reports that it works, %(last)s",
        reports.count,
    )
    return said % {"number": reports.count, "last": last % {"number": days}}


@register.filter
def lang(text: Text) -> str:
    """The `lang` attribute of a text that is not in the page's language."""
    if not text.language or text.language.lower() == (get_language() or "").lower():
        return ""
    return format_html('lang="{}"', text.language)


@register.filter
def marked(text: Text | str) -> str:
    """A name inside a sentence, with its language where that is not the page's."""
    if isinstance(text, str):
        return text
    attribute = lang(text)
    return (
        format_html("<span {}>{}</span>", attribute, text) if attribute else str(text)
    )


@register.filter
def labelling(label: str) -> str:
    """A label before its value, with the colon of the reader's language.

    A question needs none.
    """
    if label.endswith(("?", "？")):
        return f"{label} "
    return gettext("%(label)s: ") % {"label": label}


@register.filter
def host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


@register.simple_tag
def json_ld(described: dict[str, Any]) -> str:
    """Structured data for search engines, safe inside a page as `json_script` is."""
    safe = str(json_script(described))
    return mark_safe(  # noqa: S308
        safe.replace("application/json", "application/ld+json", 1)
    )


@register.filter
def field_label(form: forms.Form, name: str) -> str:
    field = form.fields.get(name)
    return str(field.label if field and field.label else gettext("Search"))


register.simple_tag(documents)


@register.simple_tag
def data_age() -> dt.date | None:
    return freshness.newest_entry(at=timezone.now())


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[dict[str, str]]:
    """This page in the other languages of the site; the start page, where it is in
    none.
    """
    request = context.get("request")
    address = request.get_full_path() if request else "/"
    return [
        {"code": code, "name": name, "address": _translated(address, code)}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


def _translated(address: str, language: str) -> str:
    translated = translate_url(address, language)
    if get_language_from_path(translated) == language:
        return translated
    with override(language):
        return reverse("search")
