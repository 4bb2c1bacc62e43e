"""A plan drafted, written for people to complete, and read back with its mistakes."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from trajectories.migration.alike import counts_alike, fixed_term
from trajectories.migration.plan import DROP, HINT, HOWS, SECTIONS, STAY, WORD, How, Pair, Plan
from workflows.describe.renamed_stages import renamed_stages
from workflows.errors import DefinitionError, Problem
from workflows.format.yaml_document import Document, Place
from workflows.language.deadlines import DeadlineRule
from workflows.language.facts import FactSpec
from workflows.language.looked_up_terms import LookedInFact, LookedInParameter, TermSpec
from workflows.language.stages import Stage
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled
from workflows.words import Lang, Words

BECAUSE = "because"
LANGS: tuple[Lang, ...] = ("nl", "en")


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
    if plan.because:
        lines += ["# Why a deadline comes, goes or has another day: a trial of the migration tells it.", f"{BECAUSE}:"]
        lines += [line for name, words in plan.because.items() for line in _reason_lines(name, words)]
    return "\n".join(lines) + "\n"


def _reason_lines(name: str, words: Words) -> list[str]:
    return [f"  {name}:", *(f"    {lang}: {json.dumps(words.say(lang), ensure_ascii=False)}" for lang in LANGS)]


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
            elif not counts_alike(pair, plan, name, new):
                found.setdefault(name, "counted otherwise: another day zero, legal effect or version")
    return found


def _terms(rule: DeadlineRule, workflow: Workflow) -> list[str]:
    terms = [rule.term, *(version.term for version in rule.versions if version.term)]
    return [_term_text(term, workflow) for term in terms]


def _term_text(term: TermSpec, workflow: Workflow) -> str:
    fixed = fixed_term(term, workflow)
    if isinstance(fixed, Term):
        return str(fixed)
    match fixed.looked:
        case LookedInFact(fact=name) | LookedInParameter(parameter=name):
            return f"as many {fixed.unit}s as {name} says"
        case _:
            assert_never(fixed.looked)


def read_plan(
    document: Document, pairs: Sequence[Pair], further: Sequence[Compiled] = (), decided: Plan | None = None
) -> Plan:
    """Raises DefinitionError with every mistake at its place: names unknown, chained, left out, outdated.

    further: definitions of the plan that no trajectory needs any more, where part of them has moved already.
    decided: what of the document counts, where that is not all of it.
    """
    if problems := list(document.problems) or list(_shape(document)):
        raise DefinitionError(problems)
    plan = decided or plan_in(document)
    if problems := list(_mistakes(plan, document, pairs, further)):
        raise DefinitionError(problems)
    return plan


def _shape(document: Document) -> Iterator[Problem]:
    known = ("workflow", "from", "to", *SECTIONS)
    data = document.data if isinstance(document.data, dict) else {}
    known_or_not = (*known, BECAUSE)
    for key in (each for each in known if each not in data):
        yield document.problem((), "plan_shape", f"'{key}' is missing")
    for key in (each for each in data if each not in known_or_not):
        yield document.problem((key,), "plan_shape", f"'{key}' is no part of a plan", key=True)
    for section in ("from", "to", *SECTIONS, BECAUSE):
        if section in data and not isinstance(data[section], dict):
            yield document.problem((section,), "plan_shape", "this is a mapping of names")
            continue
        for name, value in document.table(section).items():
            if section == "deadlines":
                fits = isinstance(value, dict) and set(value) == {"to", "do"} and value["do"] in HOWS
                fits = fits and isinstance(value["to"], str | None)  # type: ignore[index,call-overload]
                hint = "write {to: NAME, do: keep}, or recompute or restart"
            elif section == BECAUSE:
                fits = isinstance(value, dict) and set(value) == {"nl", "en"}
                fits = fits and all(isinstance(each, str) and each.strip() for each in value.values())  # type: ignore[union-attr]
                hint = "write {nl: WHY, en: WHY}, why it comes, goes or has another day"
            else:
                fits, hint = isinstance(value, str) or (value is None and section in SECTIONS), "write a name, or null"
            if not fits:
                yield document.problem((section, name), "plan_shape", hint)


def plan_in(document: Document) -> Plan:
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
    told: Mapping[str, Any] = document.table(BECAUSE)
    because = {name: Words(each["nl"], each["en"]) for name, each in told.items()}
    return Plan(str(data["workflow"]), start, target, names, hows, frozenset(guesses), because)


def _mistakes(plan: Plan, document: Document, pairs: Sequence[Pair], further: Sequence[Compiled]) -> Iterator[Problem]:
    yield from _outdated(plan, document, pairs)
    befores = [*(pair.before for pair in pairs), *(each for each in further if each.hash in plan.start.values())]
    afters = [*(pair.after for pair in pairs), *(each for each in further if each.hash in plan.target.values())]
    for section in SECTIONS:
        old, new = _declared(section, befores), _declared(section, afters)
        yield from _wrong_names(section, plan, document, old, new)
        for name in (each for each in old if each not in plan.names[section]):
            yield document.problem((section,), "plan_open", f"nothing is said of {WORD[section].en} '{name}'")
        if section == "deadlines":
            for name in (each for each in plan.because if each not in old and each not in new):
                yield document.problem((BECAUSE, name), "plan_name", f"there is no deadline '{name}'", key=True)
    yield from _dropped_in_vain(plan, document, pairs)
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


def _dropped_in_vain(plan: Plan, document: Document, pairs: Sequence[Pair]) -> Iterator[Problem]:
    """What every trajectory goes on having is not let go."""
    for section in ("tasks", "deadlines"):
        for name in (each for each, to in plan.names[section].items() if to == DROP):
            befores = [pair for pair in pairs if name in getattr(pair.before.workflow, section)]
            if befores and all(name in getattr(pair.after.workflow, section) for pair in befores):
                text = f"{WORD[section].en} '{name}' is in both, so it stays itself"
                yield document.problem((section, name), "plan_name", text)


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
