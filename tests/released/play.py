"""What a release came to: its texts, and its scenarios played by its own code. It runs in the folder of a release:
python play.py <texts of before it.json >cases.json

Texts of before are played as far as the scenarios of this release can be told of them.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from scheduler.rehearsal.scenarios import Play
from trajectories.history.codec import encode
from trajectories.history.state_text import state_text
from workflows.calendar import builtin_calendar
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder, from_text
from workflows.errors import CaseworkError
from workflows.language.scenarios import Scenario
from workflows.machine.state_machine import Compiled

CALENDAR = builtin_calendar()
AT_MOST = 2  # cases of a text of before


def played(compiled: Compiled, scenario: Scenario) -> Play | None:
    """As far as it can be played; None where it cannot be opened."""
    play = Play(compiled, scenario, CALENDAR)
    try:
        play.open()
        for move in scenario.given:
            play.make(move)
    except (CaseworkError, KeyError, ValueError):
        return play if play.written.history else None
    play.tick_until(scenario.expect.on)
    return play


def case(scenario: Scenario, play: Play) -> dict[str, Any]:
    """terms: rule, occurrence, standing, first day and last day, as this release told them."""
    history = [
        [each.version, f"{each.occurred_on}", each.recorded_at.isoformat(), *encode(each.event)]
        for each in play.written.history
    ]
    return {
        "definition": play.compiled.hash,
        "scenario": scenario.name,
        "on": f"{max(scenario.expect.on, play.written.history[-1].occurred_on)}",
        "history": history,
        "state": sha256(state_text(play.now).encode()).hexdigest(),
        "terms": [
            [
                each.name,
                each.occurrence,
                each.standing,
                each.reckoned and f"{each.reckoned.anchor_on}",
                each.due_on and f"{each.due_on}",
            ]
            for each in play.written.deadlines
        ],
    }


def cases(catalogue: Catalogue, before: dict[str, str]) -> Iterator[dict[str, Any]]:
    now = {each.hash for each in catalogue.all_resolved()}
    for name in catalogue.workflows:
        for scenario in catalogue.resolve(name, "any", date.max).workflow.scenarios:
            resolved = catalogue.resolve(name, scenario.municipality, scenario.intake or scenario.opened)
            if play := played(Compiled(resolved.workflow, resolved.hash), scenario):
                yield case(scenario, play)
    for digest, text in before.items():
        if digest in now:
            continue
        workflow = from_text(text)
        scenarios = catalogue.resolve(workflow.workflow, "any", date.max).workflow.scenarios
        tried = [(each, played(Compiled(workflow, digest), each)) for each in scenarios]
        told = sorted(
            ((scenario, play) for scenario, play in tried if play), key=lambda pair: -len(pair[1].written.history)
        )
        yield from (case(scenario, play) for scenario, play in told[:AT_MOST])


if __name__ == "__main__":
    json.dump(list(cases(Catalogue.load(builtin_folder()), json.load(sys.stdin))), sys.stdout, ensure_ascii=False)
