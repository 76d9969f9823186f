"""CDNOW (Fader & Hardie): cohort shares and one-time buyers, through the importer.

69,659 transactions of everybody who first bought in the first quarter of 1997.  The
expected shares were computed independently of this project.
"""

import pytest

from cx.analyses.cohorts import cohorts
from cx.analyses.customers import first_visits, looks_like_orders
from cx.analyses.spend import activity
from cx.errors import UploadError
from cx.ingest.mapping import from_dict, mapping_id, read_text, to_text
from cx.measure import Question
from tests.exports import SHARED, alike, bring

FILE = SHARED / "cdnow" / "CDNOW_master.txt"
needs_cdnow = pytest.mark.skipif(
    not FILE.exists(), reason="CDNOW may not be copied into this repository"
)
MAPPING = {
    "name": "CDNOW",
    "into": "purchase",
    "fields": {
        "customer_id": "customer_id",
        "occurred_at": "date",
        "amount": "dollar_value",
    },
    "date_order": "ymd",
}
SHARES = {
    "1997-01-01": (14.75, 12.29, 10.32, 8.65, 9.38),
    "1997-02-01": (15.48, 11.56, 9.24, 9.99, 9.27),
    "1997-03-01": (14.24, 10.38, 10.43, 9.30, 7.78),
}

pytestmark = needs_cdnow


def mapping():
    made = from_dict(MAPPING)
    return read_text(mapping_id(made), to_text(made))


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    opened = alike(tmp_path_factory.mktemp("cdnow") / "home")
    lines = [line.split() for line in FILE.read_text().splitlines() if line.strip()]
    text = "\n".join(",".join(cells) for cells in lines)
    report = bring(opened, text, "cdnow.csv", mapping=mapping())
    assert report.upload.new == 69_659
    assert report.upload.set_aside == 0
    yield opened
    opened.close()


def test_its_own_fixed_width_file_is_refused_in_words(store):
    with pytest.raises(UploadError, match=r"no column.*Nothing was imported"):
        bring(store, FILE.read_bytes(), "CDNOW_master.txt", mapping=mapping())


def test_cohort_shares_are_the_published_ones(cdnow):
    found = {one.month: one for one in cohorts(cdnow, Question(), lead_days=0)}
    assert set(found) == set(SHARES)
    assert sum(one.customers for one in found.values()) == 23_570
    for month, expected in SHARES.items():
        shares = [100 * one.value for one in found[month].active[:5]]
        assert shares == pytest.approx(expected, abs=0.005)
        assert all(
            one.low < one.value < one.high for one in found[month].active if one.value
        )


def test_half_of_the_customers_bought_once(cdnow):
    found = activity(cdnow, Question())
    assert found.customers == 23_570
    assert found.orders == 69_659
    assert found.spent == pytest.approx(2_500_315.63, abs=0.005)
    assert 100 * (1 - found.repeat.value) == pytest.approx(50.5, abs=0.05)


def test_several_orders_of_a_day_are_one_visit(cdnow):
    """Once counts days: a few who bought twice on one day never came a second time."""
    found = first_visits(cdnow, Question(), visit="order", lead_days=0)
    once = found.second.n - found.second.happened
    assert found.second.n == 23_570
    assert once / 23_570 > 1 - activity(cdnow, Question()).repeat.value
    assert found.third.n == found.second.happened


def test_a_customer_number_is_not_taken_for_an_order_number(cdnow):
    assert looks_like_orders(cdnow, Question()) is None
