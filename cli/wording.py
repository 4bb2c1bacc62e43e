"""Parts of a definition in plain words: guards, rungs, terms. Loaded by a command that has people to tell."""

from collections.abc import Iterable

from workflows.guards import QUESTIONS
from workflows.model import Condition, Rung, Scalar, Stage, Workflow
from workflows.terms import Term
from workflows.words import Lang, Words, listed


def condition_words(condition: Condition, workflow: Workflow, lang: Lang) -> str:
    """What a guard asks, whole."""
    if condition.all is not None:
        return _joined(condition.all, Words(" en ", " and "), workflow, lang)
    if condition.any is not None:
        return _joined(condition.any, Words(" of ", " or "), workflow, lang)
    if condition.not_ is not None:
        return f"{Words('niet', 'not').say(lang)} ({condition_words(condition.not_, workflow, lang)})"
    if condition.tasks is not None:
        return Words("alle taken gedaan", "all tasks done").say(lang)
    return _leaf(condition, workflow, lang)


def _joined(parts: Iterable[Condition], word: Words, workflow: Workflow, lang: Lang) -> str:
    found = []
    for part in parts:
        text = condition_words(part, workflow, lang)
        found.append(f"({text})" if part.all or part.any else text)
    return word.say(lang).join(found)


def _leaf(condition: Condition, workflow: Workflow, lang: Lang) -> str:
    if condition.fact is not None:
        return f"{workflow.facts[condition.fact].label.say(lang)} {_asked(condition, lang)}"
    if condition.parameter is not None:
        return f"{condition.parameter} {_asked(condition, lang)}"
    if condition.task is not None:
        done = Words("gedaan", "done").say(lang)
        return f"{workflow.tasks[condition.task].label.say(lang)} {done}"
    if condition.stage is not None:
        return _stage(condition, workflow.stages[condition.stage], lang)
    question = QUESTIONS[str(condition.household or condition.member)].say(lang)
    if condition.is_ is False:
        return Words(f"niet als {question}", f"not if {question}").say(lang)
    return Words(f"als {question}", f"if {question}").say(lang)


def _stage(condition: Condition, stage: Stage, lang: Lang) -> str:
    label = stage.label.say(lang)
    if condition.for_at_least:
        term = condition.for_at_least.words.say(lang)
        return Words(f"ten minste {term} in {label}", f"at least {term} in {label}").say(lang)
    return Words(f"{label} bereikt", f"{label} reached").say(lang)


def _asked(condition: Condition, lang: Lang) -> str:
    found = []
    if condition.is_ == "set" or _only_named(condition):
        found.append(Words("vastgelegd", "recorded").say(lang))
    elif condition.is_ is not None:
        found.append(f"= {_value(condition.is_, lang)}")
    if condition.one_of is not None:
        values = [_value(value, lang) for value in condition.one_of]
        found.append(Words(f"een van {listed(values, 'nl')}", f"one of {listed(values, 'en')}").say(lang))
    if condition.at_least is not None:
        found.append(Words(f"ten minste {condition.at_least}", f"at least {condition.at_least}").say(lang))
    if condition.from_ is not None:
        found.append(Words(f"vanaf {condition.from_}", f"from {condition.from_}").say(lang))
    if condition.before is not None:
        found.append(Words(f"voor {condition.before}", f"before {condition.before}").say(lang))
    return " ".join(found)


def _only_named(condition: Condition) -> bool:
    asked = (condition.is_, condition.one_of, condition.at_least, condition.from_, condition.before)
    return all(each is None for each in asked)


def _value(value: Scalar, lang: Lang) -> str:
    if isinstance(value, bool):
        return (Words("ja", "yes") if value else Words("nee", "no")).say(lang)
    return str(value)


def rung_words(rung: Rung, lang: Lang) -> str:
    """When a reminder goes out: `8 weeks before`, `on the day`, `1 week after, then every week`."""
    if rung.before:
        return Words(f"{rung.before.words.nl} ervoor", f"{rung.before.words.say('en')} before").say(lang)
    if rung.after_anchor:
        term = rung.after_anchor.words
        return Words(f"{term.nl} na het begin", f"{term.say('en')} after the start").say(lang)
    if rung.overdue:
        after, every = rung.overdue.words, _every(rung.every) if rung.every else None
        nl = f"{after.nl} erna" + (f", dan {every.nl}" if every else "")
        en = f"{after.say('en')} after" + (f", then {every.say('en')}" if every else "")
        return Words(nl, en).say(lang)
    return Words("op de dag zelf", "on the day").say(lang)


def _every(term: Term) -> Words:
    """`every month`, `every 2 weeks`."""
    if term.amount != 1:
        return Words(f"elke {term.words.nl}", f"every {term}")
    unit = term.words.nl.removeprefix("1 ")
    return Words(f"{'elk' if term.unit == 'year' else 'elke'} {unit}", f"every {term.unit}")


LEGAL = {
    "statutory": Words("termijn uit de wet", "set by law"),
    "norm": Words("norm, geen wet", "a norm, not law"),
    "none": Words("geen wettelijke termijn", "not set by law"),
}
FOR_WHOM = {
    "subject": Words(""),
    "each_member": Words("elk lid", "each member"),
    "each_adult": Words("elke volwassene", "each adult"),
    "each_child": Words("elk kind", "each child"),
    "each_school_child": Words("elk leerplichtig kind", "each child of school age"),
    "each_young_child": Words("elk kind onder de vier", "each child under four"),
}
