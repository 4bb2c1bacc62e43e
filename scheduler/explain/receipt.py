"""Why a deadline reminds as it does: each rung's standing, and the receipt of all that a reminder rests on."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from scheduler.planning.ladder import Hung, hang, owed_from, planned_of, speaking, unsaid
from scheduler.planning.reminder_id import iso, no_such, parts_of
from scheduler.planning.said import SaidReminder, Silence, present_id, said_of, silences_of
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.provisional import noted
from trajectories.deadlines.reckoning import explain as explain_days
from trajectories.deadlines.voice import is_voice, source_of
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.renamed_events import migrations_in
from trajectories.history.taken_back import is_it
from workflows.calendar import WorkCalendar
from workflows.describe.phrases import anchor_words
from workflows.errors import Refused
from workflows.language.deadlines import DeadlineRule
from workflows.language.nothing_planned import rule_of
from workflows.language.workflow import Workflow
from workflows.words import Words

State = Literal["said", "folded", "planned", "past", "dropped"]


class RungStanding(NamedTuple):
    """One rung, or one repeat of it, in the tale of its deadline.

    state: said or folded on said_on to `to`; planned; past (its day lay before we knew of it, so it is never said);
    dropped (the deadline ended or is suspended).
    """

    reminder: str
    day: date
    roles: tuple[str, ...]
    state: State
    said_on: date | None = None
    to: tuple[str, ...] = ()


class Explanation(NamedTuple):
    """Why a deadline reminds as it does. receipt: as it was said, or as it would be said now (see `receipt`).

    silences: what was seen and snoozed of it, also where that is over.
    """

    deadline: str
    receipt: dict[str, object]
    rungs: list[RungStanding]
    silences: list[Silence] = []


def explain(written: Written, asked: str) -> Explanation:
    """`asked`: a deadline or a reminder, also one that is over. A reminder that was said is told as it was said then.

    Raises NotFound; Refused for the message that an opening was taken back, which rests on no term.
    """
    _must_be_a_term(written, asked)
    deadline_id = asked if asked.count("/") == 1 else parts_of(asked)[0]
    deadline = next((each for each in written.deadlines if each.id == deadline_id), None)
    kept = _kept_receipt(written, asked, or_any_of=deadline_id if deadline is None else "")
    if deadline is None and kept is None:
        raise no_such(asked, [each.id for each in written.deadlines])
    rungs = _tale(deadline, written) if deadline else _told_rungs(deadline_id, _told_as_said(written))
    if asked != deadline_id and asked not in {each.reminder for each in rungs}:
        raise no_such(asked, [each.reminder for each in rungs])
    silences = [each for each in silences_of(written) if f"{each.of}/".startswith(f"{deadline_id}/")]
    if kept is not None:
        return Explanation(deadline_id, kept, rungs, silences)
    assert deadline is not None
    return Explanation(deadline_id, receipt(written, deadline), rungs, silences)


def _must_be_a_term(written: Written, asked: str) -> None:
    if is_it(asked if asked.count("/") == 1 else parts_of(asked)[0]):
        key = written.trajectory.id
        raise Refused(
            Words(
                f"{asked} zegt dat de opening van {key} is teruggedraaid; ‘traject history {key}’ zegt waarom",
                f"{asked} says that the opening of {key} was taken back; 'traject history {key}' tells why",
            )
        )


def _kept_receipt(written: Written, asked: str, or_any_of: str) -> dict[str, object] | None:
    """The latest receipt of the reminder, or of any of the deadline that is no more."""
    migrations = migrations_in(written.history)
    for recorded in reversed(written.said):
        event = recorded.event
        if isinstance(event, ev.ReminderSent):
            is_of_it = or_any_of and event.reminder.startswith(f"{or_any_of}/")
            present = present_id(event.reminder, recorded.version, written, migrations)
            if is_of_it or asked in (event.reminder, present):
                return event.receipt
    return None


def _told_as_said(written: Written) -> dict[str, list[SaidReminder]]:
    """In the names of then, for a deadline that is called otherwise by now."""
    return said_of(written._replace(history=[]))


def _tale(deadline: Deadline, written: Written) -> list[RungStanding]:
    told, silences = said_of(written), silences_of(written)
    is_speaking = deadline.id in {each.id for each in speaking(written)}
    ladder = [] if deadline.reckoned is None and not is_speaking else hang(deadline, written)
    silent = {each.reminder: each for each in _silent(deadline, ladder, written.calendar, is_speaking=is_speaking)}
    planned = {
        each.id: RungStanding(each.id, each.day, each.roles, "planned")
        for each in (unsaid(deadline, written, told, silences) if ladder and is_speaking else ())
    }
    said = {each.reminder: each for each in _told_rungs(deadline.id, told)}
    rungs = {**silent, **said, **planned}
    return sorted(rungs.values(), key=lambda each: (each.day, each.reminder))


def _silent(
    deadline: Deadline, ladder: list[Hung], calendar: WorkCalendar, *, is_speaking: bool
) -> Iterator[RungStanding]:
    """Each rung once, as if it were never to be said."""
    for rung in ladder:
        first = planned_of(deadline, rung, 0, calendar)
        is_past = first.day < owed_from(deadline, rung.id)
        state: State = "past" if is_past or is_speaking else "dropped"
        yield RungStanding(first.id, first.day, first.roles, state)


def _told_rungs(deadline: str, told: Mapping[str, list[SaidReminder]]) -> list[RungStanding]:
    """What was said of a deadline; a rung said for several due days is told as it was said last."""
    found = []
    for reminder, several in told.items():
        if reminder.startswith(f"{deadline}/"):
            last = max(several, key=lambda each: each.on)
            state: State = "folded" if all(each.folded for each in several) else "said"
            to = tuple(dict.fromkeys(each.to for each in several if each.due_on == last.due_on))
            found.append(RungStanding(reminder, last.on, (), state, last.on, to))
    return found


def receipt(written: Written, deadline: Deadline) -> dict[str, object]:
    """All that a reminder rests on, as JSON: definition, rule, source, anchor, calendar and the arithmetic.

    Of an opening taken back there is no more than the day of that.
    """
    if is_it(deadline.id):
        return {"deadline": deadline.id, "taken_back_on": deadline.known_on.isoformat()}
    workflow = written.compiled.workflow
    rule, reading = rule_of(workflow, deadline.name), deadline.reading
    source = source_of(workflow, deadline)
    reckoned = deadline.reckoned
    steps = explain_days(reckoned, written.calendar) if reckoned else []
    anchor, note = _anchor_words(deadline, rule, workflow), noted(reading.note, deadline, written.compiled)
    return {
        "deadline": deadline.id,
        "definition": written.compiled.hash,
        "workflow": workflow.workflow,
        "workflow_version": workflow.version,
        "variant": workflow.variant,
        "rule": reading.rule,
        "label": _both(rule.label),
        "source": source.ref if source else "",
        **({"text_of": iso(source.text_of)} if source and source.text_of else {}),
        "certainty": reading.certainty,
        "legal": reading.legal,
        "anchor": {
            **_both(anchor),
            "event": deadline.occurrence,
            "on": iso(reckoned.anchor_on) if reckoned else "",
        },
        "missing": list(deadline.missing),
        "calendar": written.calendar.hash,
        "raw_on": iso(deadline.raw_on),
        "due_on": iso(deadline.due_on),
        **({"note": _both(note)} if note else {}),
        "steps": [{"on": step.on.isoformat(), **_both(step.words)} for step in steps],
    }


def _anchor_words(deadline: Deadline, rule: DeadlineRule, workflow: Workflow) -> Words:
    if is_voice(deadline.id):
        return Words("wat het laatst in deze zaak is vastgelegd", "what was last recorded in this case")
    if deadline.restarted:
        return Words("de overgang naar deze versie van het workflow", "the migration to this version of the workflow")
    if deadline.kept:
        return Words("de dag die gold in de vorige versie", "the day that held in the earlier version")
    return anchor_words(rule.anchor, workflow)


def _both(words: Words) -> dict[str, str]:
    return {"nl": words.say("nl"), "en": words.say("en")}
