"""Who entered what a term is counted from, as what, and each correction of it since."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.corrections import CORRECTIONS, subject_of
from trajectories.history.events import Recorded
from trajectories.history.renamed_events import in_words_of, migrations_in
from trajectories.views.event_kinds import KINDS
from trajectories.views.history import private_fields
from workflows.language.nothing_planned import rule_of
from workflows.language.workflow import Workflow
from workflows.words import Words

HistoryOf = Callable[[str], Sequence[Recorded]]  # of a stream, as far as it was known
How = Literal["replaced", "voided", "taken_back"]


class Mending(NamedTuple):
    """recorded: a correction. how: another day or value, the entry voided, or an earlier correction taken back."""

    recorded: Recorded
    how: How


class HowEntered(NamedTuple):
    """first: what was typed in, before any correction. origin: where, `p12@5`, where that was elsewhere; else empty."""

    first: Recorded
    origin: str
    mendings: Sequence[Mending]


def entry_of(history: Sequence[Recorded], version: int, elsewhere: HistoryOf) -> HowEntered | None:
    """history: of the trajectory. What it took over from elsewhere was entered there, and corrected there before."""
    found = next((each for each in history if each.version == version), None)
    if found is None:
        return None
    mendings, origin = _mendings(history, version), ""
    first = found
    while (given := _given_by(first)) and (source := _event_at(given, elsewhere)):
        stream, its = given.partition("@")[0], source.version
        earlier = [e for e in _mendings(elsewhere(stream), its) if e.recorded.recorded_at < first.recorded_at]
        first, origin, mendings = source, given, [*earlier, *mendings]
    return HowEntered(first, origin, mendings)


def mended_too(
    written: Written, deadline: Deadline, anchor: int | None, elsewhere: HistoryOf
) -> list[tuple[Words, HowEntered]]:
    """What else the term rests on and was corrected: what facts that its rule names were last, and what was decided
    about it. anchor: the version of the event that it is counted from, which is told by itself.
    """
    history, workflow = written.history, written.compiled.workflow
    names = set(_facts_in(rule_of(workflow, deadline.name).model_dump(mode="json"))) & workflow.facts.keys()
    migrations = migrations_in(history)
    told = in_words_of(history, migrations, len(migrations))
    last = {each.event.name: each.version for each in told if isinstance(each.event, ev.FactSet)}
    found: list[tuple[Words, HowEntered]] = []
    for each in told:
        label = _about(each.event, deadline, names, workflow)
        is_earlier = isinstance(each.event, ev.FactSet) and last[each.event.name] != each.version
        entry = None if label is None or is_earlier else entry_of(history, each.version, elsewhere)
        if label and entry and entry.mendings and each.version != anchor:
            found.append((label, entry))
    return found


def _about(event: ev.Event, deadline: Deadline, names: Collection[str], workflow: Workflow) -> Words | None:
    """What it is called; None for what the term does not rest on."""
    if isinstance(event, ev.FactSet):
        return workflow.facts[event.name].label if event.name in names else None
    if isinstance(event, ev.DeadlineSuspended | ev.DeadlineResumed | ev.DeadlineExtended):
        is_its = (event.rule, event.occurrence) == (deadline.name, deadline.occurrence)
        return KINDS[type(event).__name__] if is_its else None
    return None


def _facts_in(part: object) -> Iterator[str]:
    """Every name that stands under `fact`, however deep."""
    if isinstance(part, dict):
        if isinstance(name := part.get("fact"), str):
            yield name
        for each in part.values():
            yield from _facts_in(each)
    elif isinstance(part, list):
        for each in part:
            yield from _facts_in(each)


def _given_by(recorded: Recorded) -> str:
    """One place; a person's own fact may name its copies there, which gave it nothing."""
    event = recorded.event
    if not isinstance(event, ev.FactSet) or recorded.stream.startswith("p"):
        return ""
    return event.origin


def _event_at(place: str, elsewhere: HistoryOf) -> Recorded | None:
    stream, _, version = place.partition("@")
    return next((each for each in elsewhere(stream) if str(each.version) == version), None)


def _mendings(history: Sequence[Recorded], version: int) -> list[Mending]:
    return [
        Mending(each, _how(each, version))
        for each in history
        if type(each.event) in CORRECTIONS and subject_of(history, each.version) == version
    ]


def _how(correction: Recorded, version: int) -> How:
    event: Any = correction.event
    if event.version != version:
        return "taken_back"
    return "voided" if isinstance(event, ev.EventVoided) else "replaced"


def private_keys(entries: Iterable[HowEntered]) -> list[str]:
    recorded = [one for each in entries for one in (each.first, *(mending.recorded for mending in each.mendings))]
    return [key for each in recorded for key in private_fields(each).values()]


def entered_as(recorded: Recorded, private: Mapping[str, str]) -> str:
    """The value of a fact, as text; of anything else the day it happened on."""
    event = recorded.event
    return _text(event.value, private) if isinstance(event, ev.FactSet) else recorded.occurred_on.isoformat()


def mended_to(mending: Mending, private: Mapping[str, str]) -> str | None:
    """The value or the day that it gave instead; None where it gave none."""
    event: Any = mending.recorded.event
    if mending.how != "replaced":
        return None
    return _text(event.value, private) if event.value is not None else str(event.occurred_on)


def _text(value: ev.Value, private: Mapping[str, str]) -> str:
    return private.get(value["private"], "erased") if isinstance(value, dict) else str(value)
