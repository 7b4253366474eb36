from modeltranslation.translator import TranslationOptions, register

from locator.models import Carrier, Fact, Operator, Outlet, Place, PublicHoliday
from locator.models.history import track
from locator.models.outlet import TRANSLATED


@register([Carrier, Operator, Place, PublicHoliday])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Outlet)
class OutletTranslation(TranslationOptions):
    fields = TRANSLATED


track(Outlet, parts=("offers", "phones"))
track(Operator, parts=("defaults",))
track(Carrier, parts=("prefixes",))
track(Place, parts=("aliases",))
track(PublicHoliday)
track(Fact)
