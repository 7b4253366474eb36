from modeltranslation.translator import TranslationOptions, register

from guides.models import Channel, Plan, Promotion, Way
from locator.models.history import track


@register(Channel)
class ChannelTranslation(TranslationOptions):
    fields = ("name", "steps", "needs", "amount_note", "fee_note")


@register(Promotion)
class PromotionTranslation(TranslationOptions):
    fields = ("gives", "limits")


@register(Way)
class WayTranslation(TranslationOptions):
    fields = ("reason",)


# Guides keep their revisions themselves.
track(Channel, parts=("carriers", "facts"))
track(Plan)
track(Promotion, parts=("channels", "operators"))
track(Way, parts=("facts",))
