from django.urls import path

from guides.views import advisor, codes, guides

urlpatterns = [
    path("codes/", codes.codes_page, name="codes"),
    path("guides/", guides.guides_page, name="guides"),
    path("guides/sim.ics", guides.reminder, name="sim-reminder"),
    path("guides/<slug:slug>/", guides.guide_page, name="guide"),
    path("choose/", advisor.advisor_page, name="choose"),
    path("choose/number/", advisor.sim_of_number, name="choose-by-number"),
]
