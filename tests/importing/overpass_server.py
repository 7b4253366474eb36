"""A stand-in for an Overpass server on this machine, which does as it is told."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.importing.files import THREE_OBJECTS_OVERPASS

ERROR_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html><head><title>OSM3S Response</title></head><body>
<p>The data included in this document is from www.openstreetmap.org.</p>
<p><strong style="color:#FF0000">Error</strong>: runtime error: open64: 0 Success
 /osm3s_osm_base Dispatcher_Client::request_read_and_idx::timeout. </p>
</body></html>"""


@dataclass(frozen=True, slots=True)
class Answer:
    body: str = THREE_OBJECTS_OVERPASS
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    gzipped: bool = False
    cut_at: int | None = None
    """Bytes after which the connection ends, however long the answer says it is."""
    stalls: bool = False
    """Says nothing until the server closes."""


@dataclass(slots=True)
class StandIn:
    url: str
    requests: list[tuple[str, str]]
    """(User-Agent, query) of each."""


@contextmanager
def overpass(*answers: Answer) -> Iterator[StandIn]:
    """Gives each request the next answer, the last one ever after."""
    waiting = list(answers)
    requests: list[tuple[str, str]] = []
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            requests.append((self.headers["User-Agent"], parse_qs(sent)["data"][0]))
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if answer.stalls:
                closing.wait()
                return
            body = answer.body.encode()
            headers = dict(answer.headers)
            if answer.gzipped:
                body = gzip.compress(body)
                headers["Content-Encoding"] = "gzip"
            self.send_response(answer.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: answer.cut_at])

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        port = server.server_address[1]
        yield StandIn(f"http://127.0.0.1:{port}/api/interpreter", requests)
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
