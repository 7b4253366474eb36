"""One field for latitude and longitude: a text that works alone, and a map over it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.geo.border import in_cambodia
from locator.geo.point import GeoError, Point
from locator.geo.typed import MAP_ADDRESS_PATTERNS, read_position, written
from locator.tiles import map_tiles

MAX_ADDRESS_LENGTH = 2000


class PointPicker(forms.TextInput):
    """A text input; with JavaScript, a map whose pin can be dragged or set by click."""

    class Media:
        css = {"all": ["leaflet/leaflet.css", "locator/admin/point-picker.css"]}
        js = [
            "leaflet/leaflet.js",
            forms.Script("locator/admin/point-picker.js", type="module"),
        ]

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        attrs = {"autocomplete": "off", "spellcheck": "false", **(attrs or {})}
        field_id = attrs.get("id", f"id_{name}")
        return render_to_string(
            "admin/locator/point_picker.html",
            {
                "input": super().render(name, value, attrs, renderer),
                "input_id": field_id,
                "options_id": f"{field_id}_map_options",
                "options": map_options(),
            },
        )


def map_options() -> dict[str, Any]:
    leaflet: dict[str, Any] = settings.LEAFLET_CONFIG
    return {
        "centre": leaflet["DEFAULT_CENTER"],
        "zoom": leaflet["DEFAULT_ZOOM"],
        "tiles": map_tiles(),
        "addressPatterns": MAP_ADDRESS_PATTERNS,
        "texts": {
            "pin": _("The pin. Drag it, or move it with the arrow keys."),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
        },
    }


class PickedPointField(forms.CharField):
    """Cleans to a `Point`, or None where it may be empty and is."""

    widget = PointPicker

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Position"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "Click the map or drag the pin. Or paste “latitude, longitude”, or the"
                " address of a Google Maps or OpenStreetMap page."
            ),
        )
        super().__init__(max_length=MAX_ADDRESS_LENGTH, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Point) else value

    def clean(self, value: Any) -> Any:
        if isinstance(value, Point):
            # Of a field that this user cannot change.
            return value
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_position(text)
        except GeoError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PositionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a model with `latitude` and `longitude`, edited as one position."""

    position = PickedPointField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if point := position_of(self.instance):
            self.initial["position"] = point

    def _post_clean(self) -> None:
        # Set before the model's own checks and constraints look at the instance.
        if "position" in self.cleaned_data:
            point = self.cleaned_data["position"]
            self.instance.latitude = point and point.latitude
            self.instance.longitude = point and point.longitude
        super()._post_clean()  # type: ignore[misc]

    def warnings(self) -> list[str]:
        """What a curator should look at again, though it was saved."""
        point = self.cleaned_data.get("position")
        if point and not in_cambodia(point):
            return [
                _("The position %(position)s lies outside Cambodia.")
                % {"position": written(point)}
            ]
        return []


def position_of(instance: Any) -> Point | None:
    if instance.latitude is None or instance.longitude is None:
        return None
    return Point(instance.latitude, instance.longitude)
