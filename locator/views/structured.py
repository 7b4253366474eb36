"""An outlet for search engines: schema.org's LocalBusiness, as JSON-LD.

https://schema.org/LocalBusiness
"""

from collections.abc import Iterable
from typing import Any

from locator.addresses import address_line
from locator.hours.schedule import Day
from locator.hours.schema_org import specifications
from locator.models.outlet import Kind
from locator.search.found import FoundOutlet

_TYPES = {
    Kind.CARRIER_STORE: "MobilePhoneStore",
    Kind.PARTNER_SHOP: "Store",
    Kind.BANK_BRANCH: "BankOrCreditUnion",
    Kind.ATM: "AutomatedTeller",
    Kind.KIOSK: "LocalBusiness",
}


def local_business(outlet: FoundOutlet, week: Iterable[Day]) -> dict[str, Any]:
    """Known properties only; hours of the given days, each valid on its own date."""
    known = {
        "name": outlet.name.text,
        "telephone": outlet.phones[0] if outlet.phones else "",
        "brand": outlet.operator,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": address_line(outlet),
            "addressCountry": "KH",
        },
        "openingHoursSpecification": specifications(week),
    }
    return {
        "@context": "https://schema.org",
        "@type": _TYPES[Kind(outlet.kind)],
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": outlet.latitude,
            "longitude": outlet.longitude,
        },
    } | {name: value for name, value in known.items() if value}
