"""A scenario tells what could have been recorded: nothing that had not happened yet."""

from pathlib import Path

import pytest

from scheduler.rehearsal.scenarios import rehearse_all
from tests.sense import ZIN
from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue

SCENARIO = """scenarios:
  - name: granted and met
    opened: 2024-01-08
    {opening}
    household: [{{ref: p, born: 1990-05-01}}]
    given:
      - {{on: 2024-01-09, {move}}}
    expect: {{on: 2024-01-10, stage: begin}}
"""


def failures(folder: Path, opening: str, move: str) -> list[str]:
    text = SCENARIO.format(opening=opening or "municipality: any", move=move)
    (folder / "zin.yaml").write_text(ZIN + text, encoding="utf-8")
    [played] = rehearse_all(Catalogue.load(folder), ["zin"], builtin_calendar())
    return [each.was.say("en") for each in played.failures]


@pytest.mark.parametrize(
    "opening, move",
    [
        ("facts: {verleend_op: 2024-01-09}", "fact: akkoord, value: true"),
        ("", "fact: verleend_op, value: 2024-01-10"),
        ("", "advance: ga, facts: {verleend_op: 2024-01-10}"),
    ],
)
def test_a_day_ahead_of_its_own_day_fails(tmp_path: Path, opening: str, move: str):
    [was] = failures(tmp_path, opening, move)

    assert "verleend_op cannot be on 2024-01-" in was


def test_what_is_only_unlikely_is_meant_so(tmp_path: Path):
    assert [] == failures(tmp_path, "facts: {verleend_op: 1950-01-01}", "fact: geldig, value: 2062-01-20")
