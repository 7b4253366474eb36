import hashlib
import secrets
import string
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

STARTS_WITH: Final = "tuf_"
PREFIX_LENGTH: Final = 8
_SECRET_LENGTH: Final = 32
_LETTERS: Final = string.ascii_letters + string.digits
MAX_A_MINUTE: Final = 100_000


def digest_of(key: str) -> str:
    """What is kept of a key. A quick hash is enough: nobody guesses 190 random bits."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def prefix_of(key: str) -> str:
    """The public part of a key, which the admin shows; "" where it has none."""
    parts = key.split("_")
    is_ours = len(parts) == 3 and parts[0] == "tuf" and len(parts[1]) == PREFIX_LENGTH
    return parts[1] if is_ours and parts[1].isascii() and parts[1].isalnum() else ""


class APIKeyQuerySet(models.QuerySet["APIKey"]):
    def valid(self) -> "APIKeyQuerySet":
        return self.filter(revoked_at=None)


class APIKey(models.Model):
    """A key of somebody who may ask more often. The key itself is kept nowhere."""

    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("Whose key it is, and how to reach them."),
    )
    prefix = models.CharField(
        _("begins with"), max_length=PREFIX_LENGTH, unique=True, editable=False
    )
    digest = models.CharField(max_length=64, editable=False)
    a_minute = models.PositiveIntegerField(
        _("requests a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_A_MINUTE)],
        help_text=_("Empty: as many as the site's settings give to keys."),
    )
    created_on = models.DateField(_("made"), auto_now_add=True)
    last_used_on = models.DateField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = APIKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} (tuf_{self.prefix}…)"

    def draw(self) -> str:
        """Give this unsaved row a new key, and return it: it is never seen again."""
        self.prefix = _drawn(PREFIX_LENGTH)
        key = f"{STARTS_WITH}{self.prefix}_{_drawn(_SECRET_LENGTH)}"
        self.digest = digest_of(key)
        return key


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _position in range(length))
