from locator.models.api_key import APIKey
from locator.models.carrier import Carrier, CarrierPrefix
from locator.models.change import ChangeEpoch, OutletChange
from locator.models.cluster import Cluster, ClusterHours
from locator.models.fact import Fact
from locator.models.hours import Hours, PublicHoliday
from locator.models.import_run import ImportRow, ImportRun
from locator.models.listing import Listing
from locator.models.missing_shop import MissingShop
from locator.models.offer import Confidence, Currency, Offer, OperatorDefault, Service
from locator.models.operator import Operator
from locator.models.outlet import Kind, Language, Outlet, OutletPhone, Payment
from locator.models.owner import Claim, EditLink
from locator.models.partnership import Partnership
from locator.models.place import Place, PlaceAlias
from locator.models.proposal import ProposedChange
from locator.models.quality import (
    OutletMerge,
    QualityDismissal,
    QualityFlag,
    QualityRule,
    Severity,
)
from locator.models.report import Report
from locator.models.text import OutletText, PlaceText
from locator.models.unmet_demand import UnmetDemand

__all__ = [
    "APIKey",
    "Carrier",
    "CarrierPrefix",
    "ChangeEpoch",
    "Claim",
    "Cluster",
    "ClusterHours",
    "Confidence",
    "Currency",
    "EditLink",
    "Fact",
    "Hours",
    "ImportRow",
    "ImportRun",
    "Kind",
    "Language",
    "Listing",
    "MissingShop",
    "Offer",
    "Operator",
    "OperatorDefault",
    "Outlet",
    "OutletChange",
    "OutletMerge",
    "OutletPhone",
    "OutletText",
    "Partnership",
    "Payment",
    "Place",
    "PlaceAlias",
    "PlaceText",
    "ProposedChange",
    "PublicHoliday",
    "QualityDismissal",
    "QualityFlag",
    "QualityRule",
    "Report",
    "Service",
    "Severity",
    "UnmetDemand",
]
