"""Today is the present day, or the day a reproducible build names."""

from datetime import UTC, date, datetime

import pytest

from healthguide.dates import today


def test_source_date_epoch_is_today_in_utc() -> None:
    assert today({"SOURCE_DATE_EPOCH": "1795478399"}) == date(2026, 11, 23)


def test_without_it_the_clock_is_read() -> None:
    assert today({}) in {datetime.now(UTC).date(), datetime.now(UTC).date()}


def test_an_empty_variable_counts_as_unset() -> None:
    assert today({"SOURCE_DATE_EPOCH": ""}) == datetime.now(UTC).date()


def test_a_variable_that_is_no_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        today({"SOURCE_DATE_EPOCH": "yesterday"})
