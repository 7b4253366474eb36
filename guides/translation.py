from modeltranslation.translator import TranslationOptions, register

from guides.models import Channel, Promotion, Way


@register(Channel)
class ChannelTranslation(TranslationOptions):
    fields = ("name", "steps", "needs", "amount_note", "fee_note")


@register(Promotion)
class PromotionTranslation(TranslationOptions):
    fields = ("gives", "limits")


@register(Way)
class WayTranslation(TranslationOptions):
    fields = ("reason",)
