from typing import Any, Self

from django.db import models


class PublishableQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_published=True)


class ShippedRow(models.Model):
    """A row that may have come with the site.

    `shipped_as` is the digest of its content as it came (`guides.content_digest`),
    empty where it did not come: content with another digest is a curator's.
    """

    shipped_as = models.CharField(max_length=64, editable=False, default="", blank=True)

    class Meta:
        abstract = True
