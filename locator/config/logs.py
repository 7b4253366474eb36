import logging


class WithoutQuery(logging.Filter):
    """Cut the query off the address in a line of the development server's log.

    A query holds a position; no log may keep one.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_query, record.args))
        return True


class RefusedInALine(logging.Filter):
    """Leave out how the site came to refuse a request, as of one for another host.

    It is nobody's mistake in the code, and strangers send such all day.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = None
        return True


def _without_query(part: object) -> object:
    """`GET /en/?near=1,2 HTTP/1.1` as `GET /en/ HTTP/1.1`; anything else as it is."""
    if not isinstance(part, str) or "?" not in part:
        return part
    address, _, rest = part.partition("?")
    _query, space, protocol = rest.rpartition(" ")
    return f"{address}{space}{protocol}"
