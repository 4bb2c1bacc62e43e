"""A history folded into a trajectory, with its corrections carried out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from trajectories.history import events as ev
from trajectories.history.corrections import CORRECTIONS as CORRECTIONS
from trajectories.history.corrections import replaced_in, voided_in
from trajectories.history.events import Recorded
from trajectories.history.evolve import _with, evolve
from trajectories.history.known import known_by
from trajectories.history.renamed_events import in_words_of, migrations_in
from trajectories.history.state import Trajectory

ORDER = attrgetter("occurred_on", "version")


REREAD = CORRECTIONS | {ev.Migrated}  # after these what went before reads otherwise


STEPS = (ev.StageEntered, ev.TrajectoryClosed, ev.Migrated)


def corrected(history: Iterable[Recorded]) -> list[Recorded]:
    """The history with its corrections carried out: voided events gone, replaced ones with their new day or value.

    A correction that was voided is not carried out. A replaced event counts as known from the recording of its last
    correction. An opening stays: see taken_back.
    """
    history = list(history)
    if CORRECTIONS.isdisjoint([type(each.event) for each in history]):
        return history
    gone, replaced = voided_in(history), replaced_in(history)
    kept = []
    for each in history:
        is_gone = each.version in gone and not isinstance(each.event, ev.Opening)
        if type(each.event) in CORRECTIONS or is_gone:
            continue
        kept.append(mended(each, replaced))
    return kept


def mended(recorded: Recorded, replaced: Mapping[int, Sequence[Recorded]]) -> Recorded:
    """With the day and the value that its replacements give it; see corrections.replaced_in."""
    for correction in replaced.get(recorded.version, ()):
        recorded = _replaced(recorded, correction)
    return recorded


def taken_back(history: Sequence[Recorded]) -> Recorded | None:
    """The event that voids the opening; None where that stands. history: also with what was said."""
    opening = next((each for each in history if isinstance(each.event, ev.Opening)), None)
    if opening is None:
        return None
    own = [each for each in history if each.stream == opening.stream]
    by = voided_in(own).get(opening.version)
    return next((each for each in own if each.version == by), None)


def _replaced(old: Recorded, recorded: Recorded) -> Recorded:
    event: Any = old.event
    correction: Any = recorded.event
    if correction.value is not None:
        field = "amount" if isinstance(event, ev.TaskDone) else "value"
        event = event._replace(**{field: correction.value})
    on = date.fromisoformat(correction.occurred_on) if correction.occurred_on else old.occurred_on
    return old._replace(event=event, occurred_on=on, recorded_at=recorded.recorded_at)


def replay(
    stream: str,
    history: Iterable[Recorded],
    as_of: date | None = None,
    known_at: datetime | None = None,
    before: int | None = None,
) -> Trajectory:
    """What held on `as_of` as we had written it down by `known_at`; both inclusive, both default to all.

    Folds by (occurred_on, version), after corrections, in the names of the definition of that day. version is that of
    the last event known by then. before: without the moves, closings and migrations of that version and later.
    Known to be taken back, it was so on every day.
    """
    known = known_by(history, known_at)
    mended = corrected(known)
    happened = [each for each in mended if as_of is None or each.occurred_on <= as_of]
    if before is not None:
        happened = [each for each in happened if each.version < before or not isinstance(each.event, STEPS)]
    happened.sort(key=ORDER)
    if migrations := migrations_in(mended):
        happened = in_words_of(happened, migrations, len(migrations_in(happened)))
    trajectory = Trajectory(stream)
    for recorded in happened:
        trajectory = evolve(trajectory, recorded)
    if trajectory.path and (undone := taken_back(known)):
        trajectory = _with(trajectory, closed_on=undone.occurred_on, outcome="", taken_back_on=undone.occurred_on)
    return _with(trajectory, version=known[-1].version if known else 0)


def continued(trajectory: Trajectory, history: Sequence[Recorded], new: Sequence[Recorded]) -> Trajectory:
    """The trajectory after `new`, just written behind `history`: what replay of both would give.

    Only where nothing before happened later, and nothing is corrected, need no more than the new events be folded in.
    """
    in_order = sorted(new, key=ORDER)
    is_latest = all(old.occurred_on <= in_order[0].occurred_on for old in history)
    if not is_latest or not REREAD.isdisjoint([type(each.event) for each in new]):
        return replay(trajectory.id, [*history, *new])
    for recorded in in_order:
        trajectory = evolve(trajectory, recorded)
    return _with(trajectory, version=new[-1].version, asked_again={})
