"""Taking running trajectories over to another definition: the plan, and what it would do to one of them. Pure.

A plan says for each name of the old definition what it is called in the new one, and for each deadline whether it
keeps what it had, is reckoned anew, or starts again. What it leaves open stops only those that need it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from trajectories import decisions
from trajectories import events as ev
from trajectories.codec import canonical
from trajectories.deadlines import COUNTING, Deadline, kept_rule, status
from trajectories.decisions import Circle
from trajectories.dossier import Written, deadlines_of
from trajectories.events import Recorded
from trajectories.state import AskedEntry, Pin, Trajectory, replay
from workflows.compiler import Compiled
from workflows.documents import Document, Place
from workflows.errors import DefinitionError, Problem, UsageError
from workflows.guards import OpenTask
from workflows.model import DeadlineRule, FactSpec, Stage, Task, TermSpec, Workflow
from workflows.renaming import renamed_stages
from workflows.terms import Term
from workflows.words import Words

How = str  # keep, recompute or restart
HOWS = ("keep", "recompute", "restart")
STAY, DROP = "STAY", "DROP"  # in capitals, as no name is: decided, where null is not
SECTIONS = ("stages", "facts", "tasks", "deadlines")
WORD = {
    "stages": Words("stadium", "stage"),
    "facts": Words("gegeven", "fact"),
    "tasks": Words("taak", "task"),
    "deadlines": Words("termijn", "deadline"),
}
HINT = {
    "stages": "the name of another stage, or STAY to leave those who are in it where they are",
    "facts": "what was recorded stays in the history, and is read no more",
    "tasks": "a name, or DROP to let it go where another trajectory asked for it",
    "deadlines": "a name, or DROP to let it go where it runs",
}


class Pair(NamedTuple):
    """A definition that trajectories are under, and the one they would go on under."""

    before: Compiled
    after: Compiled


class Plan(NamedTuple):
    """names: by section, old name -> new name, None where nothing was decided, or STAY or DROP.

    start and target: the definitions it is about, `variant@version` -> hash. guesses: what a person must still
    confirm. hash: of all this.
    """

    workflow: str
    start: Mapping[str, str]
    target: Mapping[str, str]
    names: Mapping[str, Mapping[str, str | None]]
    hows: Mapping[str, How]
    guesses: frozenset[tuple[str, str]] = frozenset()

    @property
    def hash(self) -> str:
        guesses = sorted(map(list, self.guesses))
        return sha256(canonical([*self[:-1], guesses]).encode()).hexdigest()

    def new_name(self, section: str, name: str) -> str | None:
        """None where it goes on under no name."""
        found = self.names[section].get(name)
        return None if found in (STAY, DROP) else found


class Hindrance(NamedTuple):
    """Why one trajectory cannot be moved. place: the part of the plan that leaves it open."""

    words: Words
    place: Place = ()


class Shift(NamedTuple):
    """A deadline before and after; None where it comes or goes."""

    before: Deadline | None
    after: Deadline | None
    how: How


class Preview(NamedTuple):
    """What would become of one trajectory. after and event: None where it cannot be moved.

    overdue: the deadlines that would be overdue at once and are not now. lost: tasks that are asked for no longer.
    """

    before: Written
    after: Written | None
    events: list[ev.Event]
    hindrances: list[Hindrance]
    shifts: list[Shift]
    overdue: list[Deadline]

    @property
    def migrated(self) -> ev.Migrated | None:
        return next((each for each in self.events if isinstance(each, ev.Migrated)), None)


# the plan


def label_of(workflow: Workflow) -> str:
    return f"{workflow.variant}@{workflow.version}"


def draft(pairs: Sequence[Pair]) -> Plan:
    """Equal names stay; of what is left over a single pair that looks alike is guessed, and the rest is left open."""
    guesses = {section: _guessed(section, pairs) for section in SECTIONS}
    names: dict[str, dict[str, str | None]] = {}
    for section in SECTIONS:
        new = _declared(section, (pair.after for pair in pairs))
        old = _declared(section, (pair.before for pair in pairs))
        names[section] = {name: name if name in new else guesses[section].get(name) for name in old}
    made = frozenset((section, name) for section in SECTIONS for name in guesses[section])
    hows = dict.fromkeys(names["deadlines"], "recompute")
    return Plan(*_ends(pairs), names, hows, made)


def _ends(pairs: Sequence[Pair]) -> tuple[str, dict[str, str], dict[str, str]]:
    start = {label_of(pair.before.workflow): pair.before.hash for pair in pairs}
    target = {label_of(pair.after.workflow): pair.after.hash for pair in pairs}
    return pairs[0].after.workflow.workflow, start, target


def _declared(section: str, several: Iterable[Compiled]) -> dict[str, Any]:
    return {name: thing for each in several for name, thing in getattr(each.workflow, section).items()}


def _guessed(section: str, pairs: Sequence[Pair]) -> dict[str, str]:
    """A name that every pair where it is left over would guess alike."""
    guess: Callable[[Workflow, Workflow], dict[str, str]] = (
        renamed_stages if section == "stages" else _same_labels(section)
    )
    found: dict[str, set[str]] = {}
    for pair in pairs:
        for old, new in guess(pair.before.workflow, pair.after.workflow).items():
            found.setdefault(old, set()).add(new)
    old_names = _declared(section, (pair.before for pair in pairs))
    new_names = _declared(section, (pair.after for pair in pairs))
    single = {old: next(iter(news)) for old, news in found.items() if len(news) == 1 and old not in new_names}
    return {old: new for old, new in single.items() if new not in old_names and list(single.values()).count(new) == 1}


def _same_labels(section: str) -> Callable[[Workflow, Workflow], dict[str, str]]:
    def guess(before: Workflow, after: Workflow) -> dict[str, str]:
        old, new = getattr(before, section), getattr(after, section)
        gone = {name: thing.label for name, thing in old.items() if name not in new}
        fresh = {name: thing.label for name, thing in new.items() if name not in old}
        pairs = [(one, other) for one, label in gone.items() for other in fresh if fresh[other] == label]
        return dict(pairs) if len(pairs) == len(dict(pairs)) == len({new for _, new in pairs}) else {}

    return guess


def plan_text(plan: Plan, pairs: Sequence[Pair]) -> str:
    """As a file for people: what is open and what was guessed stands first in the comments."""
    lines = [
        f"# How running trajectories of {plan.workflow} go over",
        f"# from {', '.join(plan.start)} to {', '.join(plan.target)}.",
        "# Left: the old name; right: the new one. A name with a question mark is a guess: take the mark away where it",
        "# is right. null is not decided yet, which matters only where a running trajectory needs it.",
        "# A deadline: recompute (its day zero, the new term, and every day that was suspended or granted), keep (the",
        "# rule as it was) or restart (counted from the day of the migration).",
        f"workflow: {plan.workflow}",
    ]
    for word, ends in (("from", plan.start), ("to", plan.target)):
        lines += [f"{word}:", *(f'  "{label}": "{digest}"' for label, digest in ends.items())]
    changes = _changed_terms(plan, pairs)
    for section in SECTIONS:
        names = plan.names[section]
        lines.append(f"{section}:" if names else f"{section}: {{}}")
        lines += [_plan_line(plan, section, name, changes) for name in names]
    return "\n".join(lines) + "\n"


def _plan_line(plan: Plan, section: str, name: str, changes: Mapping[str, str]) -> str:
    new, is_guess = plan.names[section][name], (section, name) in plan.guesses
    said = "null" if new is None else f"{new}?" if is_guess else new
    value = f"{{to: {said}, do: {plan.hows[name]}}}" if section == "deadlines" else said
    comments = [f"not there any more: {HINT[section]}"] if new is None else []
    comments += ["a guess: take the question mark away where it is right"] if is_guess else []
    comments += [changes[name]] if section == "deadlines" and name in changes else []
    return f"  {name}: {value}" + (f"  # {'; '.join(comments)}" if comments else "")


def _changed_terms(plan: Plan, pairs: Sequence[Pair]) -> dict[str, str]:
    """By old name what changes about until when; in words that fit behind the line."""
    found: dict[str, str] = {}
    for pair in pairs:
        for name, rule in pair.before.workflow.deadlines.items():
            new = plan.new_name("deadlines", name)
            if new is None or new not in pair.after.workflow.deadlines:
                continue
            later = pair.after.workflow.deadlines[new]
            old_terms, new_terms = _terms(rule, pair.before.workflow), _terms(later, pair.after.workflow)
            if old_terms != new_terms:
                found.setdefault(name, f"THE TERM CHANGES: {', '.join(old_terms)} -> {', '.join(new_terms)}")
            elif not _counts_alike(pair, plan, name, new):
                found.setdefault(name, "counted otherwise: another day zero, legal effect or version")
    return found


def _terms(rule: DeadlineRule, workflow: Workflow) -> list[str]:
    terms = [rule.term, *(version.term for version in rule.versions if version.term)]
    return [_term_text(term, workflow) for term in terms]


def _term_text(term: TermSpec, workflow: Workflow) -> str:
    fixed = _fixed(term, workflow)
    return str(fixed) if isinstance(fixed, Term) else f"as many {fixed.unit}s as {fixed.looked.fact} says"


def read_plan(document: Document, pairs: Sequence[Pair], further: Sequence[Compiled] = ()) -> Plan:
    """Raises DefinitionError with every mistake at its place: names unknown, chained, left out, outdated.

    further: definitions of the plan that no trajectory needs any more, where part of them has moved already.
    """
    problems = list(document.problems)
    if not problems:
        problems = list(_shape(document)) or list(_mistakes(_plan_in(document), document, pairs, further))
    if problems:
        raise DefinitionError(problems)
    return _plan_in(document)


def _shape(document: Document) -> Iterator[Problem]:
    known = ("workflow", "from", "to", *SECTIONS)
    data = document.data if isinstance(document.data, dict) else {}
    for key in (each for each in known if each not in data):
        yield document.problem((), "plan_shape", f"'{key}' is missing")
    for key in (each for each in data if each not in known):
        yield document.problem((key,), "plan_shape", f"'{key}' is no part of a plan", key=True)
    for section in ("from", "to", *SECTIONS):
        if section in data and not isinstance(data[section], dict):
            yield document.problem((section,), "plan_shape", "this is a mapping of names")
            continue
        for name, value in document.table(section).items():
            if section == "deadlines":
                fits = isinstance(value, dict) and set(value) == {"to", "do"} and value["do"] in HOWS
                fits = fits and isinstance(value["to"], str | None)  # type: ignore[index,call-overload]
                hint = "write {to: NAME, do: keep}, or recompute or restart"
            else:
                fits, hint = isinstance(value, str) or (value is None and section in SECTIONS), "write a name, or null"
            if not fits:
                yield document.problem((section, name), "plan_shape", hint)


def _plan_in(document: Document) -> Plan:
    names: dict[str, dict[str, str | None]] = {}
    hows: dict[str, How] = {}
    guesses = set()
    for section in SECTIONS:
        names[section] = {}
        for name, value in document.table(section).items():
            said: Any = value
            if isinstance(value, dict):
                said, hows[name] = value["to"], str(value["do"])
            if isinstance(said, str) and said.endswith("?"):
                said = said.removesuffix("?")
                guesses.add((section, name))
            names[section][name] = said
    data: Any = document.data
    start, target = ({str(k): str(v) for k, v in document.table(end).items()} for end in ("from", "to"))
    return Plan(str(data["workflow"]), start, target, names, hows, frozenset(guesses))


def _mistakes(plan: Plan, document: Document, pairs: Sequence[Pair], further: Sequence[Compiled]) -> Iterator[Problem]:
    yield from _outdated(plan, document, pairs)
    befores = [*(pair.before for pair in pairs), *(each for each in further if each.hash in plan.start.values())]
    afters = [*(pair.after for pair in pairs), *(each for each in further if each.hash in plan.target.values())]
    for section in SECTIONS:
        old, new = _declared(section, befores), _declared(section, afters)
        yield from _wrong_names(section, plan, document, old, new)
        for name in (each for each in old if each not in plan.names[section]):
            yield document.problem((section,), "plan_open", f"nothing is said of {WORD[section].en} '{name}'")
    yield from _wrong_things(plan, document, pairs)


def _outdated(plan: Plan, document: Document, pairs: Sequence[Pair]) -> Iterator[Problem]:
    workflow, start, target = _ends(pairs)
    if plan.workflow != workflow:
        yield document.problem(("workflow",), "plan_outdated", f"this plan is about another workflow than {workflow}")
    for end, wanted, given in (("from", start, plan.start), ("to", target, plan.target)):
        for label, digest in wanted.items():
            if digest not in given.values():
                text = f"{label} is {digest[:12]} by now: make the plan again"
                yield document.problem((end, label), "plan_outdated", text)


def _wrong_names(
    section: str, plan: Plan, document: Document, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Problem]:
    names, taken = plan.names[section], list(plan.names[section].values())
    for name, to in names.items():
        place: Place = (section, name, "to") if section == "deadlines" else (section, name)
        word = WORD[section].en
        decided = (STAY,) if section == "stages" else (DROP,)
        if name not in old and name not in new:
            yield document.problem((section, name), "plan_name", f"there is no {word} '{name}' to go from", key=True)
        elif to is None or to in decided:
            if name in new and name in old and to is None:
                yield document.problem(place, "plan_name", f"{word} '{name}' is in both, so it stays itself")
        elif to not in new:
            yield document.problem(place, "plan_name", f"there is no {word} '{to}' to go to")
        elif name in new and to != name:
            text = f"'{name}' is in both, so it stays itself; names that swap or chain cannot be told apart later"
            yield document.problem(place, "plan_chain", text)
        elif section != "stages" and taken.count(to) > 1:
            yield document.problem(place, "plan_chain", f"two would be called '{to}', and be mixed")


def _wrong_things(plan: Plan, document: Document, pairs: Sequence[Pair]) -> Iterator[Problem]:
    for section, is_wrong in CHECKS.items():
        for name in plan.names[section]:
            new = plan.new_name(section, name)
            befores = [pair for pair in pairs if name in getattr(pair.before.workflow, section)]
            both = [pair for pair in befores if new in getattr(pair.after.workflow, section)]
            found = (is_wrong(plan, name, pair, str(new)) for pair in both)
            if text := next(filter(None, found), ""):
                yield document.problem((section, name), "plan_meaning", text)


def _wrong_stage(plan: Plan, name: str, pair: Pair, new: str) -> str:
    before, after = pair.before.workflow.stages[name], pair.after.workflow.stages[new]
    return "no trajectory is closed by a migration; choose a stage that is not final" if _closes(before, after) else ""


def _closes(before: Stage, after: Stage) -> bool:
    return after.final and not before.final


def _wrong_fact(plan: Plan, name: str, pair: Pair, new: str) -> str:
    before, after = pair.before.workflow.facts[name], pair.after.workflow.facts[new]
    if (before.type, before.private) != (after.type, after.private):
        return f"a {_kind(before)} cannot become a {_kind(after)}: give the new fact a name of its own"
    return ""


def _kind(spec: FactSpec) -> str:
    return f"private {spec.type}" if spec.private else spec.type


def _wrong_deadline(plan: Plan, name: str, pair: Pair, new: str) -> str:
    after, how = pair.after.workflow.deadlines[new], plan.hows[name]
    if how == "restart" and after.count == "back":
        return "a day counted back cannot start again; restart what it is counted back from"
    if how == "keep" and (name in pair.before.revealing) != (new in pair.after.revealing):
        return "it rests on a private date in one of the two, so it cannot be kept"
    return ""


CHECKS = {"stages": _wrong_stage, "facts": _wrong_fact, "deadlines": _wrong_deadline}


def unconfirmed(plan: Plan, document: Document) -> list[Problem]:
    """The guesses that still have their question mark."""
    return [
        document.problem((section, name), "plan_guess", "a guess: take the question mark away where it is right")
        for section, name in sorted(plan.guesses)
    ]


def undecided(previews: Iterable[Preview], document: Document) -> list[Problem]:
    """What the plan leaves open and a running trajectory needs, each once, with the trajectories."""
    needing: dict[Place, list[str]] = {}
    for each in previews:
        for hindrance in each.hindrances:
            if hindrance.place:
                needing.setdefault(hindrance.place, []).append(each.before.trajectory.id)
    return [document.problem(place, "plan_open", _needed_by(place, keys)) for place, keys in needing.items()]


def _needed_by(place: Place, keys: list[str]) -> str:
    few = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
    return f"not decided, and {few} need it: write {HINT[str(place[0])]}"


# one trajectory


class Wish(NamedTuple):
    """How to move. now: when it is written down. past: what of missed reminders goes out, empty where not decided."""

    plan: Plan
    today: date
    now: datetime
    past: str = ""
    repeat_said: bool = False


def preview(written: Written, after: Compiled, wish: Wish, circle: Circle) -> Preview:
    """What would become of it. Nothing is written."""
    hindrances = list(_hindrances(written, after, wish))
    if hindrances:
        return Preview(written, None, [], hindrances, [], [])
    blank = _blank(written, after, wish)
    tasks = _tasks(written, after, blank, wish, circle)
    event = blank._replace(asked=tasks[0], gone=tasks[1])
    event, problems = _with_terms(written, after, event, wish)
    if problems:
        return Preview(written, None, [], problems, [], [])
    events: list[ev.Event] = [event, *([ev.PastDecided(wish.past)] if wish.past else [])]
    moved = trial(written, after, events, wish)
    shifts = _shifts(written, moved, event)
    overdue = [
        shift.after
        for shift in shifts
        if shift.after
        and status(shift.after, wish.today) == "overdue"
        and not (shift.before and status(shift.before, wish.today) == "overdue")
    ]
    return Preview(written, moved, events, [], shifts, overdue)


def trial(written: Written, after: Compiled, events: Sequence[ev.Event], wish: Wish) -> Written:
    """The trajectory as if the events had been recorded."""
    last = written.history[-1]
    at = max(wish.now, last.recorded_at)
    new = [
        Recorded(last.stream, last.version + place, wish.today, at, "", "", "", after.hash, event)
        for place, event in enumerate(events, 1)
    ]
    history = [*written.history, *new]
    now = replay(last.stream, history)
    deadlines = deadlines_of(after, now, written.calendar, written.private)
    return written._replace(compiled=after, trajectory=now, history=history, deadlines=deadlines)


def _hindrances(written: Written, after: Compiled, wish: Wish) -> Iterator[Hindrance]:
    now, plan = written.trajectory, wish.plan
    if now.closed_on:
        yield Hindrance(Words(f"gesloten op {now.closed_on}", f"closed on {now.closed_on}"))
        return
    if after.workflow.subject != written.compiled.workflow.subject:
        yield Hindrance(Words("de nieuwe versie volgt iemand anders", "the new version follows another subject"))
    if any(each.occurred_on > wish.today for each in written.history):
        yield Hindrance(Words("er is iets vastgelegd van na vandaag", "something is recorded of after today"))
    yield from _stage_hindrances(now, written.compiled, after, plan)
    yield from _name_hindrances(now, plan)
    yield from _fact_hindrances(now, after, plan)
    for key, entry in now.asked.items():
        task = key.partition("/")[0]
        if not entry.stage and _is_open(written, key) and _left_open("tasks", task, after, plan):
            yield _open_in_plan("tasks", task)
    for deadline in written.deadlines:
        is_alive = deadline.standing in ("running", "unknown")
        if is_alive and _left_open("deadlines", deadline.name, after, plan):
            yield _open_in_plan("deadlines", deadline.name)


def _left_open(section: str, name: str, after: Compiled, plan: Plan) -> bool:
    """Whether the plan neither gives it a name that the new definition has, nor lets it go."""
    to = plan.names[section].get(name)
    return to != DROP and to not in getattr(after.workflow, section)


def _open_in_plan(section: str, name: str) -> Hindrance:
    word = WORD[section]
    words = Words(
        f"het plan zegt niet wat er wordt van {word.nl} {name}", f"the plan leaves {word.say('en')} {name} open"
    )
    return Hindrance(words, (section, name))


def _stage_hindrances(now: Trajectory, before: Compiled, after: Compiled, plan: Plan) -> Iterator[Hindrance]:
    to, label = plan.names["stages"].get(now.stage), before.stage_label(now.stage)
    if to == STAY:
        yield Hindrance(
            Words(
                f"wie in ‘{label.say('nl')}’ staat, blijft volgens het plan op de oude versie",
                f"the plan leaves those in '{label.say('en')}' on the old version",
            )
        )
    elif to is None:
        yield _open_in_plan("stages", now.stage)
    elif to not in after.workflow.stages:
        yield Hindrance(
            Words(
                f"deze variant van de nieuwe versie heeft geen stadium {to}",
                f"this variant of the new version has no stage {to}",
            )
        )


def _name_hindrances(now: Trajectory, plan: Plan) -> Iterator[Hindrance]:
    """A new name that this trajectory used before, under an earlier version, for something else."""
    used = {
        "facts": set(now.facts),
        "tasks": {key.partition("/")[0] for key in (*now.asked, *now.done, *now.absences)},
        "deadlines": {hold.rule for hold in now.holds} | {each.rule for each in now.extensions},
    }
    for section, names in used.items():
        for old in names:
            new = plan.new_name(section, old)
            if new and new != old and new in names:
                yield Hindrance(
                    Words(
                        f"{WORD[section].nl} {new} werd hier eerder voor iets anders gebruikt",
                        f"{WORD[section].say('en')} {new} was used for something else here before",
                    )
                )


def _fact_hindrances(now: Trajectory, after: Compiled, plan: Plan) -> Iterator[Hindrance]:
    """What was recorded and does not fit any more; only what holds now counts."""
    for old, entries in now.facts.items():
        name = plan.names["facts"].get(old, old)
        spec = after.workflow.facts.get(name or "")
        value = entries[-1].value
        if spec is None or isinstance(value, dict):
            continue
        try:
            decisions.checked(spec, old, value)
        except UsageError as error:
            yield Hindrance(error.words)


def _is_open(written: Written, key: str) -> bool:
    return key in {_key({"task": e.task, "member": e.member}) for e in _open_tasks(written)}


def _open_tasks(written: Written) -> tuple[OpenTask, ...]:
    now = written.trajectory
    return (*decisions.open_tasks(written.compiled, now), *decisions.repeating_tasks(written.compiled, now))


def _blank(written: Written, after: Compiled, wish: Wish) -> ev.Migrated:
    """The migration with its names; what depends on the new state comes later."""
    now, plan, workflow = written.trajectory, wish.plan, after.workflow
    renamed = {section: _renames(section, written.compiled, after, plan) for section in SECTIONS}
    return ev.Migrated(
        now.definition,
        after.hash,
        workflow.version,
        workflow.variant,
        plan.hash,
        now.stage,
        str(plan.new_name("stages", now.stage)),
        renamed["stages"],
        renamed["facts"],
        renamed["tasks"],
        renamed["deadlines"],
        said=written.said[-1].version if written.said else 0,
        repeat_said=wish.repeat_said,
    )


def _renames(section: str, before: Compiled, after: Compiled, plan: Plan) -> dict[str, str]:
    old, new = getattr(before.workflow, section), getattr(after.workflow, section)
    names = {name: plan.new_name(section, name) for name in old}
    return {name: to for name, to in names.items() if to and to != name and to in new}


# tasks of the present stage


def _tasks(
    written: Written, after: Compiled, blank: ev.Migrated, wish: Wish, circle: Circle
) -> tuple[list[ev.Asked], list[ev.Asked]]:
    """What the present stage asks for newly, and what it asks for no longer."""
    moved = trial(written, after, [blank], wish)
    now, stage = moved.trajectory, after.workflow.stages[blank.stage]
    seen = decisions.seen_of(after, now, wish.today, circle)
    fresh = [name for name in stage.tasks if _is_fresh(name, written.compiled, after, blank)]
    partial_stage = stage.model_copy(update={"tasks": tuple(fresh)})
    wanted = decisions.asked_on_entering(after, partial_stage, circle, seen, written.calendar)
    asked = [each for each in wanted if (entry := now.asked.get(_key(each))) is None or entry.stage != blank.stage]
    unwanted = {key for key in now.asked if key.partition("/")[0] in fresh} - {_key(each) for each in wanted}
    gone = [key for key, each in now.asked.items() if _is_gone(key, each, after, blank.stage, unwanted)]
    return asked, [_asked(key) for key in gone]


def _is_fresh(name: str, before: Compiled, after: Compiled, blank: ev.Migrated) -> bool:
    """Whether the stage did not ask for it, or for someone else."""
    old_name = {new: old for old, new in blank.tasks.items()}.get(name, name)
    if old_name not in before.workflow.stages[blank.source].tasks:
        return True
    was, now = before.workflow.tasks[old_name], after.workflow.tasks[name]
    return _for_whom(was) != _for_whom(now)


def _for_whom(task: Task) -> tuple[str, object]:
    return task.for_, task.when


def _is_gone(key: str, entry: AskedEntry, after: Compiled, stage: str, unwanted: set[str]) -> bool:
    task = key.partition("/")[0]
    if entry.stage == "":
        return task not in after.workflow.tasks  # given by another trajectory, and let go by the plan
    return entry.stage == stage and (task not in after.workflow.stages[stage].tasks or key in unwanted)


def _key(asked: ev.Asked) -> str:
    return f"{asked['task']}/{asked['member']}" if asked["member"] else asked["task"]


def _asked(key: str) -> ev.Asked:
    task, _, member = key.partition("/")
    return {"task": task, "member": member}


# deadlines


def _with_terms(
    written: Written, after: Compiled, event: ev.Migrated, wish: Wish
) -> tuple[ev.Migrated, list[Hindrance]]:
    """The migration with what it carries over of each deadline.

    Their events may change, and with one deadline another that hangs on it: until nothing changes any more.
    """
    carried = [_carried(each, written, after, event, wish) for each in written.deadlines]
    terms = [each for each in carried if each is not None]
    for _ in range(len(terms) + 2):
        found = trial(written, after, [event._replace(terms=terms)], wish)
        again = [_adjusted(each, written, after, found, event) for each in terms]
        if again == terms:
            return _owed(written, found, event, terms, wish), list(_not_kept(written, found, event, terms))
        terms = again
    return event, [Hindrance(Words("de termijnen hangen onderling vast", "its deadlines hang on one another"))]


def _carried(deadline: Deadline, written: Written, after: Compiled, event: ev.Migrated, wish: Wish) -> ev.Pinned | None:
    """A first shot: as the plan says, and as an earlier migration left it."""
    name = event.deadlines.get(deadline.name, deadline.name)
    if name not in after.workflow.deadlines or wish.plan.names["deadlines"].get(deadline.name) == DROP:
        return None
    how = wish.plan.hows.get(deadline.name, "recompute") if deadline.standing == "running" else "recompute"
    pin = _pin_of(deadline, written)
    reading: dict[str, object] = {}
    counted_from = pin.counted_from.isoformat() if pin and pin.counted_from else ""
    alike = _counts_alike(Pair(written.compiled, after), wish.plan, deadline.name, name)
    if how == "keep" or (pin and pin.kept and alike):
        reading = _reading(deadline, written, event)
    elif pin and pin.kept:
        counted_from = ""
    if how == "restart":
        counted_from = wish.today.isoformat()
    return {
        "rule": name,
        "occurrence": deadline.occurrence,
        "was": deadline.occurrence,
        "how": how,
        "known_on": wish.today.isoformat(),
        "rungs": {},
        "counted_from": counted_from,
        "reading": reading,
        "over": bool(pin and pin.over and reading),
    }


def _pin_of(deadline: Deadline, written: Written) -> Pin | None:
    """What an earlier migration left of it."""
    key = (deadline.name, deadline.occurrence)
    return next((each for each in written.trajectory.pins if (each.rule, each.occurrence) == key), None)


def _adjusted(pinned: ev.Pinned, written: Written, after: Compiled, found: Written, event: ev.Migrated) -> ev.Pinned:
    """Its event as it is now; and what is over stays as it ended."""
    was, now = _before(pinned, written, event), _named(found, pinned["rule"])
    if was.standing in ("met", "lapsed") and not (now and _ended_alike(was, now)) and not pinned["reading"]:
        return {**pinned, "how": "keep", "reading": _reading(was, written, event), "over": True}
    if now and was.occurrence and now.occurrence and now.occurrence != pinned["occurrence"]:
        return {**pinned, "occurrence": now.occurrence}
    may_tell = was.name not in written.compiled.revealing
    if _slipped(pinned, was, now) and not pinned["counted_from"] and was.reckoned and may_tell:
        return {**pinned, "counted_from": was.reckoned.anchor_on.isoformat()}
    return pinned


def _slipped(pinned: ev.Pinned, was: Deadline, now: Deadline | None) -> bool:
    """Kept, and yet it has another day: what it hangs on moved."""
    return bool(pinned["reading"]) and was.standing == "running" and (now is None or now.due_on != was.due_on)


def _not_kept(written: Written, found: Written, event: ev.Migrated, terms: Sequence[ev.Pinned]) -> Iterator[Hindrance]:
    for pinned in terms:
        was = _before(pinned, written, event)
        if _slipped(pinned, was, _named(found, pinned["rule"])):
            yield Hindrance(
                Words(
                    f"termijn {was.name} kan niet blijven zoals hij was; kies recompute of restart",
                    f"deadline {was.name} cannot be kept as it was; choose recompute or restart",
                )
            )


def _owed(written: Written, found: Written, event: ev.Migrated, terms: Sequence[ev.Pinned], wish: Wish) -> ev.Migrated:
    """From which day the reminders of each are owed: as before, where nothing moved and the rung was there."""
    done: list[ev.Pinned] = []
    for pinned in terms:
        was, now = _before(pinned, written, event), _named(found, pinned["rule"])
        if now is not None and _alike(was, now) and not wish.repeat_said:
            old = {rung.id for rung in was.reading.remind}
            rungs = {rung: day.isoformat() for rung, day in was.rungs_known.items()}
            rungs |= {e.id: wish.today.isoformat() for e in now.reading.remind if e.id not in old}
            done.append({**pinned, "known_on": was.known_on.isoformat(), "rungs": rungs})
        else:
            done.append(pinned)
    return event._replace(terms=[each for each in done if _says_something(each, written, event)])


def _says_something(pinned: ev.Pinned, written: Written, event: ev.Migrated) -> bool:
    """What is over and is not changed by it needs no word, except where its suspensions hang on another event."""
    is_over = _before(pinned, written, event).standing in ("met", "lapsed")
    same = pinned["occurrence"] == pinned["was"] and not pinned["reading"] and not pinned["counted_from"]
    return not (is_over and same)


def _alike(was: Deadline, now: Deadline) -> bool:
    """The same day, counted from the same day: every rung hangs where it hung."""
    zero = (was.reckoned and was.reckoned.anchor_on, now.reckoned and now.reckoned.anchor_on)
    return (was.standing, was.raw_on, was.due_on, zero[0]) == (now.standing, now.raw_on, now.due_on, zero[1])


def _ended_alike(was: Deadline, now: Deadline) -> bool:
    return (was.standing, was.due_on, was.met_on) == (now.standing, now.due_on, now.met_on)


def _before(pinned: ev.Pinned, written: Written, event: ev.Migrated) -> Deadline:
    back = {new: old for old, new in event.deadlines.items()}
    name = back.get(pinned["rule"], pinned["rule"])
    return next(each for each in written.deadlines if (each.name, each.occurrence) == (name, pinned["was"]))


def _named(written: Written, name: str) -> Deadline | None:
    return next((each for each in written.deadlines if each.name == name), None)


def _shifts(written: Written, moved: Written, event: ev.Migrated) -> list[Shift]:
    hows = {each["rule"]: each["how"] for each in event.terms}
    found = []
    for was in written.deadlines:
        name = event.deadlines.get(was.name, was.name)
        found.append(Shift(was, _named(moved, name), hows.get(name, "recompute")))
    there = {event.deadlines.get(each.name, each.name) for each in written.deadlines}
    return [*found, *(Shift(None, each, "new") for each in moved.deadlines if each.name not in there)]


# a rule on paper

NAMED = {
    "fact": "facts", "stage": "stages", "since": "stages", "lapses_at": "stages", "paused_in": "stages",
    "task": "tasks", "done": "tasks", "missed": "tasks", "attended": "tasks", "deadline": "deadlines",
}  # fmt: skip


def _reading(deadline: Deadline, written: Written, event: ev.Migrated) -> dict[str, object]:
    """The rule as it reads now for this deadline, in the names to come, so that it goes on reading so."""
    now, workflow = written.trajectory, written.compiled.workflow
    rule = workflow.deadlines[deadline.name]
    pin = _pin_of(deadline, written)
    if pin and pin.kept:
        rule = kept_rule(rule, pin.kept, pin.over)
    versions = tuple(
        each.model_copy(
            update={
                "term": each.term and _fixed(each.term, workflow),
                "certainty": each.certainty or rule.certainty or _certainty(each.source or rule.source, workflow),
                "remind": None,
                "note": each.note and _as_before(each.note, each.source or rule.source, now, workflow),
            }
        )
        for each in rule.versions
    )
    plain = rule.model_copy(
        update={
            "term": _fixed(rule.term, workflow),
            "versions": versions,
            "certainty": rule.certainty or _certainty(rule.source, workflow),
            "note": rule.note if pin and pin.kept else _as_before(rule.note, rule.source, now, workflow),
            "when": None,
            "remind": (),
            "advice": None,
        }
    )
    data = plain.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    names = {"facts": event.facts, "stages": event.stages, "tasks": event.tasks, "deadlines": event.deadlines}
    found: dict[str, object] = _in_new_names(data, names)
    return found


def _as_before(note: Words | None, source: str | None, now: Trajectory, workflow: Workflow) -> Words:
    found = workflow.sources.get(source or workflow.source or "")
    ref = f" ({found.ref})" if found else ""
    nl = f"Zoals in versie {now.workflow_version}{ref}, behouden bij de overgang."
    en = f"As in version {now.workflow_version}{ref}, kept by the migration."
    return Words(f"{note.say('nl')} {nl}", f"{note.say('en')} {en}") if note else Words(nl, en)


def _certainty(source: str | None, workflow: Workflow) -> str:
    found = workflow.sources.get(source or "")
    return found.certainty if found else "unverified"


def _fixed(term: TermSpec, workflow: Workflow) -> Any:
    """A term from a parameter is a term from then on; one from a fact follows the fact."""
    if isinstance(term, Term) or term.looked.parameter is None:
        return term
    return Term(int(workflow.parameters[term.looked.parameter]), term.unit)


def _in_new_names(value: Any, names: Mapping[str, Mapping[str, str]]) -> Any:
    if isinstance(value, list):
        return [_in_new_names(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _renamed(each, names[NAMED[key]]) if key in NAMED else _in_new_names(each, names)
        for key, each in value.items()
    }


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    return [names.get(each, each) for each in value] if isinstance(value, list) else names.get(value, value)


def _counts_alike(pair: Pair, plan: Plan, old: str, new: str) -> bool:
    """Whether until when is said the same way by both rules; what it is called does not matter."""
    names = {section: _renames(section, pair.before, pair.after, plan) for section in SECTIONS}
    before = _in_new_names(_counting(pair.before.workflow.deadlines[old], pair.before.workflow), names)
    return bool(before == _counting(pair.after.workflow.deadlines[new], pair.after.workflow))


PAPER = ("rule", "source", "certainty", "note")  # what does not change the day


def _counting(rule: DeadlineRule, workflow: Workflow) -> dict[str, Any]:
    terms = tuple(each.model_copy(update={"term": each.term and _fixed(each.term, workflow)}) for each in rule.versions)
    fixed = rule.model_copy(update={"term": _fixed(rule.term, workflow), "versions": terms})
    data: dict[str, Any] = fixed.model_dump(mode="json", by_alias=True, include=set(COUNTING) - set(PAPER))
    for version in data.get("versions", []):
        for key in (*PAPER, "remind"):
            version.pop(key, None)
    return data
