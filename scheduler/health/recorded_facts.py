"""Facts that stand recorded in running cases although they make no sense: of before it was asked, or copied since."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, assert_never

from sqlalchemy import select

from trajectories.casework.fact_sense import AtEntry, Impossible, Likely, Unlikely, judged
from trajectories.history.events import Value
from trajectories.people.circle import born_of
from trajectories.repository.store import UnitOfWork
from trajectories.repository.tables import TRAJECTORY
from trajectories.repository.trajectories import Dossiers
from workflows.calendar import WorkCalendar
from workflows.catalogue.shared_facts import spec_with_shared_sense
from workflows.language.fact_spans import Birth
from workflows.language.facts import FactSpec
from workflows.language.looked_up_terms import units_counted_by
from workflows.machine.state_machine import Compiled


class DoubtfulFact(NamedTuple):
    """Where it stands, without its value. version: the event that recorded it."""

    trajectory: str
    fact: str
    version: int
    is_impossible: bool


def doubtful_facts(
    uow: UnitOfWork, dossiers: Dossiers, today: date, calendar: WorkCalendar, broken: Sequence[str]
) -> list[DoubtfulFact]:
    """In open trajectories, in order of recording, but for those whose definition is broken.

    What is only unlikely is listed where nobody was asked about it: under a text that says nothing of sense itself.
    """
    query = select(TRAJECTORY.c.id, TRAJECTORY.c.subject, TRAJECTORY.c.definition, TRAJECTORY.c.state).where(
        TRAJECTORY.c.closed_on == "", TRAJECTORY.c.definition.not_in(list(broken))
    )
    rows = uow.connection.execute(query.order_by(TRAJECTORY.c.number)).all()
    found: list[DoubtfulFact] = []
    for row in rows:
        compiled = dossiers.compiled(uow, row.definition)
        facts: dict[str, Any] = {
            name: entries
            for name, entries in json.loads(row.state)["facts"].items()
            if name in compiled.workflow.facts and compiled.workflow.facts[name].type in ("date", "integer")
        }
        if facts:
            specs = {name: _spec(name, compiled) for name in facts}
            born = _born(uow, specs, row.subject, today)
            seen = AtEntry(today, born, compiled.workflow.subject, calendar)
            found += sorted(_of_one(uow, row.id, compiled, specs, facts, seen), key=lambda each: each.version)
    return found


def _spec(name: str, compiled: Compiled) -> FactSpec:
    return spec_with_shared_sense(name, compiled.workflow.facts[name])


def _born(uow: UnitOfWork, specs: Mapping[str, FactSpec], subject: str, today: date) -> date | None:
    """Looked up only where it is asked for."""
    is_asked = any(isinstance(spec.not_before, Birth) for spec in specs.values())
    return born_of(uow, subject, today) if is_asked else None


def _of_one(
    uow: UnitOfWork,
    key: str,
    compiled: Compiled,
    specs: Mapping[str, FactSpec],
    facts: Mapping[str, Any],
    seen: AtEntry,
) -> Iterator[DoubtfulFact]:
    for name, entries in facts.items():
        was_asked = compiled.workflow.facts[name].lies is not None
        units = units_counted_by(compiled.workflow, name)
        for entry in entries:
            judgement = judged(name, specs[name], _readable(uow, entry["value"]), seen, units)
            match judgement:
                case Impossible():
                    yield DoubtfulFact(key, name, entry["version"], is_impossible=True)
                case Unlikely():
                    yield from () if was_asked else (DoubtfulFact(key, name, entry["version"], is_impossible=False),)
                case Likely():
                    pass
                case _:
                    assert_never(judgement)


def _readable(uow: UnitOfWork, value: Value) -> Value:
    """A private date as it is kept apart; what was erased is not judged."""
    return uow.private(value["private"]).get(value["private"], value) if isinstance(value, dict) else value
