"""What is recorded of a person, and the copies of it that the trajectories of that person keep. No database."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from trajectories.casework.correct import illegal_moves
from trajectories.casework.refusals import Decision
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.corrections import CORRECTIONS, replaced_in, subject_of, voided_in
from trajectories.history.events import Event, Recorded, Value
from trajectories.history.renamed_events import in_present_words
from trajectories.history.replay import ORDER, corrected
from workflows.errors import StepRefused
from workflows.machine.state_machine import Compiled
from workflows.words import Words


class PersonFact(NamedTuple):
    """A fact of a person, in force. stream and version: the event that recorded it; at: when that was written down.

    lifted: the events of trajectories (`t3@5`) that are its copies without saying so, for they came before it.
    mended: it was corrected since, so that such a copy takes its day too. back_at: when the first correction of it that
    was taken back was written down; None where none was.
    """

    stream: str
    version: int
    name: str
    value: Value
    on: date
    at: datetime
    lifted: frozenset[str] = frozenset()
    mended: bool = False
    back_at: datetime | None = None

    @property
    def ref(self) -> str:
        return f"{self.stream}@{self.version}"


class KnownFacts(NamedTuple):
    """All that is recorded of a person. facts: in force, by day, then as they were written down.

    streams: those of the person, other names included. copies: what an event of a trajectory (`t3@5`) that does not say
    so itself is a copy of; also of what is not in force any more.
    """

    facts: Sequence[PersonFact]
    streams: Collection[str]
    copies: Mapping[str, str]


class HeldFact(NamedTuple):
    """A fact that a trajectory has, in force. of: what it is a copy of with the person, `p12@5`; empty for its own.

    What was copied while another was the same person is its own.
    """

    recorded: Recorded
    name: str
    value: Value
    of: str


class OwnAnswers(NamedTuple):
    """A fact of a person that trajectories answer themselves. values: by trajectory what each goes by.

    adopted: the answers, as `t3@5`, that are copies of the person's from the moment that they are one. An answer of a
    trajectory that still is on an earlier version, which leaves nothing to the person, is only heard.
    """

    person: str
    name: str
    values: Mapping[str, HeldFact]
    adopted: tuple[str, ...]
    of_person: PersonFact | None


def facts_in(history: Sequence[Recorded]) -> list[PersonFact]:
    """The facts that a person's own history tells, by (day, version)."""
    mended, gone = replaced_in(history), voided_in(history)
    back: dict[int, datetime] = {}
    for each in history:
        if type(each.event) in CORRECTIONS and each.version in gone:
            back.setdefault(subject_of(history, each.version), each.recorded_at)
    joined: dict[int, set[str]] = {}
    for each in history:
        if joins := joined_by(each):
            joined.setdefault(joins, set()).update(_lifted(each))
    return [
        PersonFact(
            each.stream,
            each.version,
            each.event.name,
            each.event.value,
            each.occurred_on,
            each.recorded_at,
            frozenset(_lifted(each) | joined.get(each.version, set())),
            each.version in mended,
            back.get(each.version),
        )
        for each in sorted(corrected(history), key=ORDER)
        if isinstance(each.event, ev.FactSet) and not joined_by(each)
    ]


def joined_by(recorded: Recorded) -> int:
    """The event of the same stream that this one only gives one more copy to; 0 for one that tells a fact."""
    if not isinstance(recorded.event, ev.FactSet):
        return 0
    first, _, _ = recorded.event.origin.partition(" ")
    stream, _, version = first.partition("@")
    return int(version) if stream == recorded.stream else 0


def copies_named(history: Iterable[Recorded]) -> dict[str, str]:
    """By event of a trajectory what a person's own history says that it is a copy of, in force or not."""
    return {
        place: f"{each.stream}@{joined_by(each) or each.version}" for each in history for place in sorted(_lifted(each))
    }


def _lifted(recorded: Recorded) -> set[str]:
    """None for an event of another kind."""
    event = recorded.event
    return {each for each in event.origin.split() if each.startswith("t")} if isinstance(event, ev.FactSet) else set()


def current(facts: Iterable[PersonFact], on: date | None = None) -> dict[str, PersonFact]:
    """By name what holds on that day. facts: by day, then as they were written down."""
    return {each.name: each for each in facts if on is None or each.on <= on}


def held_in(key: str, history: Sequence[Recorded], known: KnownFacts, names: Collection[str]) -> Iterator[HeldFact]:
    """The facts of these names that a trajectory has in force, by (day, version)."""
    for each in sorted(corrected(history), key=ORDER):
        event: Any = in_present_words(history, each).event
        if isinstance(event, ev.FactSet) and event.name in names:
            of = known.copies.get(f"{key}@{each.version}", event.origin)
            yield HeldFact(each, event.name, event.value, of if of.partition("@")[0] in known.streams else "")


