from guides.models.channel import Channel, ChannelPayment
from guides.models.guide import Guide, GuideRevision, GuideText
from guides.models.plan import Plan
from guides.models.promotion import Promotion
from guides.models.way import Way

__all__ = [
    "Channel",
    "ChannelPayment",
    "Guide",
    "GuideRevision",
    "GuideText",
    "Plan",
    "Promotion",
    "Way",
]
