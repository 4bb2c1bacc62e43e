"""A definition as a Mermaid state diagram, with or without the road one client took."""

from collections.abc import Iterator, Sequence
from datetime import date

from workflows.graph import stages_in_order
from workflows.model import Anchor, DeadlineRule, Stage, TermFrom, Transition, Workflow
from workflows.terms import UNITS, Term
from workflows.words import Lang, Words

Road = Sequence[tuple[str, date]]

TAKEN = {"end", "state", "note", "class", "default", "direction", "as", "fork", "join", "choice"}  # words of Mermaid
STYLES = (
    "classDef visited fill:#d5e8d4,stroke:#4d7a4a",
    "classDef current fill:#ffe0a3,stroke:#b36b00,stroke-width:3px",
)
BACK = Words("vóór", "before")
ITSELF = Words("op die dag zelf", "on that day itself")
NOT_KNOWN = Words("onbekend", "unknown")


def mermaid(workflow: Workflow, lang: Lang, path: Road | None = None) -> str:
    """path: stages entered, with their days, in order; the last is where the client is now."""
    lines = [
        *_stages(workflow, lang),
        *_transitions(workflow, lang),
        *_notes(workflow, lang),
        *_road(path or ()),
    ]
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)]) + "\n"


def _stages(workflow: Workflow, lang: Lang) -> Iterator[str]:
    for name in stages_in_order(workflow):
        yield f'state "{_plain(workflow.stages[name].label.say(lang))}" as {_id(name)}'


def _transitions(workflow: Workflow, lang: Lang) -> Iterator[str]:
    stages = workflow.stages
    yield from (f"[*] --> {_id(name)}" for name, stage in stages.items() if stage.initial)
    for trigger, several in workflow.transitions.items():
        for transition in several:
            yield from _arrows(transition, _said(trigger, transition, lang))
    yield from (
        f"{_id(name)} --> [*]{_outcome(workflow, stage, lang)}" for name, stage in stages.items() if stage.final
    )


def _arrows(transition: Transition, said: str) -> Iterator[str]:
    for stage in transition.from_:
        yield f"{_id(stage)} --> {_id(transition.to)} : {said}"


def _said(trigger: str, transition: Transition, lang: Lang) -> str:
    return _plain(transition.label.say(lang) if transition.label else trigger)


def _outcome(workflow: Workflow, stage: Stage, lang: Lang) -> str:
    return f" : {_plain(workflow.outcomes[stage.outcome].label.say(lang))}" if stage.outcome else ""


def _notes(workflow: Workflow, lang: Lang) -> Iterator[str]:
    """The terms, each beside the stage that it counts from or matters in."""
    beside: dict[str, list[str]] = {}
    for rule in workflow.deadlines.values():
        stage = _anchor_stage(rule.anchor) or rule.since or workflow.initial
        beside.setdefault(stage, []).append(f"{rule.label.say(lang)}: {term_words(rule, workflow, lang)}")
    for stage, lines in beside.items():
        yield f"note right of {_id(stage)}"
        yield from (f"    {_plain(line)}" for line in lines)
        yield "end note"


def _anchor_stage(anchor: Anchor) -> str | None:
    inside = [each.stage for each in anchor.later_of or () if each.stage]
    return anchor.stage or (inside[0] if inside else None)


def term_words(rule: DeadlineRule, workflow: Workflow, lang: Lang) -> str:
    """`3 months`, or `2 weeks before`; a term of no length is the day itself."""
    if isinstance(rule.term, Term) and rule.term.amount == 0:
        return ITSELF.say(lang)
    words = _amount(rule.term, workflow).say(lang)
    return f"{words} {BACK.say(lang)}" if rule.count == "back" else words


def _amount(term: Term | TermFrom, workflow: Workflow) -> Words:
    """A term looked up in a parameter is known; in a fact, its name stands for the amount."""
    if isinstance(term, Term):
        return term.words
    amount = workflow.parameters.get(term.looked.parameter or "")
    if type(amount) is int:
        return Term(amount, term.unit).words
    fact = workflow.facts.get(term.looked.fact or "")
    label = fact.label if fact else NOT_KNOWN
    plural = next(more for unit, _, more in UNITS.values() if unit == term.unit)
    return Words(f"{label.nl} ({plural})", f"{label.say('en')} ({term.unit}s)")


def _road(path: Road) -> Iterator[str]:
    days: dict[str, list[str]] = {}
    for stage, day in path:
        days.setdefault(stage, []).append(day.isoformat())
    yield from (f"{_id(stage)} : {', '.join(entered)}" for stage, entered in days.items())
    if path:
        yield from STYLES
        now = path[-1][0]
        yield from (f"class {_id(stage)} {'current' if stage == now else 'visited'}" for stage in days)


def _id(name: str) -> str:
    return f"{name}_" if name in TAKEN else name


def _plain(text: str) -> str:
    """Signs that mean something to Mermaid, as its own entities."""
    signs = {"#": "#35;", ";": "#59;", ":": "#58;", '"': "#34;", "<": "#60;", ">": "#62;"}
    return "".join(signs.get(sign, sign) for sign in " ".join(text.split()))
