"""Two definitions compared: nothing that differs goes unnamed, and what is named is said in the field's words."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder, from_text
from workflows.checks.check_definition import check
from workflows.describe.diff import differences
from workflows.describe.difference import Difference
from workflows.documents import document
from workflows.format.yaml_loader import read_text
from workflows.language.adverse import REMEDIES
from workflows.language.anchors import AnyAnchor
from workflows.language.conditions import AnyKindOfCondition
from workflows.language.deadlines import AnyMetBy
from workflows.language.grounds import AnyTurn
from workflows.language.looked_up_terms import AnyLooked, AnyTermFrom
from workflows.language.rungs import AnyRung
from workflows.language.scenarios import AnyMove
from workflows.language.stages import AnySignal
from workflows.language.terms import Term
from workflows.language.workflow import Workflow
from workflows.views.definitions import difference_view
from workflows.words import Words

CORRECT = (Path(__file__).parent.parent / "data" / "correct.yaml").read_text()

CHOSEN = {"pick": "first", "on_change": "keep"}

RESTING: list[tuple[dict[str, Any], Any]] = [
    ({"later_of": [{"fact": "geboren", "anew_in": "een", **CHOSEN}, {"task": "les", **CHOSEN}]},
     {"days": {"fact": "soort"}}),
    ({"latest_of": [{"done": "les", **CHOSEN}, {"missed": "les", **CHOSEN}]},
     {"weeks": {"parameter": "weken"}}),
    ({"assigned": "jurist"}, {"months": {"parameter": "weken"}}),
    ({"opened": True}, {"years": {"parameter": "weken"}}),
    ({"deadline": "eerste"}, "1 year"),
]  # fmt: skip

# Every field of every model that a definition is made of is filled in somewhere below. It need not make sense.
WHOLE: dict[str, Any] = {
    "workflow": "alles",
    "version": 1,
    "label": {"nl": "Alles", "en": "All"},
    "subject": "household",
    "source": "wet",
    "programmes": [3, 4],
    "calendar": "dk",
    "opens_from": "2017-01-01",
    "opens_until": "2029-12-31",
    "sources": {"wet": {"ref": "Wet", "certainty": "law", "text_of": "2024-01-01", "url": "u", "note": "n"}},
    "parameters": {"weken": 6, "streng": True},
    "facts": {
        "soort": {"type": "text", "label": {"nl": "Soort"}, "one_of": ["a", "b"], "labels": {"a": {"nl": "Aa"}}},
        "geboren": {"type": "date", "label": {"nl": "Geboren"}, "private": True, "from": "born"},
        "gemeld": {
            "type": "date", "label": {"nl": "Gemeld"}, "lies": "past", "propose": "housed",
            "not_before": "born", "not_after": "2030-01-01", "adverse": {"none": {"nl": "Geen besluit"}},
        },
        "maanden": {"type": "integer", "label": {"nl": "Maanden"}, "at_least": 1, "at_most": 60},
    },
    "tasks": {
        "les": {
            "label": {"nl": "Les"}, "for": "each_adult", "when": {"fact": "soort", "is": "a"}, "amount": 4,
            "unit": {"nl": "keer"}, "optional": True, "source": "wet",
        },
        "ronde": {"label": {"nl": "Ronde"}, "repeats": True},
        "toets": {"label": {"nl": "Toets"}, "again": True, "after": ["les", "ronde"], "roles": ["jurist"]},
    },
    "stages": {
        "een": {
            "label": {"nl": "Een"}, "initial": True, "tasks": ["les", "ronde"], "waits_for": {"nl": "de IND"},
            "source": "wet", "review": "6 months", "keeps": True,
            "starts": [{"workflow": "vip", "for": "each_adult", "when": {"member": "adult"}, "facts": {"x": "soort"},
                        "arrivals": True, "continues": True}],
            "signals": [{"to": "vip", "task": "les", "if_open": True},
                        {"to": "vip", "fact": "soort", "value": "a", "from": "soort", "if_open": True}],
            "adverse": dict.fromkeys(REMEDIES, "eerste"),
        },
        "twee": {"label": {"nl": "Twee"}, "final": True, "outcome": "klaar"},
    },
    "transitions": {
        "ga": {
            "from": ["een"], "to": "twee", "roles": ["coordinator", "jurist"], "reopens": True, "source": "wet",
            "forgets": ["soort", "gemeld"], "label": {"nl": "Ga"},
            "when": {"all": [
                {"any": [{"fact": "soort", "one_of": ["a", "b"]}, {"parameter": "weken", "at_least": 2},
                         {"parameter": "weken", "is": 3, "one_of": [2], "from": "2000-01-01",
                          "before": "2010-01-01"}]},
                {"not": {"task": "les"}}, {"stage": "een", "for_at_least": "2 weeks"}, {"tasks": "done"},
                {"fact": "geboren", "from": "2000-01-01", "before": "2010-01-01"},
                {"fact": "gemeld", "after": {"fact": "geboren"}, "until": "today"},
                {"parameter": "weken", "after": "2000-01-01", "until": {"fact": "gemeld"}},
                {"task": "les", "at_least": 2}, {"missed": "les", "at_least": 3},
                {"deadline": "eerste", "is": "over"},
                {"fact": "soort", "is": "a", "at_least": 2}, {"member": "adult", "is": True},
                {"household": "has_child", "is": True}, {"assigned": "jurist"},
            ]},
        },
        "overal": {"from": "any", "to": "twee"},
    },
    "outcomes": {"klaar": {"label": {"nl": "Klaar"}, "success": True, "leave": True}},
    "deadlines": {
        "eerste": {
            "rule": "N1", "label": {"nl": "Eerste"}, "anchor": {"stage": "een", "pick": "first", "on_change": "keep"},
            "term": "9 weeks", "count": "back", "moment": "opens", "legal": "norm", "when": {"fact": "soort"},
            "since": "een", "lapses_at": ["twee"], "paused_in": ["een"], "in_days": True, "round": True,
            "suspendable": False, "ends_silent": {"nl": "Klaar"},
            "suspend": {"times": 2, "roles": ["jurist"], "grounds": {"ziek": {
                "label": {"nl": "Ziek"}, "source": "wet", "certainty": "page", "max": "4 weeks", "times": 2,
                "begins": {"stage": "een"}, "ends": [{"fact": "gemeld"}, {"stage": "twee"}], "last_day": "gemeld"}}},
            "extend": {"times": 2, "total": "6 weeks", "roles": ["jurist"], "grounds": {"advies": {
                "label": {"nl": "Advies"}, "source": "wet", "certainty": "law", "by": "4 weeks", "max": "5 weeks",
                "times": 1, "total": "6 weeks", "shares": "samen", "within": "8 weeks"}}},
            "met_by": [
                {"stage": "twee", "ahead": True},
                {"fact": "soort", "ahead": True},
                {"task": "les", "ahead": True},
                {"attended": "les"},
            ],
            "remind": [{"before": "8 weeks", "to": ["coordinator", "jurist"]}, {"on_due": True, "to": "jurist"},
                       {"overdue": "1 week", "every": "2 weeks", "to": "jurist"},
                       {"after_anchor": "60 days", "to": "jurist"}],
            "ask_after": "6 working days", "ask_to": "jurist", "advice": {"nl": "Bel"}, "source": "wet",
            "certainty": "page", "version_key": {"intake": True, **CHOSEN}, "note": {"nl": "Let op"},
            "versions": [{"rule": "N1", "until": "2020-12-31"},
                         {"rule": "N1b", "from": "2021-01-01", "term": "8 weeks", "legal": "none", "source": "wet",
                          "remind": [{"on_due": True}], "certainty": "law", "note": {"nl": "Nieuw"},
                          "suspend": {"grounds": {"ziek": {"label": {"nl": "Ziek"}}}},
                          "extend": {"grounds": {"advies": {"label": {"nl": "Advies"}}}}}],
        },
        "geldig": {"rule": "N6", "label": {"nl": "Geldig"}, "anchor": {"intake": True}, "term": "90 days",
                   "first_day_counts": True},
        **{
            f"rest{place}": {"rule": "M1", "label": {"nl": "Rest"}, "anchor": {**anchor, **CHOSEN}, "term": term}
            for place, (anchor, term) in enumerate(RESTING)
        },
    },
    "rules": {
        "toeslag": {"rule": "T1", "label": {"nl": "Toeslag"}, "from": "2020-01-01", "until": "2025-12-31",
                    "source": "wet", "certainty": "law", "note": {"nl": "Vraag"}},
    },
    "scenarios": [{
        "name": "s", "municipality": "leiden", "opened": "2024-01-01", "intake": "2024-01-02",
        "facts": {"soort": "a"}, "household": [{"ref": "p", "born": "2000-01-01"}],
        "given": [{"on": "2024-01-03", **move} for move in (
            {"advance": "ga", "facts": {"soort": "b"}, "as": "jurist"},
            {"task": "les", "member": "p", "amount": 2, "as": "jurist"},
            {"missed": "les", "member": "p", "as": "jurist"},
            {"fact": "soort", "value": "a", "as": "jurist"},
            {"assign": "jurist", "to": "nobody", "as": "jurist"},
            {"suspend": "eerste", "until": "2024-02-01", "ground": "advies", "as": "jurist"},
            {"resume": "eerste", "as": "jurist"},
            {"extend": "eerste", "until": "2024-02-01", "by": "1 week", "ground": "advies", "as": "jurist"},
            {"signal": "les", "as": "jurist"},
            {"close": "klaar", "as": "jurist"},
        )],
        "expect": {"on": "2024-02-01", "stage": "een", "outcome": "klaar", "open_tasks": ["les"],
                   "deadlines": {"eerste": "2024-03-01"}, "reminders": {"eerste": ["2024-01-09"]},
                   "refused": [{"advance": "ga", "missing": ["les"], "as": "jurist"}], "started": ["vip"]},
    }],
    "variant": "leiden",
    "municipality": "leiden",
}  # fmt: skip


UNIONS = (AnyAnchor, AnyKindOfCondition, AnyMetBy, AnyRung, AnyMove, AnyTermFrom, AnyLooked, AnySignal, AnyTurn)


def whole() -> Workflow:
    return Workflow.model_validate(WHOLE)


# Nothing goes unnamed


def changed(value: Any, choices: tuple[Any, ...] = ()) -> Iterator[Any]:
    """The same value with one thing in it different, once for every thing in it. choices: words that it may be."""
    if isinstance(value, BaseModel):
        yield from changed_model(value)
    elif isinstance(value, dict):
        yield from ({**value, key: other} for key, each in value.items() for other in changed(each))
        yield from ({key: each for key, each in value.items() if key != gone} for gone in value)
        yield from ({**value, "nieuw": each} for each in list(value.values())[:1])
    elif isinstance(value, tuple):
        others = ((place, other) for place, each in enumerate(value) for other in changed(each, choices))
        yield from ((*value[:place], other, *value[place + 1 :]) for place, other in others)
        yield from (value[:place] + value[place + 1 :] for place in range(len(value)))
        yield from [value[::-1], (*value, value[0])] if value else []
    elif value in choices:
        yield from (other for other in choices if other != value)
    else:
        yield from changed_leaf(value)


def changed_model(model: BaseModel) -> Iterator[BaseModel]:
    """As far as the language allows it."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        others = [] if field.is_required() else [None]
        for other in [*changed(value, words_of(field.annotation)), *others]:
            mutant = model.model_copy(update={name: other})
            try:
                type(model).model_validate(mutant.model_dump(by_alias=True, warnings=False))
            except ValidationError:
                continue
            if repr(mutant) != repr(model):
                yield mutant


