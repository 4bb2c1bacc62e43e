"""From plain data to a frozen model, with every field that does not fit and where it stands.

What does not fit is taken out or filled in and the rest is read again, so that one mistake hides no other.
"""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from workflows.errors import Problem
from workflows.format.suggestions import day_meant, key_meant, name_meant, term_meant
from workflows.format.yaml_document import Document, Mark, Place, Plain, short
from workflows.language.conditions import AnyKindOfCondition
from workflows.language.deadlines import DeadlineRule, RuleVersion
from workflows.language.grounds import Extending, Ground, LongerGround
from workflows.language.kinds import MISPLACED
from workflows.language.municipalities import Municipality, Variant
from workflows.language.terms import BadTerm, TermTooLong, typed_term
from workflows.language.workflow import Workflow

Model = TypeVar("Model", bound=BaseModel)

LOST = "lost_and_not_readable"  # a name that stands for one we could not read
ALWAYS = "2000-01-01"
FILLERS: dict[str, Plain] = {  # what keeps the rest of a definition checkable; the term is longer than any rung
    "label": {"nl": LOST}, "nl": LOST, "name": LOST, "ref": LOST, "rule": LOST, "id": LOST,
    "workflow": LOST, "municipality": LOST, "to": LOST, "from": LOST, "advance": LOST,
    "version": 1, "subject": "person", "type": "text", "certainty": "unverified",
    "anchor": {"opened": True}, "term": "100 years", "opened": ALWAYS, "on": ALWAYS, "expect": {"on": ALWAYS},
    "stages": {}, "transitions": {}, "sources": {}, "change": {},
}  # fmt: skip
TERMS = {"term", "before", "overdue", "after_anchor", "every", "for_at_least", "by", "ask_after", "max", "total",
         "within"}  # fmt: skip