def copies_due(
    key: str, history: Sequence[Recorded], known: KnownFacts, names: Collection[str]
) -> list[tuple[Event, date | None]]:
    """What a trajectory takes note of, so that it has what is recorded of its person: events, each with its day; a
    correction has none.

    names: the facts that it leaves to the person. Nothing where it has everything: safe to repeat.
    """
    held = [each for each in held_in(key, history, known, names) if each.of]
    wanted = {each.ref: each for each in known.facts if each.name in names}
    due: list[tuple[Event, date | None]] = []
    for copy in held:
        if copy.of not in wanted:
            due.append((ev.EventVoided(copy.recorded.version), None))
        elif back := _taken_back(key, history, copy.recorded.version, wanted[copy.of]):
            due.append((ev.EventVoided(back), None))
        elif mended := _mended(copy, wanted[copy.of], f"{key}@{copy.recorded.version}"):
            due.append((mended, None))
    versions = {each.of: each.recorded.version for each in held}
    lost = _lost_copies(key, history, known, names)
    again = {ref: lost[ref] for ref, each in wanted.items() if each.back_at and ref in lost and ref not in versions}
    due += [(ev.EventVoided(back), None) for _, back in again.values()]
    versions |= {ref: version for ref, (version, _) in again.items()}
    new = [each for ref, each in wanted.items() if ref not in versions]
    in_order = sorted(versions, key=versions.__getitem__)
    overtaken = _overtaken([wanted[ref] for ref in in_order if ref in wanted], new, wanted.values())
    due += [(ev.EventVoided(versions[each.ref]), None) for each in overtaken]
    return due + [(ev.FactSet(each.name, each.value, each.ref), each.on) for each in (*new, *overtaken)]


def _taken_back(key: str, history: Sequence[Recorded], version: int, fact: PersonFact) -> int:
    """The correction of a copy that followed one which the person took back; 0 where there is none."""
    last = replaced_in(history).get(version, [])[-1:]
    if fact.back_at is None or not last or last[0].recorded_at < fact.back_at:
        return 0
    without = [each for each in history if each.version != last[0].version]
    copy = next(each for each in corrected(without) if each.version == version)
    event: Any = copy.event
    is_right = _mended(HeldFact(copy, fact.name, event.value, fact.ref), fact, f"{key}@{version}") is None
    return last[0].version if is_right else 0


def _lost_copies(
    key: str, history: Sequence[Recorded], known: KnownFacts, names: Collection[str]
) -> dict[str, tuple[int, int]]:
    """By what it was a copy of the last copy, of those that do not hold, and what voided that one."""
    gone, found = voided_in(history), dict[str, tuple[int, int]]()
    for each in history:
        event: Any = in_present_words(history, each).event
        if each.version in gone and isinstance(event, ev.FactSet) and event.name in names:
            of = known.copies.get(f"{key}@{each.version}", event.origin)
            found[of] = each.version, gone[each.version]
    return found


def _overtaken(held: Iterable[PersonFact], new: Iterable[PersonFact], facts: Iterable[PersonFact]) -> list[PersonFact]:
    """What was recorded last of its day, where the copy of another of that day with another value came after it.

    So where two clients became one, and each had a fact of that day. held, new: in the order of the trajectory.
    """
    last = {(each.name, each.on): each for each in facts}
    ends = {(each.name, each.on): each for each in (*held, *new)}
    return [fact for key, fact in last.items() if not _is_same(fact.value, ends[key].value)]


def _mended(copy: HeldFact, fact: PersonFact, place: str) -> Event | None:
    """A copy that was there first keeps its own day, until what it is a copy of is corrected."""
    value = None if _is_same(copy.value, fact.value) else fact.value
    follows = fact.mended or place not in fact.lifted
    on = fact.on.isoformat() if follows and copy.recorded.occurred_on != fact.on else ""
    return ev.EventReplaced(copy.recorded.version, on, value) if on or value is not None else None


def _is_same(one: Value, other: Value) -> bool:
    return one == other and type(one) is type(other)


def own_now(held: Iterable[HeldFact]) -> dict[str, HeldFact]:
    """By name what the trajectory goes by, where that is its own and no copy of what the person has."""
    last = {each.name: each for each in held}
    return {name: each for name, each in last.items() if not each.of}


def agreed(now: Mapping[str, HeldFact], fact: PersonFact | None) -> Value | None:
    """The one value of all who have one of their own, by trajectory, and of the person; None where they differ."""
    values = [each.value for each in now.values()] + ([fact.value] if fact else [])
    return values[0] if values and all(_is_same(each, values[0]) for each in values) else None


def opened_with(decision: Decision, copies: Iterable[Event], held: int = 0) -> Decision:
    """An opening without the facts that come as copies of what the person has, and that are no part of it.

    held: how many facts come with it that held before.
    """
    names = {each.name for each in copies if isinstance(each, ev.FactSet)}
    kept = [each for each in decision.events if not (isinstance(each, ev.FactSet) and each.name in names)]
    count = sum(isinstance(each, ev.FactSet) for each in kept) + held
    events = [each._replace(facts=count) if isinstance(each, ev.Opening) else each for each in kept]
    return decision._replace(events=events)


def must_stay_possible(written: Written, due: Sequence[tuple[Event, date]], under: Mapping[str, Compiled]) -> None:
    """For a correction of what the person has. Raises StepRefused, naming the trajectory and the step in the way."""
    history, last = written.history, written.history[-1]
    trial = [
        last._replace(version=last.version + count, event=event, occurred_on=on)
        for count, (event, on) in enumerate(due, 1)
    ]
    already = illegal_moves(written.compiled, history, written.calendar, under)
    problems = illegal_moves(written.compiled, [*history, *trial], written.calendar, under)
    if problems := [each for each in problems if each not in already]:
        key, workflow = written.trajectory.id, written.compiled.workflow.workflow
        raise StepRefused(
            Words(
                f"na deze correctie zou een eerdere stap van {key} ({workflow}) niet mogelijk zijn geweest; er is "
                "niets gewijzigd",
                f"after this correction an earlier step of {key} ({workflow}) would not have been possible; nothing "
                "was changed",
            ),
            problems,
        )
