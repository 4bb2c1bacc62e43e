"""What would speak of the past at once by an upgrade, or by a batch of clients; and what was decided about it.

What one person records late speaks by itself, see planning.ladder. Of many at once, somebody says how much.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from scheduler.outbox import agenda
from scheduler.planning.ladder import owed_from, plan, speaking
from trajectories.casework.refusals import Decision
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.voice import is_voice
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.people.references import shown_ref, shown_refs
from trajectories.projections.queries import every_open, still_running
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused
from workflows.language.nothing_planned import rule_of
from workflows.words import Words

Kind = Literal["again", "late", "asked"]


class Missed(NamedTuple):
    """A deadline of which something would be said that lies in the past.

    kind: again (it was met or ended, and runs), late (what it rests on was recorded late, and nobody heard of it),
    asked (a case in which nothing is planned). rungs: those that were planned before, with the day they are owed from.
    """

    kind: Kind
    deadline: str
    subject: str
    label: Words
    legal: str
    due_on: date | None
    rungs: dict[str, str]

    @property
    def trajectory(self) -> str:
        return self.deadline.partition("/")[0]


class MustBeDecided(Refused):
    """The past speaks, and nobody said how much of it may; nothing was changed."""

    def __init__(self, words: Words, missed: list[Missed]) -> None:
        super().__init__(words)
        self.missed = missed


def must_be_decided(missed: list[Missed], *, by_upgrade: bool) -> MustBeDecided:
    """Says how many there are, and what to answer."""
    of_law = sum(each.legal == "statutory" for each in missed if each.kind != "asked")
    again, late = (sum(each.kind == kind for each in missed) for kind in ("again", "late"))
    cases = sum(each.kind == "asked" for each in missed)
    terms = again + late
    nl = [f"{terms} {'termijn' if terms == 1 else 'termijnen'}, waarvan {of_law} wettelijk"]
    en = [f"{terms} {'term' if terms == 1 else 'terms'}, of which {of_law} statutory"]
    if cases:
        nl.append(f"{cases} {'zaak' if cases == 1 else 'zaken'} waarin niets gepland staat")
        en.append(f"{cases} {'case' if cases == 1 else 'cases'} in which nothing is planned")
    because = (
        Words(
            "door de nieuwe versie lopen weer of spreken over wat voorbij is",
            "by the upgrade these run again or speak of what is past",
        )
        if by_upgrade
        else Words(
            "wat met dit bestand begint had op dagen die voorbij zijn al iets gezegd",
            "what begins by this file would have spoken on days that are past",
        )
    )
    return MustBeDecided(
        Words(
            f"{because.nl}: {', en '.join(nl)}; zeg met --past none, latest of all wat daarvan nog verstuurd wordt",
            f"{because.say('en')}: {', and '.join(en)}; say with --past none, latest or all what of it is still sent",
        ),
        missed,
    )


def by_upgrade(uow: UnitOfWork, casework: Casework, today: date) -> list[Missed]:
    """What this release would say at once of the time before it, beside what the release before had planned.

    The rows are still those that it made.
    """
    planned, ran = agenda.planned(uow), still_running(uow)
    refs, found = shown_refs(uow), list[Missed]()
    for key in every_open(uow):
        written = casework.dossiers.load(uow, key)
        subject = refs.get(written.trajectory.subject, written.trajectory.subject)
        found += _of(written, subject, planned.get(key, set()), ran, today)
    return found


def _of(written: Written, subject: str, before: set[str], ran: set[str], today: date) -> list[Missed]:
    new = [each for each in plan(written) if each.day < today and each.id not in before]
    speaks = {each.deadline for each in new}
    found = []
    for deadline in speaking(written):
        if is_voice(deadline.id):
            kind: Kind = "asked"
        else:
            kind = "late" if deadline.id in ran else "again"
        if deadline.id in speaks or (kind == "again" and deadline.standing == "running"):
            rungs = {} if kind == "again" else _planned_before(deadline, before)
            found.append(_missed(kind, deadline, subject, written, rungs))
    return found


def _planned_before(deadline: Deadline, before: Iterable[str]) -> dict[str, str]:
    """These stay owed, whatever is decided: they were on their way."""
    ids = [each.rpartition("/")[2].rpartition(".")[0] for each in before if each.startswith(f"{deadline.id}/")]
    return {rung: owed_from(deadline, rung).isoformat() for rung in ids}


def _missed(kind: Kind, deadline: Deadline, subject: str, written: Written, rungs: dict[str, str]) -> Missed:
    label = rule_of(written.compiled.workflow, deadline.name).label
    return Missed(kind, deadline.id, subject, label, deadline.reading.legal, deadline.due_on, rungs)


def by_batch(uow: UnitOfWork, casework: Casework, keys: Iterable[str]) -> list[Missed]:
    """What would be said at once of the past in these trajectories, which a batch has just opened."""
    found: list[Missed] = []
    for key in keys:
        written = casework.dossiers.load(uow, key)
        late = {each.deadline for each in plan(written) if each.is_late}
        subject = shown_ref(uow, written.trajectory.subject) if late else ""
        found += [_missed("late", each, subject, written, {}) for each in speaking(written) if each.id in late]
    return found


def decide(uow: UnitOfWork, casework: Casework, missed: Iterable[Missed], mode: str, by: By) -> None:
    """Writes down in each trajectory how much is said of it. The rows are made again."""
    by_trajectory: dict[str, list[Missed]] = {}
    for each in missed:
        by_trajectory.setdefault(each.trajectory, []).append(each)
    for key, several in by_trajectory.items():
        written = casework.load(uow, key)
        event = ev.PastDecided(mode, [_term(each) for each in several])
        casework.carry_out(uow, written, Decision([event]), by.today, by)


def _term(missed: Missed) -> ev.DecidedTerm:
    name, _, occurrence = missed.deadline.partition("/")[2].partition("#")
    return {"rule": name, "occurrence": int(occurrence), "rungs": missed.rungs}