EXPECTED = {
    "bool": "true or false", "int": "a whole number", "string": "text", "date": "a date (2019-01-31)",
    "tuple": "a list", "dict": "a mapping", "model": "a mapping", "dataclass": "a mapping",
}  # fmt: skip
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Shaped(Generic[Model]):
    """model: None when nothing of it can be read. document: what it was read from, mended; knows what is lost."""

    model: Model | None
    document: Document
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One complaint of the model. place: where in the data, the last step possibly absent there."""

    kind: str
    place: Place
    text: str
    value: object
    expected: str = ""
    is_key: bool = False


def shape(document: Document, model: type[Model]) -> Shaped[Model]:
    """The document read as `model`; a problem of the reader itself is not said a second time."""
    if not isinstance(document.data, dict):
        return Shaped(None, document, _no_mapping(document))
    problems: list[Problem] = []
    for _ in range(ROUNDS):
        read, misfits = _read(document, model)
        if read or not misfits:
            return Shaped(read, document, tuple(problems))
        problems += _said(document, misfits, problems)
        document = _mended(document, misfits)
    return Shaped(None, document, tuple(problems))


def _no_mapping(document: Document) -> tuple[Problem, ...]:
    if document.problems:
        return ()
    return (document.problem((), "wrong_type", f"the file holds no mapping but {short(document.data)}"),)


def _read(document: Document, model: type[Model]) -> tuple[Model | None, list[Misfit]]:
    try:
        return model.model_validate(document.data, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, _misfits(document, error)


def _misfits(document: Document, error: ValidationError) -> list[Misfit]:
    """One per place: the members of a union complain each, and are heard as one."""
    found: dict[Place, Misfit] = {}
    for each in error.errors(include_url=False, include_context=False):
        misfit = _misfit(document, each["type"], each["loc"], each["msg"], each["input"])
        if "Term" in each["loc"] and isinstance(document.at(document.nearest(each["loc"])), dict):
            continue  # a mapping is meant as a term looked up, so only that reading is heard
        before = found.get(misfit.place)
        found[misfit.place] = _both(before, misfit) if before else misfit
    return list(found.values())


def _misfit(document: Document, kind: str, loc: Place, text: str, value: object) -> Misfit:
    is_key = bool(loc) and loc[-1] == "[key]"
    if kind == "missing":
        return Misfit(kind, (*document.nearest(loc[:-1]), loc[-1]), text, value)
    text = text.removeprefix("Value error, ")
    expected = EXPECTED.get(kind.partition("_")[0], text.removeprefix("Input should be "))
    return Misfit(kind, document.nearest(loc), text, value, expected, is_key or kind == MISPLACED)


def _both(first: Misfit, second: Misfit) -> Misfit:
    return replace(first, expected=f"{first.expected} or {second.expected}")


def _said(document: Document, misfits: list[Misfit], before: list[Problem]) -> list[Problem]:
    """Leaves out what only follows from something lost, and what is already said of the same word."""
    taken = {Mark(each.file, each.line, each.column) for each in (*document.problems, *before)}
    slips = {(each.file, each.line) for each in document.problems if each.code == "syntax"}
    fresh = [each for each in misfits if not _follows(document, each.place)]
    said = [_problem(document, each) for each in fresh]
    fresh_said = [each for each in said if (each.file, each.line) not in slips]
    return [
        each
        for each in fresh_said
        if Mark(each.file, each.line, each.column) not in taken or each.code == "missing_key"
    ]


def _follows(document: Document, place: Place) -> bool:
    return any(lost[: len(place)] == place for lost in document.lost)


def _problem(document: Document, misfit: Misfit) -> Problem:
    code = _code(misfit)
    if code == "missing_key":
        return document.problem(misfit.place[:-1], code, f"'{misfit.place[-1]}' is missing")
    about_key = misfit.is_key or code == "unknown_key"
    return document.problem(misfit.place, code, _text(code, misfit), key=about_key)


def _code(misfit: Misfit) -> str:
    if misfit.kind == "missing":
        return "missing_key"
    if misfit.kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return "unknown_key"
    if misfit.kind.startswith("date_"):
        return "wrong_type"
    if _field(misfit) in TERMS and not misfit.is_key and misfit.kind != "literal_error":
        return "bad_term"
    return "wrong_type" if misfit.kind.endswith(("_type", "_parsing", "_size")) else "bad_value"


def _text(code: str, misfit: Misfit) -> str:
    if code == "unknown_key":
        return f"there is no such key here{_meant(str(misfit.place[-1]))}"
    if code == "bad_term" and not isinstance(misfit.value, dict):
        return _no_term(misfit.value)
    if misfit.kind == "string_pattern_mismatch":
        return _no_name(misfit.value)
    if misfit.kind in ("value_error", MISPLACED):
        return misfit.text
    return f"{short(misfit.value)} does not fit; expected {misfit.expected}{_better(misfit)}"


def _better(misfit: Misfit) -> str:
    """The same, written so that it does fit."""
    if misfit.kind.startswith("date_") and (day := day_meant(str(misfit.value))):
        return f"; write {day}"
    if misfit.place[-1:] == ("label",) and isinstance(misfit.value, str):
        return f"; write {{nl: {short(misfit.value)}}}"
    if misfit.kind.startswith("string_") and isinstance(misfit.value, bool | int):
        return "; write it in quotes"
    return ""


def _no_name(value: object) -> str:
    name = name_meant(str(value))
    how = f"write '{name}'" if name else "write lower case letters, digits and _, a letter first"
    return f"{short(value)} is not a name; {how}"


def _no_term(value: object) -> str:
    """Why not: what is longer than any calendar reckons with is a term to read, and none to write."""
    try:
        typed_term(str(value))
    except TermTooLong as error:
        return str(error)
    except BadTerm:
        pass
    if meant := term_meant(str(value)):
        return f"{short(value)} is not a term; did you mean '{meant}'?"
    return f"{short(value)} is not a term; write a whole number and days, weeks, months, years or working days"


def _field(misfit: Misfit) -> str:
    """The key that the value stands under, whether itself or in a list."""
    return next((step for step in reversed(misfit.place) if isinstance(step, str)), "")


def _words_of(*models: type[BaseModel]) -> list[str]:
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


GUARDS: tuple[type[BaseModel], ...] = get_args(AnyKindOfCondition)
KNOWN_KEYS = sorted(
    {
        *_words_of(Workflow, DeadlineRule, RuleVersion, Extending, Ground, LongerGround),
        *_words_of(*GUARDS, Municipality, Variant),
        *FILLERS,
        *TERMS,
    }
)


def _meant(word: str) -> str:
    near = key_meant(word, KNOWN_KEYS)
    return f"; did you mean '{near}'?" if near else ""


def _mended(document: Document, misfits: list[Misfit]) -> Document:
    """Last places first, so that a place in a list stays true until its turn."""
    for misfit in sorted(misfits, key=lambda each: _order(each.place), reverse=True):
        document = _mend(document, misfit)
    return document


def _order(place: Place) -> tuple[tuple[int, int | str], ...]:
    return tuple((0, step) if isinstance(step, int) else (1, step) for step in place)


def _mend(document: Document, misfit: Misfit) -> Document:
    """With a filler in the place, the first time; without it, when there is none or it did not help."""
    place = misfit.place
    if _may_be_filled(document, misfit):
        return document.put(place, FILLERS[str(place[-1])])
    gone = place[:-1] if misfit.kind == "missing" else place
    if not gone:
        return replace(document, data={}, lost=document.lost | {()})
    return document.without(gone) if document.nearest(gone) == gone else document


def _may_be_filled(document: Document, misfit: Misfit) -> bool:
    if misfit.is_key or _code(misfit) == "unknown_key" or misfit.place in document.lost:
        return False
    inside = misfit.place[:-1]
    return misfit.place[-1:] != () and misfit.place[-1] in FILLERS and document.nearest(inside) == inside
