"""One thing to say: what is known of a reminder when it is said."""

from datetime import date
from typing import NamedTuple

from scheduler.planning.ladder import Planned
from scheduler.planning.recipients import Addressed
from scheduler.planning.reminder_id import find
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.provisional import noted
from trajectories.deadlines.voice import is_suspended_openly, source_of, waits_for
from trajectories.deadlines.written import Written
from trajectories.history.taken_back import is_it
from workflows.describe.blanks import blank
from workflows.language.deadlines import Legal
from workflows.language.facts import FactSpec
from workflows.language.names import Certainty
from workflows.language.nothing_planned import rule_of
from workflows.language.reviews import advice_in
from workflows.language.road_facts import fact_of
from workflows.words import Words


class Missing(NamedTuple):
    """A fact that a term waits for, and what its value looks like. from_client: it follows the client's own record."""

    name: str
    label: Words
    example: Words
    from_client: bool = False


AS_EVER = Addressed("")  # nothing to say of why it is this recipient


class Item(NamedTuple):
    """One thing to say. due_on: None for an open question, and for a term that stands still since held_since.

    told: why this recipient is told. waits_for: who must act before it runs again, where the stage
    lets it stand still. urgent: said outside their hours or beside the daily message, as its last day does not wait.
    provisional: on which answer it hangs that nobody gave.
    taken_back_on: its opening was voided on that day, so that nothing is to be done. name: of the client, on a screen
    only; what is sent names nobody. perhaps_on: from when it is perhaps open, before due_on.
    """

    ref: str
    trajectory: str
    workflow: Words
    deadline: str
    label: Words
    due_on: date | None
    opens: bool
    advice: Words | None
    rule: str
    source: str
    certainty: Certainty
    missing: tuple[Missing, ...] = ()
    told: Addressed = AS_EVER
    held_since: date | None = None
    waits_for: Words | None = None
    urgent: bool = False
    legal: Legal = "none"
    taken_back_on: date | None = None
    name: str = ""
    perhaps_on: date | None = None
    provisional: Words | None = None


def item_of(written: Written, planned: Planned, ref: str, told: Addressed = AS_EVER) -> Item:
    workflow, deadline = written.compiled.workflow, find(written, planned.deadline)
    if is_it(deadline.id):
        words, day = (workflow.label, deadline.id, workflow.label), written.trajectory.taken_back_on
        return Item(ref, planned.trajectory, *words, None, False, None, "", "", "law", told=told, taken_back_on=day)
    rule, reading = rule_of(workflow, deadline.name), deadline.reading
    source = source_of(workflow, deadline)
    return Item(
        ref,
        planned.trajectory,
        workflow.label,
        deadline.id,
        rule.label,
        None if deadline.held_since else deadline.due_on,
        deadline.opens,
        advice_in(rule.advice, planned.trajectory),
        reading.rule,
        source.ref if source else "",
        reading.certainty,
        tuple(_missing(name, spec) for name in deadline.missing if (spec := fact_of(workflow, name))),
        told,
        deadline.held_since,
        _waited_for(deadline, written),
        legal=reading.legal,
        perhaps_on=perhaps_on(deadline),
        provisional=noted(None, deadline, written.compiled),
    )


def perhaps_on(deadline: Deadline) -> date | None:
    """Of a day on which something opens: the day on which it may be open already; None where the two are one."""
    return deadline.raw_on if deadline.opens and deadline.raw_on != deadline.due_on else None


def _waited_for(deadline: Deadline, written: Written) -> Words | None:
    """Who outside must act before a term that stands still runs again; None where someone of ours suspended it."""
    if not deadline.held_since or is_suspended_openly(deadline, written.trajectory):
        return None
    return waits_for(written.compiled, written.trajectory)


def _missing(name: str, spec: FactSpec) -> Missing:
    return Missing(name, spec.label, blank(spec), spec.from_ == "born")


def fact_asked_for(item: Item) -> Words | None:
    return item.missing[0].label if item.missing and item.due_on is None else None
