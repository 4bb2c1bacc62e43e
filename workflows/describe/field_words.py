"""A field of a definition and its values, before and after: in words, and as data."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias, assert_never, get_args

from pydantic import BaseModel

from workflows.describe.ground_phrases import granting_words
from workflows.describe.phrases import (
    CERTAINTY,
    FOR_WHOM,
    LEGAL,
    amount_words,
    anchor_words,
    both,
    condition_words,
    label_of,
    list_words,
    met_words,
    rung_words,
    value_words,
)
from workflows.format.references import TABLES, written
from workflows.language.adverse import Adverse
from workflows.language.anchors import (
    Anchor,
    AnyAnchor,
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
from workflows.language.conditions import (
    AllCondition,
    AnyCondition,
    AnyKindOfCondition,
    AssignedCondition,
    DeadlineCondition,
    FactCondition,
    HouseholdCondition,
    MemberCondition,
    MissedCondition,
    NotCondition,
    ParameterCondition,
    StageCondition,
    TaskCondition,
    TasksCondition,
)
from workflows.language.deadlines import AnyMetBy, MetByAttending, MetByFact, MetByStage, MetByTask
from workflows.language.fact_spans import AnyBound, Birth, FixedDay, FromToday
from workflows.language.grounds import Extending, Suspending
from workflows.language.looked_up_terms import AnyTermFrom
from workflows.language.roles import ROLES
from workflows.language.rungs import AfterAnchorRung, AnyRung, BeforeRung, DueRung, OverdueRung
from workflows.language.sources import Source
from workflows.language.stages import AnySignal, FactSignal, Start, TaskSignal, given_by
from workflows.language.terms import Term
from workflows.language.transitions import Transition
from workflows.language.workflow import Workflow
from workflows.words import Words, as_written

Plain = Any  # what JSON can hold
Part: TypeAlias = (
    AnyKindOfCondition
    | AnyAnchor
    | AnyMetBy
    | AnyRung
    | Adverse
    | Suspending
    | Extending
    | Start
    | AnySignal
    | AnyBound
    | bool
    | int
    | date
    | dict[str, Any]
)

NOTHING = Words("–")
FIELDS = {
    "after": Words("komt na", "comes after"),
    "again": Words("mag over", "may be redone"),
    "advice": Words("advies", "advice"),
    "amount": Words("aantal", "amount"),
    "anchor": Words("gerekend vanaf", "counted from"),
    "ask_after": Words("gevraagd na", "asked after"),
    "ask_to": Words("gevraagd aan", "asked of"),
    "at_least": Words("ten minste", "at least"),
    "at_most": Words("ten hoogste", "at most"),
    "calendar": Words("kalender", "calendar"),
    "certainty": Words("zekerheid", "certainty"),
    "count": Words("telrichting", "direction of counting"),
    "every": Words("herhaling", "repeat"),
    "adverse": Words("besluit tegen de cliënt", "decision against the client"),
    "appeal": Words("beroep", "appeal"),
    "higher_appeal": Words("hoger beroep", "higher appeal"),
    "none": Words("waarom er niets tegen kan", "why nothing can be done"),
    "notice_of_default": Words("ingebrekestelling", "notice of default"),
    "objection": Words("bezwaar", "objection"),
    "view": Words("zienswijze", "view"),
    "extend": Words("verlengen op grond van", "extending on the ground of"),
    "final": Words("eindstadium", "final stage"),
    "forgets": Words("vergeet", "forgets"),
    "first_day_counts": Words("eerste dag telt mee", "first day counts"),
    "for": Words("voor wie", "for whom"),
    "from": Words("vanaf", "from"),
    "from_any": Words("vanuit elk stadium dat niet het einde is", "from every stage that is not final"),
    "guard": Words("voorwaarde", "guard"),
    "in_days": Words("regel in dagen", "rule in days"),
    "round": Words("keert terug", "comes round"),
    "initial": Words("beginstadium", "initial stage"),
    "keeps": Words("wie terugkomt gaat verder", "who comes back goes on"),
    "label": Words("opschrift", "label"),
    "labels": Words("opschrift van waarde", "label of value"),
    "lapses_at": Words("vervalt bij", "lapses at"),
    "lies": Words("mag liggen", "may lie"),
    "leave": Words("mag uit elk stadium", "may be given from any stage"),
    "legal": Words("rechtsgevolg", "legal effect"),
    "met_by": Words("gehaald door", "met by"),
    "moment": Words("soort dag (einde of eerste dag)", "kind of day (last or first)"),
    "municipality": Words("gemeente", "municipality"),
    "not_after": Words("waarschijnlijk tot en met", "likely until"),
    "not_before": Words("waarschijnlijk vanaf", "likely from"),
    "note": Words("toelichting", "note"),
    "one_of": Words("keuze uit", "one of"),
    "optional": Words("mag, hoeft niet", "optional"),
    "outcome": Words("uitkomst", "outcome"),
    "paused_in": Words("staat stil in", "paused in"),
    "private": Words("privé", "private"),
    "opens_from": Words("neemt cliënten aan vanaf", "takes clients from"),
    "opens_until": Words("neemt cliënten aan tot en met", "takes clients until"),
    "programmes": Words("programma", "programme"),
    "propose": Words("voorgestelde dag", "proposed day"),
    "ref": Words("verwijzing", "reference"),
    "remind": Words("herinneringen", "reminders"),
    "ends_silent": Words("waarom het daarna stil is", "why it is silent after that"),
    "reopens": Words("heropent", "reopens"),
    "repeats": Words("telkens weer", "again and again"),
    "roles": Words("mag door", "may be fired by"),
    "rule": Words("nummer van de regel", "id of the rule"),
    "signals": Words("melding", "signal"),
    "since": Words("van belang vanaf", "matters from"),
    "source": Words("bron", "source"),
    "starts": Words("opent", "opens"),
    "subject": Words("gaat over", "is about"),
    "success": Words("geslaagd", "success"),
    "suspend": Words("opschorten op grond van", "suspending on the ground of"),
    "suspendable": Words("mag worden opgeschort", "may be suspended"),
    "tasks": Words("taak", "task"),
    "term": Words("termijn", "term"),
    "text_of": Words("gelezen tekst van", "text read, of"),
    "to": Words("naar", "to"),
    "type": Words("soort", "type"),
    "unit": Words("eenheid", "unit"),
    "until": Words("tot en met", "until"),
    "url": Words("adres", "address"),
    "variant": Words("variant"),
    "version": Words("versie", "version"),
    "version_key": Words("versie gekozen op", "version picked by"),
    "waits_for": Words("wacht op", "waits for"),
    "when": Words("geldt als", "applies when"),
    "workflow": Words("naam", "name"),
}
EVERYONE = Words("iedereen die mag schrijven", "everyone who may write")
LIES: Mapping[str, Words] = {
    "past": Words("niet na vandaag", "not after today"),
    "any": Words("ook in de toekomst", "also in the future"),
}
CHOICES: dict[tuple[str, ...], Mapping[str, Words]] = {
    ("legal",): LEGAL,
    ("for",): FOR_WHOM,
    ("certainty",): CERTAINTY,
    ("roles", "to", "ask_to"): ROLES,
    ("lies",): LIES,
}
CODES: dict[tuple[type[BaseModel], str], str] = {(Transition, "when"): "guard"}


class BothSides(NamedTuple):
    """Both definitions, the first with its stages named as in the second."""

    before: Workflow
    after: Workflow


def field_words(model: type[BaseModel], field: str) -> Words:
    """What people call a field."""
    code = code_of(model, field)
    return Words("aan", "to") if model in get_args(AnyRung) and code == "to" else FIELDS.get(code, Words(code))


def code_of(model: type[BaseModel], field: str) -> str:
    """The word of the definition files for a field."""
    return CODES.get((model, field)) or model.model_fields[field].alias or field


def seen(old: Any, new: Any, code: str, pair: BothSides, refers: str = "") -> tuple[Words, Words]:
    """Both values in words; as data where the words do not tell them apart."""
    before, after = said(old, code, pair.before, refers), said(new, code, pair.after, refers)
    if any(before.say(lang) == after.say(lang) for lang in ("nl", "en")):
        return Words(spelled(old)), Words(spelled(new))
    return before, after


def spelled(value: object) -> str:
    """All of it, in the words of the definition files."""
    if isinstance(value, BaseModel):
        value = plain(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {spelled(each)}" for key, each in value.items())
    if isinstance(value, Words) and value.written:
        return ", ".join(f"{code} ‘{text}’" for code, text in value.written)
    if isinstance(value, Words):
        return f"‘{value.nl}’ / ‘{value.en}’"
    if isinstance(value, list | tuple):
        return f"[{', '.join(spelled(each) for each in value)}]"
    return "–" if value is None else repr(value) if isinstance(value, str) else str(value)


def said(value: Any, code: str, workflow: Workflow, refers: str) -> Words:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return _word(value, code, workflow, refers)
    if isinstance(value, Words):
        return both("‘{it}’", "‘{it}’", it=value)
    if isinstance(value, tuple):
        return _listing(value, code, workflow, refers)
    if isinstance(value, Term | AnyTermFrom):
        return amount_words(value, workflow)
    return _part(value, workflow)


def _listing(value: tuple[Any, ...], code: str, workflow: Workflow, refers: str) -> Words:
    if not value:
        return EVERYONE if code == "roles" else NOTHING
    return list_words(said(each, code, workflow, refers) for each in value)


def _word(value: str, code: str, workflow: Workflow, refers: str) -> Words:
    """A choice in words, a name with the label of what it stands for, anything else as it is."""
    for codes, choices in CHOICES.items():
        if code in codes and value in choices and not refers:
            return choices[value]
    row = getattr(workflow, TABLES.get(refers, ""), {}).get(value)
    if isinstance(row, Source):
        return Words(f"{row.ref} ({value})")
    label = getattr(row, "label", None)
    return both("‘{label}’ ({name})", "‘{label}’ ({name})", label=label, name=Words(value)) if label else Words(value)


def _part(value: Part, workflow: Workflow) -> Words:
    match value:
        case (
            AllCondition()
            | AnyCondition()
            | AssignedCondition()
            | DeadlineCondition()
            | FactCondition()
            | HouseholdCondition()
            | MemberCondition()
            | MissedCondition()
            | NotCondition()
            | ParameterCondition()
            | StageCondition()
            | TaskCondition()
            | TasksCondition()
        ):
            return condition_words(value, workflow)
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
            | StageAnchor()
            | TaskAnchor()
        ):
            return _anchor(value, workflow)
        case MetByStage() | MetByFact() | MetByTask() | MetByAttending():
            return met_words(value, workflow)
        case BeforeRung() | DueRung() | OverdueRung() | AfterAnchorRung():
            return rung_words(value)
        case Suspending() | Extending():
            return granting_words(value, workflow)
        case Adverse():
            return _remedies(value, workflow)
        case Start():
            return both("{it} ({whom})", "{it} ({whom})", it=Words(value.workflow), whom=FOR_WHOM[value.for_])
        case TaskSignal() | FactSignal():
            return Words(f"{value.to}: {given_by(value)}")
        case Birth() | FixedDay() | FromToday():
            return bound_words(value)
        case bool() | int():
            return value_words(value)
        case date():
            return Words(value.isoformat())
        case dict():
            return Words(spelled(value))
        case _:
            assert_never(value)


def _remedies(adverse: Adverse, workflow: Workflow) -> Words:
    if adverse.none:
        return both("niets aan te doen: {why}", "nothing can be done: {why}", why=adverse.none)
    terms = {
        kind: list_words(label_of(name, workflow.deadlines) for name in names)
        for kind, names in adverse.remedies.items()
    }
    parts = [both("{kind}: {terms}", "{kind}: {terms}", kind=FIELDS[kind], terms=each) for kind, each in terms.items()]
    return list_words(parts)


def _anchor(anchor: Anchor, workflow: Workflow) -> Words:
    """With what the file says about choosing the day."""
    notes = [Words("de eerste", "the first")] if anchor.pick == "first" else []
    notes += [Words("blijft staan", "kept")] if anchor.on_change == "keep" else []
    words = anchor_words(anchor, workflow)
    return both("{it} ({notes})", "{it} ({notes})", it=words, notes=list_words(notes)) if notes else words


def bound_words(bound: AnyBound) -> Words:
    """How far a date may lie before a person is asked whether it is right."""
    match bound:
        case Birth():
            return Words("de geboorte", "birth")
        case FromToday(term=term, ahead=True):
            return Words(f"{term.words.nl} na vandaag", f"{term.words.en} after today")
        case FromToday(term=term):
            return Words(f"{term.words.nl} voor vandaag", f"{term.words.en} before today")
        case FixedDay(day=day):
            return Words(day.isoformat())
        case _:
            assert_never(bound)


def arrow(before: Words, after: Words) -> Words:
    return both("{old} → {new}", "{old} → {new}", old=before, new=after)


def same(one: object, other: object) -> bool:
    """Whether the two are written alike: unlike `==`, 1 is not true."""
    return repr(one) == repr(other) or repr(plain(one)) == repr(plain(other))


def plain(value: object) -> Plain:
    """As JSON holds it, in the words of the definition files; what a field has by itself is left out."""
    if isinstance(value, BaseModel):
        return {written(type(value), field): plain(getattr(value, field)) for field in _told(value)}
    if isinstance(value, Words):
        return as_written(value)
    if isinstance(value, Term | AnyBound):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in sorted(value.items())}
    return value


def _told(value: BaseModel) -> Iterator[str]:
    for name, field in type(value).model_fields.items():
        if field.is_required() or repr(getattr(value, name)) != repr(field.get_default(call_default_factory=True)):
            yield name
