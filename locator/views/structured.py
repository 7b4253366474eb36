"""An outlet for search engines: schema.org's LocalBusiness, as JSON-LD.

https://schema.org/LocalBusiness and https://schema.org/OpeningHoursSpecification
"""

from collections.abc import Iterable
from typing import Any

from locator.addresses import address_line
from locator.hours.schedule import Day, State
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
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{day.date:%A}",
                "opens": f"{interval.start:%H:%M}",
                "closes": f"{interval.end:%H:%M}",
                "validFrom": f"{day.date:%Y-%m-%d}",
                "validThrough": f"{day.date:%Y-%m-%d}",
            }
            for day in week
            for interval in day.intervals
            if interval.state is State.OPEN
        ],
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
