from modeltranslation.translator import TranslationOptions, register

from locator.models import Carrier, Operator, Outlet, Place, PublicHoliday


@register([Carrier, Operator, Place, PublicHoliday])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Outlet)
class OutletTranslation(TranslationOptions):
    fields = (
        "name",
        "landmark",
        "floor",
        "street",
        "village",
        "commune",
        "hours_note",
    )
