"""A mirror as docs/mirroring.md describes one, beside the site it mirrors."""

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from locator.models import Outlet
from locator.published import PublishedReader
from locator.sync.shape import feature, in_english

CHANGES = "/api/v1/outlets/changes/"
SNAPSHOT = "/api/v1/snapshot/"


@dataclass
class Mirror:
    """Outlets by id and the last token: what survives a crash."""

    token: str | None = None
    outlets: dict[str, Any] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def take_snapshot(self) -> None:
        manifest = self.client.get(SNAPSHOT).json()
        (file,) = [f for f in manifest["files"] if f["format"] == "geojson"]
        body = b"".join(self.client.get(file["url"]).streaming_content)
        collection = json.loads(gzip.decompress(body))
        self.outlets = {row["id"]: row for row in collection["features"]}
        self.token = manifest["token"]

    def read_page(self, limit: int) -> dict[str, Any]:
        """Ask for a page and say nothing of it: as one that crashes right then."""
        query: dict[str, Any] = {"limit": limit}
        if self.token is not None:
            query["since"] = self.token
        answer = self.client.get(CHANGES, query)
        assert answer.status_code == 200, answer.content
        page: dict[str, Any] = answer.json()
        assert len(page["changes"]) <= limit
        return page

    def apply(self, page: dict[str, Any]) -> None:
        for change in page["changes"]:
            if change.get("deleted"):
                self.outlets.pop(change["id"], None)
            else:
                self.outlets[change["id"]] = change
        self.token = page["next"]

    def catch_up(self, limit: int = 1000) -> int:
        """Apply all pages; how many changes there were."""
        count, more = 0, True
        while more:
            page = self.read_page(limit)
            self.apply(page)
            count += len(page["changes"])
            more = page["more"]
        return count


def database() -> dict[str, Any]:
    """The public outlets as they are now, in the shape of a mirror's."""
    read = PublishedReader().read(Outlet.objects.values_list("pk", flat=True))
    with in_english():
        features = [feature(outlet) for outlet in read.values()]
    return {row["id"]: json.loads(json.dumps(row, default=str)) for row in features}


def file_address(name: str) -> str:
    return reverse("api-v1:snapshot-file", args=[name])
