"""Why a rule does not remind about a client: the first thing that fails, or when its first rung goes out."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, assert_never

from scheduler.explain.who_hears import WhoHears
from scheduler.planning.ladder import Planned, hang, owed_from, plan, speaking
from scheduler.planning.recipients import Addressed
from scheduler.planning.reminder_id import iso, parts_of
from scheduler.planning.said import Silence, said_of, silences_of
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.deadlines import WhyAbsent, why_absent
from trajectories.deadlines.voice import speaks
from trajectories.deadlines.written import Written, rests_on_erased, with_private_dates
from trajectories.history.state import Passage
from workflows.describe.phrases import anchor_words, both, label_of, list_words
from workflows.language.anchors import (
    Anchor,
    AssignedAnchor,
    DeadlineAnchor,
    DoneAnchor,
    FactAnchor,
    IntakeAnchor,
    LaterOfAnchor,
    LatestOfAnchor,
    MissedAnchor,
    OpenedAnchor,
    StageAnchor,
    TaskAnchor,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.nothing_planned import NOTHING_PLANNED, RULE, rule_of
from workflows.language.road_facts import fact_label
from workflows.language.workflow import Workflow
from workflows.typed_words import is_named
from workflows.words import Words

Code = Literal[
    "armed",
    "unknown",
    "condition",
    "stage",
    "anchor",
    "version",
    "other_version",
    "no_term",
    "met",
    "lapsed",
    "closed",
    "suspended",
    "snoozed",
    "acknowledged",
    "said",
    "past",
    "no_rungs",
    "ended_before",
    "erased",
    "taken_back",
]


class Answer(NamedTuple):
    """About one rule of one trajectory. name: of the rule in the definition; register: its id there (N1).

    deadline: empty where there is none. on: the day that the answer speaks of. first: the next reminder to be said,
    also where that is a question; to: who hears it.
    """

    trajectory: str
    name: str
    register: str
    deadline: str
    code: Code
    words: Words
    on: date | None = None
    first: Planned | None = None
    to: Mapping[str, Addressed] = {}


def rules_named(workflow: Workflow, asked: str) -> list[str]:
    """The names of the deadlines and other rules that are called so, or have that id in the register.

    The question how a case stands is a rule of every definition.
    """
    deadlines = {**workflow.deadlines, NOTHING_PLANNED: RULE}
    ids = {name: (name, *_ids(rule)) for name, rule in deadlines.items()}
    ids |= {name: (name, rule.rule) for name, rule in workflow.rules.items()}
    labels = {name: rule.label for name, rule in deadlines.items()}
    labels |= {name: rule.label for name, rule in workflow.rules.items()}
    called = [name for name, known in ids.items() if is_named(asked, *known)]
    return called or [name for name, label in labels.items() if is_named(asked, label.nl, label.say("en"))]


def _ids(rule: DeadlineRule) -> tuple[str, ...]:
    return (rule.rule, *(version.rule for version in rule.versions))


def why_not(written: Written, asked: str, hears: WhoHears) -> list[Answer]:
    """One answer for each rule that `asked` may mean here; empty where the definition has none."""
    return [_answer(written, name, asked, hears) for name in rules_named(written.compiled.workflow, asked)]


def _answer(written: Written, name: str, asked: str, hears: WhoHears) -> Answer:
    workflow = written.compiled.workflow
    blank = Answer(written.trajectory.id, name, "", "", "no_term", NO_TERM)
    if name not in (*workflow.deadlines, NOTHING_PLANNED):
        return blank._replace(register=workflow.rules[name].rule)
    deadline = next((each for each in written.deadlines if each.name == name), None)
    if deadline is None and name == NOTHING_PLANNED:
        return _not_asked(blank._replace(register=RULE.rule), written)
    if deadline is None:
        return _absent(blank._replace(register=rule_of(workflow, name).rule), written)
    blank = blank._replace(register=deadline.reading.rule, deadline=deadline.id)
    if asked not in (name, deadline.reading.rule) and deadline.standing != "unknown":
        return _reads_otherwise(blank, asked)
    if deadline.standing == "unknown":
        return _unknown(blank, deadline, written, hears)
    return (
        _running(blank, deadline, written, hears) if deadline.standing == "running" else _over(blank, deadline, written)
    )


# there is no deadline


def _not_asked(blank: Answer, written: Written) -> Answer:
    """How a case stands is asked only where nothing else in it speaks."""
    trajectory = written.trajectory
    if trajectory.taken_back_on or trajectory.closed_on:
        kind: Literal["taken_back", "closed"] = "taken_back" if trajectory.taken_back_on else "closed"
        on = trajectory.taken_back_on or trajectory.closed_on
        return blank._replace(code=kind, words=_ended(kind, on, None), on=on)
    labels = {each.name: rule_of(written.compiled.workflow, each.name).label for each in written.deadlines}
    speaking = [labels[each.name] for each in written.deadlines if speaks(each, written.compiled, trajectory)]
    words = both("dit wordt alleen gevraagd waar niets anders spreekt; hier spreekt {it}",
                 "this is asked only where nothing else speaks; here {it} speaks",
                 it=list_words(both("‘{it}’", "‘{it}’", it=each) for each in speaking[:3]))  # fmt: skip
    return blank._replace(code="condition", words=words)


def _absent(blank: Answer, written: Written) -> Answer:
    compiled, trajectory, private = written.compiled, written.trajectory, written.private
    if compiled.revealing:
        if blank.name in compiled.revealing and rests_on_erased(compiled, trajectory, private):
            return blank._replace(code="erased", words=ERASED)
        trajectory = with_private_dates(compiled, trajectory, private)
    found = why_absent(blank.name, compiled, trajectory, written.calendar)
    code, words = _absence(blank.name, found, written)
    return blank._replace(code=code, words=words, on=found.on)


def _absence(name: str, found: WhyAbsent, written: Written) -> tuple[Code, Words]:
    workflow = written.compiled.workflow
    rule = rule_of(workflow, name)
    if found.kind == "condition":
        return "condition", both("dit geldt hier niet: {why}", "it does not apply here: {why}",
                                 why=list_words(each.text for each in found.unmet))  # fmt: skip
    if found.kind == "since":
        stage = label_of(str(rule.since), workflow.stages)
        return "stage", both("de regel telt pas vanaf het stadium ‘{stage}’, en dat is nog niet bereikt",
                             "the rule matters from the stage ‘{stage}’ on, which is not reached yet",
                             stage=stage)  # fmt: skip
    if found.kind == "anchor":
        return "anchor", list_words(_not_happened(anchor, written) for anchor in found.anchors)
    if found.kind == "version":
        return "version", _no_version(rule, found, workflow)
    if found.kind == "before":
        return "ended_before", BEFORE
    return found.kind, _ended(found.kind, found.on, _stage_of(rule, found.on, written))


def _not_happened(anchor: Anchor, written: Written) -> Words:
    from_ = anchor_words(anchor, written.compiled.workflow)
    match anchor:
        case DeadlineAnchor(deadline=name):
            found = why_absent(name, written.compiled, written.trajectory, written.calendar)
            why = _absence(name, found, written)[1]
            return both("er wordt geteld vanaf {it}, en die termijn is er niet: {why}",
                        "it is counted from {it}, and there is no such term: {why}", it=from_, why=why)  # fmt: skip
        case (
            AssignedAnchor()
            | DoneAnchor()
            | FactAnchor()
            | IntakeAnchor()
            | LaterOfAnchor()
            | LatestOfAnchor()
            | MissedAnchor()
            | OpenedAnchor()
            | StageAnchor()
            | TaskAnchor()
        ):
            return both("er wordt geteld vanaf {it}, en dat is er nog niet geweest",
                        "it is counted from {it}, and that has not happened yet", it=from_)  # fmt: skip
        case _:
            assert_never(anchor)


def _no_version(rule: DeadlineRule, found: WhyAbsent, workflow: Workflow) -> Words:
    key = anchor_words(rule.version_key, workflow) if rule.version_key else Words("?")
    spans = list_words(_span(each.from_, each.until) for each in rule.versions)
    day = Words(str(found.on))
    return both("voor {key} {day} geldt geen versie van de regel; wel {spans}",
                "no version of the rule holds for {key} {day}; there is one {spans}",
                key=key, day=day, spans=spans)  # fmt: skip


def _span(first: date | None, last: date | None) -> Words:
    nl = [f"vanaf {first}"] if first else []
    en = [f"from {first}"] if first else []
    nl += [f"tot en met {last}"] if last else []
    en += [f"until {last}"] if last else []
    return Words(" ".join(nl) or "altijd", " ".join(en) or "always")


def _reads_otherwise(blank: Answer, asked: str) -> Answer:
    words = Words(
        f"hier geldt deze termijn als regel {blank.register}, niet als {asked}",
        f"here this term reads as rule {blank.register}, not as {asked}",
    )
    return blank._replace(code="other_version", words=words)


# it is over


def _over(blank: Answer, deadline: Deadline, written: Written) -> Answer:
    if deadline.standing == "met":
        return blank._replace(code="met", words=_ended("met", deadline.met_on, None), on=deadline.met_on)
    rule = rule_of(written.compiled.workflow, deadline.name)
    ending = next((each for each in _endings(rule, written) if each.on == deadline.lapsed_on), None)
    if ending is None:
        on = written.trajectory.closed_on
        return blank._replace(code="closed", words=_ended("closed", on, None), on=on)
    stage = label_of(ending.stage, written.compiled.workflow.stages)
    return blank._replace(code="lapsed", words=_ended("lapsed", ending.on, stage), on=ending.on)


def _endings(rule: DeadlineRule, written: Written) -> list[Passage]:
    """The times that a stage was entered which ends it."""
    return [each for each in written.trajectory.path if each.stage in rule.lapses_at]


def _stage_of(rule: DeadlineRule, on: date | None, written: Written) -> Words | None:
    """The stage that ended it on that day, by its label."""
    found = next((each.stage for each in _endings(rule, written) if each.on == on), None)
    return label_of(found, written.compiled.workflow.stages) if found else None


def _ended(kind: str, on: date | None, stage: Words | None) -> Words:
    day = Words(f"{on}")
    if kind == "met":
        return both("gehaald op {day}", "met on {day}", day=day)
    if kind == "taken_back":
        return both("de opening is op {day} teruggedraaid, alsof het traject er nooit was",
                    "the opening was taken back on {day}, as if the trajectory had never been", day=day)  # fmt: skip
    if kind == "lapsed":
        return both("vervallen op {day} door het stadium ‘{stage}’", "lapsed on {day} by the stage ‘{stage}’",
                    day=day, stage=stage or Words("?"))  # fmt: skip
    return both("het traject is gesloten op {day}", "the trajectory closed on {day}", day=day)


# it runs, or waits to be known


def _unknown(blank: Answer, deadline: Deadline, written: Written, hears: WhoHears) -> Answer:
    workflow = written.compiled.workflow
    missing = list_words(both("‘{it}’", "‘{it}’", it=fact_label(workflow, name)) for name in deadline.missing)
    what = both("{it} is nog niet vastgelegd", "{it} is not recorded yet", it=missing)
    first = _next_of(deadline, written)
    if first is None:
        other = next((each.id for each in speaking(written) if each.missing[:1] == deadline.missing[:1]), "")
        asked = next((each for each in plan(written) if each.deadline == other), None)
        words = both("{what}; daarnaar wordt gevraagd bij {other}", "{what}; that is asked for with {other}",
                     what=what, other=Words(other))  # fmt: skip
        return _with_first(blank._replace(code="unknown", words=words), asked, written, hears)
    words = both("{what}; daarnaar wordt gevraagd op {day}", "{what}; that is asked for on {day}",
                 what=what, day=Words(f"{first.day}"))  # fmt: skip
    return _with_first(blank._replace(code="unknown", words=words), first, written, hears)


def _running(blank: Answer, deadline: Deadline, written: Written, hears: WhoHears) -> Answer:
    first = _next_of(deadline, written)
    if since := deadline.held_since:
        words = both("staat stil sinds {day}", "stands still since {day}", day=Words(f"{since}"))
        if first:
            words = both("{it}; of dat nog zo is, wordt gevraagd op {day}",
                         "{it}; whether it still is, is asked on {day}",
                         it=words, day=Words(f"{first.day}"))  # fmt: skip
        return _with_first(blank._replace(code="suspended", words=words, on=since), first, written, hears)
    if first and (silence := _silence(deadline, first, written)):
        words = both(*KEPT_BACK[silence.kind], on=Words(f"{silence.on}"), day=Words(f"{first.day}"))
        return _with_first(blank._replace(code=silence.kind, words=words, on=silence.on), first, written, hears)
    if first:
        words = both("staat klaar: de eerstvolgende herinnering is op {day}", "armed, first rung on {day}",
                     day=Words(f"{first.day}"))  # fmt: skip
        return _with_first(blank._replace(code="armed", words=words), first, written, hears)
    return _silent(blank, deadline, written)


def _next_of(deadline: Deadline, written: Written) -> Planned | None:
    return next((each for each in plan(written) if each.deadline == deadline.id), None)


def _silence(deadline: Deadline, first: Planned, written: Written) -> Silence | None:
    """What keeps back the reminder that would otherwise be the next."""
    for each in silences_of(written):
        last = written.calendar.next_working_day(each.until)
        is_snoozed = each.kind == "snoozed" and each.of == deadline.id
        is_seen = each.kind == "acknowledged" and parts_of(each.of)[:2] == (deadline.id, first.rung)
        if (is_snoozed or (is_seen and each.due_on == iso(deadline.due_on))) and first.day <= last:
            return each
    return None


def _with_first(answer: Answer, first: Planned | None, written: Written, hears: WhoHears) -> Answer:
    return answer._replace(first=first, to=hears.on(first.day, written, first.roles) if first else {})


def _silent(blank: Answer, deadline: Deadline, written: Written) -> Answer:
    """It runs, and nothing of it is still to be said."""
    ladder = hang(deadline, written)
    if not ladder:
        return blank._replace(code="no_rungs", words=NO_RUNGS)
    said = [each for key, told in said_of(written).items() if key.startswith(f"{deadline.id}/") for each in told]
    if said:
        last = max(each.on for each in said)
        words = both("alles is al gezegd, het laatst op {day}", "all of it was said, the last on {day}",
                     day=Words(f"{last}"))  # fmt: skip
        return blank._replace(code="said", words=words, on=last)
    last_on, known_on = max((each.first_on, owed_from(deadline, each.id)) for each in ladder)
    words = both("de dag van de laatste herinnering, {day}, lag al achter ons toen dit bekend werd op {known}",
                 "the day of the last reminder, {day}, had passed when this came to be known on {known}",
                 day=Words(f"{last_on}"), known=Words(f"{known_on}"))  # fmt: skip
    return blank._replace(code="past", words=words, on=last_on)


NO_TERM = Words(
    "dit is een regel zonder termijn: er is niets om aan te herinneren",
    "this is a rule without a term: there is nothing to remind of",
)
ERASED = Words(
    "de dag waar deze termijn op rustte is gewist, en daarmee de termijn",
    "the day that this term rests on was erased, and the term with it",
)
BEFORE = Words(
    "het traject is heropend, en deze termijn liep niet toen het sloot; iets nieuws moet hem laten beginnen",
    "the trajectory was opened again, and this term did not run when it closed; something new must set it going",
)
NO_RUNGS = Words("de regel heeft geen herinneringen", "the rule has no reminders")
KEPT_BACK = {
    "snoozed": (
        "uitgesteld op {on}: de eerstvolgende herinnering is op {day}",
        "snoozed on {on}: the next rung is on {day}",
    ),
    "acknowledged": (
        "gezien op {on}: de eerstvolgende herinnering is op {day}",
        "acknowledged on {on}: the next rung is on {day}",
    ),
}
