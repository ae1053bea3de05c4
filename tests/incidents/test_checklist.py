"""What an incident still lacks."""

from typing import Any

import pytest

from aboveboard.incidents.checklist import Facts, Missing, missing
from tests.world import NOW, ago, ahead

CALM: dict[str, Any] = {
    "status": "investigating", "impact": "major", "last_said_at": ago(minutes=5), "next_update_at": ahead(minutes=25), "has_words": True,
    "affected": 2, "held": 2, "postmortem": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ({}, []),
        ({"next_update_at": ago(minutes=1)}, [Missing.UPDATE_OVERDUE]),
        ({"next_update_at": None}, [Missing.NO_NEXT_UPDATE]),
        ({"next_update_at": None, "last_said_at": ago(hours=2)}, [Missing.GONE_QUIET]),
        ({"affected": 0, "held": 0}, [Missing.NO_COMPONENTS]),
        ({"held": 0}, [Missing.READY_TO_RESOLVE]),
        ({"status": "monitoring"}, [Missing.STILL_HELD]),
        ({"has_words": False}, [Missing.NO_WORDS]),
        ({"status": "resolved", "held": 0}, [Missing.NO_POSTMORTEM]),
        ({"status": "resolved", "held": 0, "impact": "minor"}, []),
        ({"status": "resolved", "held": 0, "postmortem": "draft"}, [Missing.POSTMORTEM_DRAFT]),
        ({"status": "resolved", "held": 0, "postmortem": "published"}, []),
    ],
)
def test_it_says_what_is_missing(given: dict[str, Any], lacks: list[Missing]) -> None:
    assert missing(Facts(**{**CALM, **given}), NOW) == lacks
