"""A definition as a diagram, in Mermaid or DOT: by itself, with the road one client took, or beside a later version."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Literal, assert_never

from workflows.describe.diff import differences
from workflows.describe.difference import Difference
from workflows.describe.dot import dot
from workflows.describe.drawing import Arrow, Box, Drawing, Mark, SideNote
from workflows.describe.field_words import BothSides, same
from workflows.describe.mermaid import mermaid
from workflows.describe.phrases import ANYWHERE, anchor_words, condition_words, term_words
from workflows.describe.renamed_stages import renamed_stages, with_stages_named
from workflows.describe.task_words import task_words
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
    named_by,
    plain_anchors,
)
from workflows.language.deadlines import DeadlineRule
from workflows.language.stage_graph import stages_in_order
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words

Format = Literal["mermaid", "dot"]
Road = Sequence[tuple[str, date | None]]
Parts = Mapping[str, tuple[str, ...]]  # of each line by its name
Passage = tuple[str, str, str, int]  # trigger, from, to, and which of several alike

WRITERS: dict[Format, Callable[[Drawing], str]] = {"mermaid": mermaid, "dot": dot}
FROM = Words("vanaf", "from")
EVERYWHERE = "ANY"  # as the source of an arrow; no stage is written in capitals


def diagram(
    workflow: Workflow,
    lang: Lang,
    format: Format = "mermaid",
    path: Road | None = None,
    possible: Collection[str] | None = None,
    elsewhere: int = 0,
) -> str:
    """path: stages entered, with their days, in order; the last is where the client is now.

    possible: triggers that may fire from there; left out, all that leave it. elsewhere: how many of the path were not
    walked here, but told when it was taken over.
    """
    drawing = _drawn(workflow, lang)
    return WRITERS[format](_with_road(drawing, workflow, path, possible, elsewhere) if path else drawing)


def changed_diagram(before: Workflow, after: Workflow, lang: Lang, format: Format = "mermaid") -> str:
    """One diagram of both: what came, went or changed is marked with a colour and a sign.

    A stage that is probably renamed stands there once, under its new name.
    """
    return WRITERS[format](_both(before, after, lang))


# One definition


def _drawn(workflow: Workflow, lang: Lang) -> Drawing:
    boxes = [_box(workflow, name, lang) for name in stages_in_order(workflow)]
    arrows = [_arrow(workflow, each, passage, lang) for passage, each in _passages(workflow).items()]
    return Drawing(workflow.label.say(lang), (*boxes, *_anywhere(arrows, lang)), tuple(arrows))


def _anywhere(arrows: Sequence[Arrow], lang: Lang) -> list[Box]:
    """The box that stands for every stage that is not final, where an arrow begins there."""
    return [Box(EVERYWHERE, ANYWHERE.say(lang))] if any(each.source == EVERYWHERE for each in arrows) else []


def _box(workflow: Workflow, name: str, lang: Lang) -> Box:
    stage = workflow.stages[name]
    outcome = workflow.outcomes.get(stage.outcome or "")
    return Box(
        name,
        stage.label.say(lang),
        tuple(SideNote(_task(workflow, task, lang)) for task in stage.tasks),
        tuple(SideNote(_written(_term(workflow, rule, lang))) for rule in _terms_at(workflow).get(name, [])),
        is_initial=stage.initial,
        is_final=stage.final,
        ending=outcome.label.say(lang) if outcome else "",
    )


def _task(workflow: Workflow, name: str, lang: Lang) -> str:
    return task_words(workflow.tasks[name], workflow).say(lang) if name in workflow.tasks else name


def _terms_at(workflow: Workflow) -> dict[str, list[str]]:
    """Stage -> the deadlines drawn beside it: counted from it, or mattering from it, else beside the first."""
    beside: dict[str, list[str]] = {}
    for name, rule in workflow.deadlines.items():
        stage = _anchor_stage(rule.anchor, workflow, {name}) or rule.since or workflow.initial
        beside.setdefault(stage, []).append(name)
    return beside


def _anchor_stage(anchor: Anchor, workflow: Workflow, seen: set[str]) -> str | None:
    """The first that it names, also through another deadline; a ring of those leads nowhere."""
    for plain in plain_anchors(anchor):
        match named_by(plain):
            case ("stage", stage):
                return stage
            case ("deadline", name) if name not in seen and name in workflow.deadlines:
                rule = workflow.deadlines[name]
                if stage := _anchor_stage(rule.anchor, workflow, seen | {name}) or rule.since or "":
                    return stage
            case _:
                pass
    return None


def _term(workflow: Workflow, name: str, lang: Lang) -> tuple[str, ...]:
    """Label, terms, and the anchor where that is not the stage beside it."""
    rule = workflow.deadlines[name]
    terms = " / ".join(dict.fromkeys(words.say(lang) for words in _terms(workflow, rule)))
    return rule.label.say(lang), terms, _counted_from(rule.anchor, workflow, lang)


def _counted_from(anchor: Anchor, workflow: Workflow, lang: Lang) -> str:
    """Nothing for a stage: it is the one beside it."""
    match anchor:
        case StageAnchor():
            return ""
        case (
            AssignedAnchor()
            | DeadlineAnchor()
            | DoneAnchor()
            | FactAnchor()
            | IntakeAnchor()
            | LaterOfAnchor()
            | LatestOfAnchor()
            | MissedAnchor()
            | OpenedAnchor()
            | TaskAnchor()
        ):
            return f"{FROM.say(lang)} {anchor_words(anchor, workflow).say(lang)}"
        case _:
            assert_never(anchor)


def _written(term: Sequence[str]) -> str:
    """`Decision: 90 days / 9 months, from Request received on`."""
    label, terms, anchor = term
    return f"{label}: {terms}, {anchor}" if anchor else f"{label}: {terms}"


def _terms(workflow: Workflow, rule: DeadlineRule) -> Iterator[Words]:
    """As its versions read; as it reads itself where it has none."""
    readings = [each.term or rule.term for each in rule.versions] or [rule.term]
    for term in readings:
        yield term_words(rule.model_copy(update={"term": term}), workflow)


def _passages(workflow: Workflow) -> dict[Passage, Transition]:
    found: dict[Passage, Transition] = {}
    for trigger, several in workflow.transitions.items():
        for transition in several:
            for stage in (EVERYWHERE,) if transition.from_any else transition.from_:
                count = sum(key[:3] == (trigger, stage, transition.to) for key in found)
                found[trigger, stage, transition.to, count] = transition
    return found


def _arrow(workflow: Workflow, transition: Transition, passage: Passage, lang: Lang) -> Arrow:
    trigger, source, target, _ = passage
    label = transition.label.say(lang) if transition.label else trigger
    return Arrow(source, target, label, _guard(workflow, transition, lang))


def _guard(workflow: Workflow, transition: Transition, lang: Lang) -> str:
    return condition_words(transition.when, workflow).say(lang) if transition.when else ""


# With the road of one client


def _with_road(
    drawing: Drawing, workflow: Workflow, path: Road, possible: Collection[str] | None, elsewhere: int
) -> Drawing:
    here = path[-1][0]
    open_ways = [
        here in each.from_ and passage[1] in (here, EVERYWHERE) and (possible is None or passage[0] in possible)
        for passage, each in _passages(workflow).items()
    ]
    ahead = {arrow.target for arrow, is_open in zip(drawing.arrows, open_ways, strict=True) if is_open}
    boxes = [_passed(box, path, ahead, elsewhere) for box in drawing.boxes]
    taken = {(one[0], other[0]) for one, other in pairwise(path[elsewhere:])}
    ways = {(stage, each.to) for several in workflow.transitions.values() for each in several
            if not each.from_any for stage in each.from_}  # fmt: skip
    taken |= {(EVERYWHERE, to) for source, to in taken - ways}
    arrows = [
        replace(arrow, mark="possible" if is_open else "visited" if (arrow.source, arrow.target) in taken else "")
        for arrow, is_open in zip(drawing.arrows, open_ways, strict=True)
    ]
    return replace(drawing, boxes=tuple(boxes), arrows=tuple(arrows))


def _passed(box: Box, path: Road, ahead: Collection[str], elsewhere: int) -> Box:
    """Where it stands now goes before what is possible next, and that before what was passed. A day that nobody told
    is left out.
    """
    passed = [(place, day) for place, (stage, day) in enumerate(path) if stage == box.name]
    days = tuple(day.isoformat() for _, day in passed if day)
    mark: Mark = ("visited" if any(place >= elsewhere for place, _ in passed) else "elsewhere") if passed else ""
    if box.name in ahead:
        mark = "possible"
    return replace(box, days=days, mark="current" if box.name == path[-1][0] else mark)


# Two versions in one


def _both(before: Workflow, after: Workflow, lang: Lang) -> Drawing:
    found = differences(before, after)
    old, new = with_stages_named(before, renamed_stages(before, after)), after
    names = [*stages_in_order(new), *(name for name in stages_in_order(old) if name not in new.stages)]
    boxes = [_changed_box(old, new, name, found, lang) for name in names]
    ways, were = _passages(new), _passages(old)
    arrows = [
        _changed_arrow(BothSides(old, new), were.get(passage), ways.get(passage), passage, lang)
        for passage in dict.fromkeys([*ways, *were])
    ]
    return Drawing(after.label.say(lang), (*boxes, *_anywhere(arrows, lang)), tuple(arrows))


def _changed_box(old: Workflow, new: Workflow, name: str, found: Sequence[Difference], lang: Lang) -> Box:
    if name not in old.stages:
        return _all_marked(_box(new, name, lang), "added")
    if name not in new.stages:
        return _all_marked(_box(old, name, lang), "removed")
    was, now = _box(old, name, lang), _box(new, name, lang)
    tasks = _changed_lines(_tasks_at(old, name, lang), _tasks_at(new, name, lang), _of("task", found), "".join)
    terms = _changed_lines(_terms_in(old, name, lang), _terms_in(new, name, lang), _of("deadline", found), _written)
    is_changed = name in _of("stage", found) or any(line.mark for line in (*tasks, *terms))
    label = now.label if was.label == now.label else f"{was.label} → {now.label}"
    return replace(now, label=label, tasks=tasks, terms=terms, mark="changed" if is_changed else "")


def _all_marked(box: Box, mark: Mark) -> Box:
    tasks = tuple(replace(line, mark=mark) for line in box.tasks)
    return replace(box, mark=mark, tasks=tasks, terms=tuple(replace(line, mark=mark) for line in box.terms))


def _of(section: str, found: Sequence[Difference]) -> set[str]:
    """The names of all in a section that differ."""
    return {each.owner for each in found if each.section == section}


def _tasks_at(workflow: Workflow, stage: str, lang: Lang) -> Parts:
    return {name: (_task(workflow, name, lang),) for name in workflow.stages[stage].tasks}


def _terms_in(workflow: Workflow, stage: str, lang: Lang) -> Parts:
    return {name: _term(workflow, name, lang) for name in _terms_at(workflow).get(stage, [])}


def _changed_lines(
    before: Parts, after: Parts, changed: set[str], write: Callable[[Sequence[str]], str]
) -> tuple[SideNote, ...]:
    """Of a line in parts only those that differ are said twice."""
    return tuple(_changed_line(name, before, after, changed, write) for name in dict.fromkeys([*after, *before]))


def _changed_line(
    name: str, before: Parts, after: Parts, changed: set[str], write: Callable[[Sequence[str]], str]
) -> SideNote:
    if name not in before or name not in after:
        return SideNote(write(after[name]), "added") if name in after else SideNote(write(before[name]), "removed")
    pairs = list(zip(before[name], after[name], strict=True))
    is_changed = name in changed or before[name] != after[name]
    text = write([now if was == now else f"{was or '–'} → {now or '–'}" for was, now in pairs])
    return SideNote(text, "changed" if is_changed else "")


def _changed_arrow(
    pair: BothSides, was: Transition | None, now: Transition | None, passage: Passage, lang: Lang
) -> Arrow:
    if was is None or now is None:
        if now:
            return replace(_arrow(pair.after, now, passage, lang), mark="added")
        assert was is not None
        return replace(_arrow(pair.before, was, passage, lang), mark="removed")
    arrow, before = _arrow(pair.after, now, passage, lang), _guard(pair.before, was, lang)
    if before != arrow.guard:
        arrow = replace(arrow, guard=f"{before or '–'} → {arrow.guard or '–'}")
    is_same = same(was.model_copy(update={"from_": now.from_}), now)  # of the stages it leaves, each has its own arrow
    return arrow if is_same else replace(arrow, mark="changed")
