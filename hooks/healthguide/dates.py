"""The day a build counts as today. It reads no clock but this one, so that tests do not age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime


def today(environment: Mapping[str, str]) -> date:
    """The day of SOURCE_DATE_EPOCH (seconds since 1970, UTC) when set, else the present day.

    Raises ValueError when the variable is not a whole number
    (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date()
