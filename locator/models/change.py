"""What a mirror follows: for every outlet that is or was public, its last change."""

from typing import Final

from django.db import models

from locator.models.outlet import PUBLIC_ID_LENGTH

EPOCH_LENGTH: Final = 8


class OutletChange(models.Model):
    """The last change of an outlet, in the order (`revision`, `public_id`).

    One row an outlet, kept for good: a change moves the row to the end, so that the
    table is no longer than the outlets there ever were. Written by `record_changes`.
    """

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, primary_key=True)
    # The transaction that wrote it: its id on PostgreSQL, a number in order on SQLite.
    revision = models.BigIntegerField()
    is_deleted = models.BooleanField(default=False)
    # Of all that its public shape is made of; null where nobody has computed it yet.
    digest = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["revision", "public_id"], name="outlet_change_order")
        ]

    def __str__(self) -> str:
        return f"{self.public_id} at {self.revision}"


class ChangeEpoch(models.Model):
    """The one row that says within which numbering `revision` has its meaning.

    A database that was copied to another cluster begins a new epoch, and whoever holds
    a position of the old one has to begin anew.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=EPOCH_LENGTH)
    cluster = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="change_epoch_is_one_row"
            )
        ]

    def __str__(self) -> str:
        return self.name
