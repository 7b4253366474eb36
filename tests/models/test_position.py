import pytest
from django.db import IntegrityError, transaction

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_place_may_stand_nowhere_known():
    assert factories.place().point is None


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(11.5564, None), (None, 104.9282), (91, 104.9282)]
)
def test_half_a_position_is_kept_no_more_than_one_off_the_earth(latitude, longitude):
    with (
        pytest.raises(IntegrityError, match="place_coordinates_in_range"),
        transaction.atomic(),
    ):
        factories.place(latitude=latitude, longitude=longitude)