def words_of(annotation: Any) -> tuple[Any, ...]:
    """What a field of fixed words may say."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for part in get_args(annotation) for word in words_of(part))


def changed_leaf(value: Any) -> Iterator[Any]:
    if isinstance(value, Words):
        yield from (Words(value.nl + "!", value.en), Words(value.nl, value.en + "!"))
    elif isinstance(value, Term):
        yield from (Term(value.amount + 1, value.unit), Term(value.amount, "year" if value.unit != "year" else "day"))
    elif isinstance(value, bool):
        yield from (not value, int(value))
    elif isinstance(value, int):
        yield from (value + 1, value == 1)
    elif isinstance(value, date):
        yield value + timedelta(1)
    elif isinstance(value, str):
        yield f"{value}x"


def models_in(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for field in type(value).model_fields:
            yield from models_in(getattr(value, field))
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from models_in(each)


def test_the_whole_example_fills_in_every_field_of_the_language():
    """A field that the language gains must be added above, so that it is compared here too."""
    filled: dict[type[BaseModel], set[str]] = {}
    for model in models_in(whole()):
        told = {name for name, field in type(model).model_fields.items() if getattr(model, name) != field.default}
        filled.setdefault(type(model), set()).update(told)

    assert {} == {model: left for model, names in filled.items() if (left := set(model.model_fields) - names)}
    assert set() == {kind for union in UNIONS for kind in get_args(union)} - filled.keys()


@pytest.mark.slow
def test_nothing_that_differs_goes_unnamed():
    """Every field of every part, changed, taken out, added to or put in another order; one in four also back."""
    before = whole()
    mutants = list(changed(before))

    silent = [mutant for mutant in mutants if not told(differences(before, mutant))]
    silent += [mutant for mutant in mutants[::4] if not told(differences(mutant, before))]

    assert 500 < len(mutants)
    assert [] == silent


def told(found: list[Difference]) -> bool:
    """Something is said, in both languages, and before is never written as after."""
    return bool(found) and all(
        each.text.nl and each.text.en and (each.before != each.after or str(each.before) != str(each.after))
        for each in found
    )


def test_the_same_definition_has_no_differences():
    assert [] == differences(whole(), whole())


@pytest.mark.parametrize("municipality", ["any", "westland"])
def test_a_definition_as_the_database_keeps_it_differs_from_its_file_in_the_scenarios_only(municipality: str):
    """They are not kept."""
    found = Catalogue.load(builtin_folder()).resolve("vestiging", municipality, date.max)

    kinds = {each.kind for each in differences(from_text(found.text), found.workflow)}

    assert {"scenario_added"} == kinds


def test_another_order_of_stages_is_named():
    """They are shown in the order of the file."""
    before = whole()
    after = before.model_copy(update={"stages": dict(reversed(before.stages.items()))})

    assert ["stage_order_changed"] == [each.kind for each in differences(before, after)]


# What is said


def a_workflow(*changes: tuple[str, str]) -> Workflow:
    text = CORRECT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    workflow = check(read_text(text, "f.yaml")).model
    assert workflow
    return workflow


def said(*changes: tuple[str, str], lang: str = "en") -> list[tuple[str, str]]:
    found = differences(a_workflow(), a_workflow(*changes))
    return [(each.kind, each.text.nl if lang == "nl" else each.text.say("en")) for each in found]


@pytest.mark.parametrize(
    "old, new, kind, text",
    [
        ("term: 10 weeks", "term: 8 weeks", "deadline_term_changed", "term: 10 weeks → 8 weeks"),
        ("legal: statutory", "legal: norm", "deadline_legal_changed", "legal effect: set by law → a norm"),
        ("met_by: {stage: midden}", "met_by: {stage: einde}", "deadline_met_by_added", "now also Einde reached"),
        ("8 weeks, to: coordinator", "8 weeks, to: jurist", "rung_to_changed", "reminder 8 weeks before: to: "),
        ("before: 1 month", "before: 2 months", "rung_removed", "reminder 1 month before: removed, to coordinator"),
        ("term: 3 months", "term: 4 months", "version_term_changed", "version N2b: term: 3 months → 4 months"),
        ("weken: 6", "weken: 7", "parameter_changed", "parameter weken: 6 → 7 (touches intake)"),
        ("for: each_member", "for: each_adult", "task_for_changed", "for whom: each member → each adult"),
        ("tasks: [huisarts]", "tasks: []", "stage_tasks_removed", "task: no longer ‘Huisarts’ (huisarts)"),
        (", is: 9}", ", is: 15}", "transition_guard_changed", "guard: Maanden = 9 → Maanden = 15"),
        (", when: {fact: maanden, is: 9}", "", "transition_guard_removed", "guard removed: Maanden = 9"),
        ("to: midden, when", "to: einde, when", "transition_to_changed", "to: ‘Midden’ (midden) → ‘Einde’ (einde)"),
        ("to: midden, when", "to: midden, roles: [jurist], when", "transition_roles_changed",
         "may be fired by: everyone who may write → jurist"),
        ("anchor: {opened: true}", "anchor: {intake: true}", "deadline_anchor_changed",
         "counted from: opening of the trajectory → intake"),
        ("{nl: Klaar}", "{nl: Klaar, en: Done}", "outcome_label_changed", "label: ‘Klaar’ / ‘’ → ‘Klaar’ / ‘Done’"),
    ],
)  # fmt: skip
def test_a_change_is_said_with_what_was_and_what_is(old: str, new: str, kind: str, text: str):
    found = dict(said((old, new)))

    assert kind in found
    assert text in found[kind]


def test_a_change_is_said_in_dutch_too():
    [(_, text)] = said(("term: 10 weeks", "term: 8 weeks"), lang="nl")

    assert "termijn ‘Wettelijk’ (wettelijk): termijn: 10 weken → 8 weken" == text


def test_two_that_read_alike_are_spelled_out():
    """Both open the same workflow for the same people; what differs is which facts go along."""

    def opening(name: str) -> tuple[str, str]:
        return ("midden: {label", f"midden: {{starts: [{{workflow: vip, facts: {{{name}: maanden}}}}], label")

    found = [each.text.nl for each in differences(a_workflow(opening("een")), a_workflow(opening("twee")))]

    assert ["nu ook workflow 'vip', facts twee 'maanden'", "niet meer workflow 'vip', facts een 'maanden'"] == [
        text.partition("opent: ")[2] for text in found
    ]


def test_a_stage_that_came_is_named_with_the_road_to_it():
    found = said(
        ("  einde: {label", "  nazorg: {label: {nl: Nazorg}}\n  einde: {label"),
        ("  sluit:", "  volg: {from: midden, to: nazorg}\n  stop: {from: nazorg, to: einde}\n  sluit:"),
    )

    assert [
        ("stage_added", "stage ‘Nazorg’ (nazorg): added"),
        ("transition_added", "transition volg: added (midden → nazorg)"),
        ("transition_added", "transition stop: added (nazorg → einde)"),
    ] == found


def test_a_renamed_stage_is_guessed_by_its_label_and_followed_wherever_it_is_named():
    """Transitions, anchors and what meets a deadline name it too; none of that is a change of its own."""
    assert [("stage_renamed", "stage ‘Midden’ (helft): probably renamed, was midden")] == said(
        ("midden:", "helft:"), ("to: midden", "to: helft"), ("from: midden", "from: helft"),
        ("stage: midden", "stage: helft"),
    )  # fmt: skip


def test_a_renamed_stage_with_another_label_is_guessed_by_its_neighbours():
    found = said(
        ("midden: {label: {nl: Midden}, review: 6 months}", "helft: {label: {nl: Helft}, review: 6 months}"),
        ("to: midden", "to: helft"), ("from: midden", "from: helft"), ("stage: midden", "stage: helft"),
    )  # fmt: skip

    assert ["stage_renamed", "stage_label_changed"] == [kind for kind, _ in found]


def test_two_stages_that_could_both_be_the_old_one_are_no_rename():
    """Better nothing guessed than the wrong one."""
    split = "links: {label: {nl: Midden}}\n  rechts: {label: {nl: Midden}}"
    found = said(
        ("midden: {label: {nl: Midden}, review: 6 months}", split),
        ("to: midden", "to: links"), ("from: midden", "from: [links, rechts]"), ("stage: midden", "stage: links"),
        ("  sluit:", "  door: {from: links, to: rechts}\n  sluit:"),
    )  # fmt: skip

    kinds = [kind for kind, _ in found]
    assert "stage_renamed" not in kinds
    assert (2, 1) == (kinds.count("stage_added"), kinds.count("stage_removed"))


def test_of_several_transitions_on_one_trigger_only_the_changed_one_is_named():
    def two(guard: str) -> tuple[str, str]:
        first = "{from: midden, to: einde, when: {fact: maanden, is: 9}}"
        second = f"{{from: midden, to: begin, when: {{fact: maanden, is: {guard}}}}}"
        return ("sluit: {from: midden, to: einde, when: {fact: maanden, is: 9}}", f"sluit: [{first}, {second}]")

    [found] = differences(a_workflow(two("15")), a_workflow(two("21")))

    assert ("transition_guard_changed", "sluit → begin") == (found.kind, found.name)


def test_a_difference_as_data_has_a_stable_shape():
    [found] = differences(a_workflow(), a_workflow(("before: 8 weeks", "on_due: true")))[:1]

    assert {
        "kind": "rung_added",
        "what": "rung",
        "name": "wettelijk/due",
        "before": None,
        "after": {"on_due": True},
        "text": "deadline ‘Wettelijk’ (wettelijk): reminder on the day: added, to coordinator",
    } == document(difference_view(found, "en"))
    assert ("deadline", "wettelijk", "+") == (found.section, found.owner, found.sign)
