"""How the terms stood that guards ask about, on the day of deciding."""

from datetime import date, timedelta
from typing import Literal, assert_never

from trajectories.deadlines.deadline import Deadline, status
from trajectories.deadlines.deadlines import WhyAbsent, open_deadlines, why_absent
from trajectories.history.state import Trajectory
from workflows.calendar import WorkCalendar
from workflows.describe.phrases import label_of, list_words
from workflows.language.road_facts import fact_label
from workflows.language.workflow import Workflow
from workflows.machine.seen_terms import TermSeen
from workflows.machine.state_machine import Compiled
from workflows.words import Words


def terms_seen(compiled: Compiled, then: Trajectory, on: date, calendar: WorkCalendar) -> dict[str, TermSeen]:
    """By name, of those that some guard of the definition asks about. then: what held on that day.

    No guard asks about a term that tells a private date, so none need be read.
    """
    if not compiled.asked_terms or not then.path:
        return {}
    found = {each.name: each for each in open_deadlines(compiled, then, calendar)}
    return {name: _seen(name, found.get(name), compiled, then, on, calendar) for name in compiled.asked_terms}


def _seen(
    name: str, deadline: Deadline | None, compiled: Compiled, then: Trajectory, on: date, calendar: WorkCalendar
) -> TermSeen:
    if deadline is None:
        why = why_absent(name, compiled, then, calendar)
        return TermSeen("absent", why=_absence(why, name, compiled.workflow))
    last_on = None if deadline.opens else deadline.due_on
    stands = status(deadline, on)
    match stands:
        case "unknown":
            return TermSeen("unknown", why=_missing(deadline, compiled.workflow))
        case "open":
            return TermSeen("running", last_on=last_on)
        case "overdue":
            assert deadline.due_on
            return TermSeen("over", deadline.due_on + timedelta(days=1), last_on)
        case "suspended":
            return TermSeen("suspended", _still_since(deadline, on), last_on)
        case "met" | "met_late":
            return TermSeen(stands, deadline.met_on, last_on)
        case "lapsed":
            return TermSeen("lapsed", deadline.lapsed_on, last_on)
        case _:
            assert_never(stands)


def _still_since(deadline: Deadline, on: date) -> date | None:
    return max((first for first, until in deadline.holds if first <= on <= (until or on)), default=None)


def _missing(deadline: Deadline, workflow: Workflow) -> Words:
    names = list_words(_quoted(fact_label(workflow, name)) for name in deadline.missing)
    return Words(f"niet vastgelegd is {names.nl}", f"not recorded is {names.say('en')}")


def _quoted(label: Words) -> Words:
    return Words(f"‘{label.say('nl')}’", f"‘{label.say('en')}’")


NOT_HERE: dict[Literal["anchor", "version", "before", "closed"], Words] = {
    "anchor": Words("waarvan hij telt is nog niet gebeurd", "what it is counted from has not happened yet"),
    "version": Words("voor die datum geldt geen versie van de regel", "no version of the rule holds for that date"),
    "before": Words("hij liep niet toen het traject sloot", "it did not run when the trajectory closed"),
    "closed": Words("het traject is gesloten", "the trajectory is closed"),
}


def _absence(why: WhyAbsent, name: str, workflow: Workflow) -> Words:
    kind = why.kind
    match kind:
        case "condition":
            reasons = list_words(each.text for each in why.unmet)
            return Words(f"hij geldt hier niet, want {reasons.nl}", f"it does not hold here, for {reasons.say('en')}")
        case "since":
            stage = _quoted(label_of(str(workflow.deadlines[name].since), workflow.stages))
            return Words(f"{stage.nl} is nog niet bereikt", f"{stage.say('en')} is not reached yet")
        case "anchor" | "version" | "before" | "closed":
            return NOT_HERE[kind]
        case "met":
            return Words(f"op {why.on} gehaald voordat de dag bekend was", f"met on {why.on} before its day was known")
        case "lapsed":
            return Words(
                f"op {why.on} vervallen voordat de dag bekend was", f"lapsed on {why.on} before its day was known"
            )
        case "taken_back":
            return Words(f"de opening is teruggedraaid op {why.on}", f"the opening was taken back on {why.on}")
        case _:
            assert_never(kind)
