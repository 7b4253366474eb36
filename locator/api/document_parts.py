"""What the API's document says once for all operations: their order, and headers."""

from typing import Any, Final

from locator.api.json_schema import INTEGER, TEXT

TAGS: Final = {
    "outlets": "Where top-up is sold: searched, one by one, what changed, and reports.",
    "clusters": "How many outlets are where, for a map.",
    "places": "Provinces, districts, communes, towns, landmarks: by name or position.",
    "carriers": "Whose SIM is topped up.",
    "operators": "The chains, banks and wallets that run outlets.",
    "snapshot": "All outlets at once, to begin a copy with.",
    "channels": "Ways to top up without an outlet: codes, apps, wallets, websites.",
    "plans": "Data plans to turn credit into.",
    "promotions": "Offers that run today.",
    "advice": "Which way of topping up suits a situation.",
    "guides": "How each way works, step by step.",
    "v1": "The addresses of all that, for programs to begin with.",
}
"""In the order of use; a resource that is not named here comes after them."""

HEADERS: Final = {
    "X-Request-ID": (TEXT, "Name it when you tell us of a problem."),
    "RateLimit-Policy": (TEXT, "Each limit that holds: requests `q` in `w` seconds."),
    "RateLimit": (
        TEXT,
        "Of each limit: `r` requests are left, new ones in `t` seconds.",
    ),
    "Cache-Control": (TEXT, "How long it may be kept; errors not at all."),
    "WWW-Authenticate": (TEXT, "How to send a key, RFC 6750."),
    "ETag": (TEXT, "Send it back as If-None-Match: 304 while the answer is the same."),
    "Link": (TEXT, "The next page, with rel=next; none on the last."),
    "Retry-After": (INTEGER, "Seconds after which to ask again."),
    "Deprecation": (TEXT, "From when nothing new should use this, RFC 9745."),
    "Sunset": (TEXT, "From when this may be gone, RFC 8594."),
}


def add_tags_and_headers(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """A hook of drf-spectacular, for what it has no place for."""
    used = {
        tag
        for methods in result["paths"].values()
        for told in methods.values()
        for tag in told["tags"]
    }
    result["tags"] = [
        {"name": name, "description": said}
        for name, said in TAGS.items()
        if name in used
    ]
    result["components"]["headers"] = {
        name: {"description": said, "schema": dict(schema)}
        for name, (schema, said) in HEADERS.items()
    }
    return result
