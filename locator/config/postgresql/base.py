"""Django's PostgreSQL, which asks the server less often whether it is there."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether nothing was heard since: a server that hangs up says so.

        Anything heard is taken for that. It may have been a notice or a new setting:
        the price is one new connection. Django sends a statement instead, which costs
        each request a round trip.
        """
        if self.connection is None or self.connection.closed:
            return False
        heard = select.poll()
        heard.register(self.connection.fileno(), select.POLLIN)
        return not heard.poll(0)
