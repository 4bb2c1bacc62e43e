"""What changed between two definitions, each change in words and as data.

It walks the fields of the models themselves, so a field that the language gains is compared from the first day; the
tables here only say it better.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from workflows.describe.difference import NAMED, SECTIONS, Difference, Thing
from workflows.describe.field_words import (
    FIELDS,
    BothSides,
    arrow,
    code_of,
    field_words,
    plain,
    said,
    same,
    seen,
    spelled,
)
from workflows.describe.matching import matched, out_of_order, paired
from workflows.describe.phrases import (
    ANYWHERE,
    LEGAL,
    amount_words,
    anchor_words,
    both,
    condition_words,
    list_words,
    roles_words,
    rung_moment,
    term_words,
    value_words,
)
from workflows.describe.renamed_stages import renamed_stages, with_stages_named
from workflows.describe.task_words import task_words
from workflows.format.references import parts, references, referring, written
from workflows.language.deadlines import DeadlineRule, RuleVersion
from workflows.language.facts import FactSpec
from workflows.language.rungs import Rung
from workflows.language.scenarios import Scenario
from workflows.language.sources import Source
from workflows.language.stages import Stage
from workflows.language.tasks import Task
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words

LANGUAGES: tuple[Lang, ...] = ("nl", "en")

WHOLE = {"roles", "one_of", "to", "remind", "versions"}  # lists that mean something only together
THINGS = {  # a table of the workflow -> one row of it
    "stages": "stage", "transitions": "transition", "tasks": "task", "deadlines": "deadline", "facts": "fact",
    "parameters": "parameter", "outcomes": "outcome", "rules": "rule", "sources": "source", "scenarios": "scenario",
}  # fmt: skip


def differences(before: Workflow, after: Workflow) -> list[Difference]:
    """Every change from `before` to `after`, in reading order; empty only where the two are the same."""
    names = renamed_stages(before, after)
    pair = BothSides(with_stages_named(before, names), after)
    found = [*_renamed(names, pair), *_of_workflow(pair)]
    order = list(SECTIONS)
    return sorted(found, key=lambda each: order.index(each.section) if each.section in order else len(order))


def _renamed(names: Mapping[str, str], pair: BothSides) -> Iterator[Difference]:
    for old, new in names.items():
        thing = Thing("stage", new, _subject("stage", new, pair.after.stages[new]))
        detail = Words(f"waarschijnlijk hernoemd, was {old}", f"probably renamed, was {old}")
        yield thing.differs("stage_renamed", old, new, detail)


# The whole, table by table


def _of_workflow(pair: BothSides) -> Iterator[Difference]:
    whole = Thing("workflow", pair.after.workflow, both("workflow {it}", "workflow {it}", it=pair.after.label))
    for field in Workflow.model_fields:
        old, new = getattr(pair.before, field), getattr(pair.after, field)
        if field == "transitions":
            yield from _transitions(old, new, pair)
        elif field == "scenarios":
            old, new = _by_name(old), _by_name(new)
            yield from _table("scenario", old, new, pair)
        elif isinstance(new, dict):
            yield from _table(THINGS.get(field, field), old, new, pair)
        elif not same(old, new):
            yield from _field(Workflow, field, old, new, whole, pair)
        if isinstance(new, dict) and (moved := _moved(old, new)):
            what = THINGS.get(field, field)
            detail = both("volgorde van {it} anders", "other order of {it}", it=SECTIONS.get(what, Words(field)))
            yield whole.differs(f"{what}_order_changed", *moved, detail)


def _by_name(scenarios: tuple[Scenario, ...]) -> dict[str, Scenario]:
    """Of several with one name, each has its number."""
    found: dict[str, Scenario] = {}
    for each in scenarios:
        count = sum(name == each.name or name.startswith(f"{each.name} (") for name in found)
        found[f"{each.name} ({count + 1})" if count else each.name] = each
    return found


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[list[str], list[str]] | None:
    """The names that both have, in the two orders; None where they are one."""
    was, now = [name for name in old if name in new], [name for name in new if name in old]
    return None if was == now else (was, now)


def _table(what: str, old: Mapping[str, Any], new: Mapping[str, Any], pair: BothSides) -> Iterator[Difference]:
    for name in dict.fromkeys([*new, *old]):
        yield from _row(what, name, old.get(name), new.get(name), pair)


def _row(what: str, name: str, old: Any, new: Any, pair: BothSides) -> Iterator[Difference]:
    thing = Thing(what, name, _subject(what, name, old if new is None else new))
    if old is None or new is None:
        yield thing.differs(f"{what}_{'added' if old is None else 'removed'}", old, new, _came(old, new, pair))
    elif isinstance(new, Scenario):
        yield from _scenario(old, new, thing)
    elif isinstance(new, BaseModel):
        yield from _fields(old, new, thing, pair)
    elif not same(old, new):
        change, used = arrow(*seen(old, new, "", pair)), _users(what, name, pair.after)
        detail = both("{it} (raakt {by})", "{it} (touches {by})", it=change, by=list_words(used)) if used else change
        yield thing.differs(f"{what}_changed", old, new, detail)


def _users(what: str, name: str, workflow: Workflow) -> list[Words]:
    """Where a parameter is looked up: those change with it and are not named by themselves."""
    found = {str(each.place[1]) for each in references(parts(workflow)) if (each.kind, each.name) == (what, name)}
    return [Words(each) for each in sorted(found)]


def _came(old: Any, new: Any, pair: BothSides) -> Words:
    summary = _summary(new, pair.after) if old is None else _summary(old, pair.before)
    _, what = _came_or_went(new)
    return both("{what} ({it})", "{what} ({it})", what=what, it=summary) if summary else what


def _came_or_went(after: object) -> tuple[str, Words]:
    return ("removed", Words("vervallen", "removed")) if after is None else ("added", Words("toegevoegd", "added"))


def _scenario(old: Scenario, new: Scenario, thing: Thing) -> Iterator[Difference]:
    """What a scenario tells is long: which parts differ is said, the rest is in the data."""
    fields = [
        written(Scenario, field)
        for field in Scenario.model_fields
        if not same(getattr(old, field), getattr(new, field))
    ]
    if fields:
        listing = list_words(map(Words, fields))
        yield thing.differs("scenario_changed", old, new, both("anders: {it}", "differs in {it}", it=listing))


def _subject(what: str, name: str, value: Any) -> Words:
    """`stage ‘Regeldag’ (regeldag)`."""
    kind = NAMED.get(what, Words(what))
    label = getattr(value, "label", None)
    if label is None:
        return both("{kind} {name}", "{kind} {name}", kind=kind, name=Words(name))
    return both("{kind} ‘{label}’ ({name})", "{kind} ‘{label}’ ({name})", kind=kind, label=label, name=Words(name))


def _summary(value: Any, workflow: Workflow) -> Words | None:
    """What a thing that came or went amounts to."""
    if isinstance(value, DeadlineRule):
        term, anchor = term_words(value, workflow), anchor_words(value.anchor, workflow)
        return both("{t}, vanaf {a}, {legal}", "{t}, from {a}, {legal}", t=term, a=anchor, legal=LEGAL[value.legal])
    if isinstance(value, Transition):
        return _passage(value, workflow)
    if isinstance(value, Task):
        return task_words(value, workflow)
    if isinstance(value, FactSpec):
        return Words(value.type)
    if isinstance(value, Source):
        return Words(value.ref)
    if isinstance(value, Stage):
        return FIELDS["final"] if value.final else None
    if isinstance(value, bool | int | str):
        return value_words(value)
    return None


def _passage(transition: Transition, workflow: Workflow) -> Words:
    stages = Words(", ".join(transition.from_)) if not transition.from_any else ANYWHERE
    way = Words(f"{stages.nl} → {transition.to}", f"{stages.say('en')} → {transition.to}")
    if transition.when is None:
        return way
    guard = condition_words(transition.when, workflow)
    return both("{way}, als {guard}", "{way}, when {guard}", way=way, guard=guard)


# Transitions: several may share a trigger


def _transitions(
    old: Mapping[str, tuple[Transition, ...]], new: Mapping[str, tuple[Transition, ...]], pair: BothSides
) -> Iterator[Difference]:
    for trigger in dict.fromkeys([*new, *old]):
        olds, news = old.get(trigger, ()), new.get(trigger, ())
        alone = len(olds) < 2 and len(news) < 2
        places = matched(olds, news, (_way, lambda each: each.to, lambda each: each.from_, lambda each: True))
        for before, after in paired(olds, news, places):
            to = (after or before or news[0]).to
            yield from _row("transition", trigger if alone else f"{trigger} → {to}", before, after, pair)
        if out_of_order(places):
            thing = Thing("transition", trigger, _subject("transition", trigger, None))
            yield thing.differs("transition_order_changed", olds, news, _order_words())


def _way(transition: Transition) -> tuple[tuple[str, ...], str]:
    return transition.from_, transition.to


def _order_words() -> Words:
    return Words("andere volgorde", "another order")


# Field by field


def _fields(old: BaseModel, new: BaseModel, thing: Thing, pair: BothSides) -> Iterator[Difference]:
    for field in type(new).model_fields:
        before, after = getattr(old, field), getattr(new, field)
        if not same(before, after):
            yield from _field(type(new), field, before, after, thing, pair)


def _field(
    model: type[BaseModel], field: str, old: Any, new: Any, thing: Thing, pair: BothSides
) -> Iterator[Difference]:
    lists = isinstance(old, tuple) and isinstance(new, tuple)
    if field == "remind" and lists:
        yield from _rungs(old, new, thing, pair)
    elif field == "versions" and lists:
        yield from _versions(old, new, thing, pair)
    elif lists and field not in WHOLE:
        yield from _elements(model, field, old, new, thing, pair)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _keys(model, field, old, new, thing, pair)
    else:
        yield _value(model, field, old, new, thing, pair)


def _value(model: type[BaseModel], field: str, old: Any, new: Any, thing: Thing, pair: BothSides) -> Difference:
    code = code_of(model, field)
    named = field_words(model, field)
    before, after = seen(old, new, code, pair, referring(model).get(field, ""))
    kind = f"{thing.what}_{code}_{_end(old, new)}"
    if kind.endswith("_added"):
        return thing.differs(kind, None, new, both("{f} toegevoegd: {it}", "{f} added: {it}", f=named, it=after))
    if kind.endswith("_removed"):
        return thing.differs(kind, old, None, both("{f} vervallen: {it}", "{f} removed: {it}", f=named, it=before))
    detail = both("{f}: {change}", "{f}: {change}", f=named, change=arrow(before, after))
    return thing.differs(kind, old, new, detail)


def _end(old: Any, new: Any) -> str:
    if old is None or old == "":
        return "added"
    return "removed" if new is None or new == "" else "changed"


def _elements(
    model: type[BaseModel],
    field: str,
    old: tuple[Any, ...],
    new: tuple[Any, ...],
    thing: Thing,
    pair: BothSides,
) -> Iterator[Difference]:
    code, named = code_of(model, field), field_words(model, field)
    gone, fresh = _without(old, new), _without(new, old)
    refers = referring(model).get(field, "")
    were, are = ([said(each, code, workflow, refers) for each in several]
                 for workflow, several in ((pair.before, gone), (pair.after, fresh)))  # fmt: skip
    if any(now.say(lang) in {was.say(lang) for was in were} for now in are for lang in LANGUAGES):
        were, are = [Words(spelled(each)) for each in gone], [Words(spelled(each)) for each in fresh]
    for each, it in zip(fresh, are, strict=True):
        detail = both("{f}: nu ook {it}", "{f}: now also {it}", f=named, it=it)
        yield thing.differs(f"{thing.what}_{code}_added", None, each, detail)
    for each, it in zip(gone, were, strict=True):
        detail = both("{f}: niet meer {it}", "{f}: no longer {it}", f=named, it=it)
        yield thing.differs(f"{thing.what}_{code}_removed", each, None, detail)
    if not gone and not fresh:
        detail = both("{f}: {it}", "{f}: {it}", f=named, it=_order_words())
        yield thing.differs(f"{thing.what}_{code}_order_changed", old, new, detail)


def _without(several: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """Those that the others have not, or not as often."""
    left, found = [plain(each) for each in others], []
    for each in several:
        if plain(each) in left:
            left.remove(plain(each))
        else:
            found.append(each)
    return found


def _keys(
    model: type[BaseModel], field: str, old: dict[str, Any], new: dict[str, Any], thing: Thing, pair: BothSides
) -> Iterator[Difference]:
    for key in dict.fromkeys([*new, *old]):
        if not same(old.get(key), new.get(key)):
            found = _value(model, field, old.get(key), new.get(key), thing, pair)
            detail = both("{key}, {detail}", "{key}, {detail}", key=Words(key), detail=found.detail)
            yield replace(found, detail=detail)


def _rungs(old: tuple[Rung, ...], new: tuple[Rung, ...], thing: Thing, pair: BothSides) -> Iterator[Difference]:
    places = matched(old, new, (lambda each: (each.id, each.to), lambda each: each.id))
    for before, after in paired(old, new, places):
        rung = after or before
        assert rung is not None
        part = both("herinnering {it}", "reminder {it}", it=rung_moment(rung))
        own = Thing("rung", f"{thing.name}/{rung.id}", thing.subject, _joined(thing.part, part))
        if before and after:
            yield from _fields(before, after, own, pair)
        else:
            end, came = _came_or_went(after)
            to = roles_words(rung.to)
            yield own.differs(f"rung_{end}", before, after, both("{it}, aan {to}", "{it}, to {to}", it=came, to=to))
    if out_of_order(places):
        detail = both("{f}: {it}", "{f}: {it}", f=FIELDS["remind"], it=_order_words())
        yield thing.differs("rung_order_changed", old, new, detail)


def _versions(
    old: tuple[RuleVersion, ...], new: tuple[RuleVersion, ...], thing: Thing, pair: BothSides
) -> Iterator[Difference]:
    places = matched(old, new, (lambda each: (each.rule, each.from_), lambda each: each.rule, lambda each: each.from_))
    for before, after in paired(old, new, places):
        version = after or before
        assert version is not None
        part = both("versie {rule}", "version {rule}", rule=Words(version.rule))
        own = Thing("version", f"{thing.name}/{version.rule}", thing.subject, part)
        if before and after:
            yield from _fields(before, after, own, pair)
        else:
            end, came = _came_or_went(after)
            workflow = pair.before if after is None else pair.after
            yield own.differs(f"version_{end}", before, after, _version_words(version, workflow, came))
    if out_of_order(places):
        detail = both("{f}: {it}", "{f}: {it}", f=FIELDS["version"], it=_order_words())
        yield thing.differs("version_order_changed", old, new, detail)


def _version_words(version: RuleVersion, workflow: Workflow, came: Words) -> Words:
    """`added, 2022-01-01 – …, 3 months`."""
    span = Words(f"{version.from_ or '…'} – {version.until or '…'}")
    said_of = [came, span, *([amount_words(version.term, workflow)] if version.term else [])]
    return Words(", ".join(each.nl for each in said_of), ", ".join(each.say("en") for each in said_of))


def _joined(first: Words | None, second: Words) -> Words:
    return both("{first}, {second}", "{first}, {second}", first=first, second=second) if first else second
