"""A correction that would change nothing is refused, and the version that holds is named."""

from collections.abc import Mapping, Sequence
from typing import Any

from trajectories.casework.parse_values import checked, spec_of
from trajectories.history import events as ev
from trajectories.history.corrections import CORRECTIONS, replaced_in, subject_of, voided_in
from trajectories.history.events import Recorded, Value
from trajectories.history.replay import replay
from workflows.errors import NotFound, Refused
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def must_change_something(history: Sequence[Recorded], target: Recorded, was: Value, now: Value) -> None:
    """was and now: a value or an amount. Raises Refused where they are one, or where a later entry of the same day
    holds in its place, whatever this one says.
    """
    if was == now and type(was) is type(now):
        raise changes_nothing(history, target)
    event: Any = target.event
    if not isinstance(event, ev.FactSet):
        return
    entries = replay(target.stream, history).facts.get(event.name, ())
    later = [each.version for each in entries if each.on == target.occurred_on and each.version > target.version]
    if later:
        raise Refused(
            Words(
                f"{event.name} van {target.occurred_on} geldt zoals gebeurtenis {later[-1]} zegt, dus gebeurtenis "
                f"{target.version} verbeteren verandert niets; verbeter {later[-1]}",
                f"{event.name} of {target.occurred_on} holds as event {later[-1]} says, so correcting event "
                f"{target.version} changes nothing; correct {later[-1]}",
            )
        )


def must_not_be_as_kept(
    compiled: Compiled, history: Sequence[Recorded], target: Recorded, value: Value, kept: Mapping[str, str]
) -> None:
    """As must_change_something, for a fact that is kept apart from the history. kept: what is kept of it."""
    name = str(getattr(target.event, "name", ""))
    if name in compiled.workflow.facts and str(checked(spec_of(compiled, name), name, value)) in kept.values():
        raise changes_nothing(history, target)


def changes_nothing(history: Sequence[Recorded], target: Recorded) -> Refused:
    """It is of that day, or has that value, already."""
    by = _corrected_by(history, target.version)
    nl, en = (f" (verbeterd door {by})", f" (as {by} corrected it)") if by else ("", "")
    return Refused(
        Words(
            f"dit verandert niets: gebeurtenis {target.version}{nl} van {target.occurred_on} geldt al zo",
            f"this changes nothing: event {target.version}{en} of {target.occurred_on} holds like that already",
        )
    )


def _corrected_by(history: Sequence[Recorded], version: int) -> int:
    """The last correction of it that holds; 0 where there is none."""
    of_it = replaced_in(history).get(version)
    return of_it[-1].version if of_it else 0


def not_in_force(history: Sequence[Recorded], version: int, shown_by: str = "traject history") -> NotFound:
    """Says what became of it: voided, or itself a correction of another. shown_by: the command that lists them."""
    event: Any = next((each.event for each in history if each.version == version), None)
    by = voided_in(history).get(version)
    if by and type(event) in CORRECTIONS:
        of = subject_of(history, version)
        return NotFound(
            Words(
                f"correctie {version} is al teruggenomen door {by}; verbeter gebeurtenis {of}",
                f"correction {version} was taken back by {by} already; correct event {of}",
            )
        )
    if isinstance(event, ev.EventVoided):
        return NotFound(
            Words(
                f"gebeurtenis {version} draaide {event.version} terug; met --void neemt u dat terug, anders blijft het",
                f"event {version} voided {event.version}; with --void that is taken back, else it stays",
            )
        )
    if isinstance(event, ev.EventReplaced):
        of = event.version
        return NotFound(
            Words(
                f"gebeurtenis {version} is zelf een verbetering, van {of}; verbeter {of}, of neem {version} terug met "
                "--void",
                f"event {version} is a correction itself, of {of}; correct {of}, or take it back with --void",
            )
        )
    if by:
        return NotFound(
            Words(
                f"gebeurtenis {version} geldt niet meer: {by} draaide haar terug; neem {by} terug met --void, of leg "
                "het opnieuw vast",
                f"event {version} is not in force: {by} voided it; take {by} back with --void, or record it anew",
            )
        )
    return NotFound(
        Words(
            f"er is geen geldende gebeurtenis {version}; ‘{shown_by}’ toont ze",
            f"there is no event {version} in force; '{shown_by}' shows them",
        )
    )
