"""A work instruction made from a definition: what it says per stage, in both languages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.builders import ANCHOR, CONDITION, shipped
from workflows.describe.ground_phrases import giving_way
from workflows.describe.instruction import Instruction, StageInstruction, StageTerm
from workflows.describe.sentences import moment, needs, only_if
from workflows.describe.work_instruction import instruction
from workflows.language.grounds import Ground, Suspending
from workflows.language.workflow import Workflow
from workflows.words import Words

LES: dict[str, Any] = {
    "workflow": "les",
    "version": 1,
    "label": {"nl": "Les", "en": "Lessons"},
    "subject": "person",
    "sources": {
        "wet": {"ref": "Wet art. 1", "certainty": "law"},
        "horen": {"ref": "Horen zeggen", "certainty": "unverified"},
    },
    "facts": {
        "begonnen_op": {"type": "date", "label": {"nl": "Begonnen op", "en": "Begun on"}},
        "akkoord": {"type": "boolean", "label": {"nl": "Akkoord", "en": "Agreed"}},
        "niveau": {
            "type": "text",
            "label": {"nl": "Niveau", "en": "Level"},
            "one_of": ["a", "b"],
            "labels": {"a": {"nl": "beginner", "en": "beginner"}},
        },
    },
    "tasks": {
        "lessen": {
            "label": {"nl": "Lessen volgen", "en": "Follow the lessons"},
            "amount": 8,
            "unit": {"nl": "lessen", "en": "lessons"},
        },
        "opvang": {
            "label": {"nl": "Opvang regelen", "en": "Arrange child care"},
            "for": "each_child",
            "when": {"household": "has_child"},
            "optional": True,
        },
        "ronde": {"label": {"nl": "Maandronde", "en": "Monthly round"}, "repeats": True, "source": "horen"},
        "los": {"label": {"nl": "Los gevraagd", "en": "Asked apart"}, "optional": True},
    },
    "stages": {
        "start": {
            "label": {"nl": "Start", "en": "Beginning"},
            "initial": True,
            "source": "wet",
            "starts": [{"workflow": "ander", "for": "each_member", "arrivals": True}],
        },
        "bezig": {"label": {"nl": "Bezig", "en": "Busy"}, "tasks": ["lessen", "opvang", "ronde"], "source": "horen"},
        "wachten": {"label": {"nl": "Wachten", "en": "Waiting"}, "waits_for": {"nl": "DUO", "en": "DUO"}},
        "klaar": {
            "label": {"nl": "Klaar", "en": "Done"},
            "final": True,
            "outcome": "klaar",
            "starts": [{"workflow": "vervolg", "continues": True}],
            "signals": [{"to": "ander", "task": "groeten"}],
        },
    },
    "transitions": {
        "begin": {"from": "start", "to": "bezig", "when": {"fact": "begonnen_op", "is": "set"}},
        "wacht": {"from": "bezig", "to": "wachten", "label": {"nl": "Wachten", "en": "Wait"}},
        "rond_af": {
            "from": ["bezig", "wachten"],
            "to": "klaar",
            "when": {"all": [{"tasks": "done"}, {"fact": "akkoord", "is": True}, {"assigned": "volunteer"}]},
            "roles": ["coordinator", "teamleider"],
        },
        "heropen": {"from": "klaar", "to": "bezig", "reopens": True},
    },
    "outcomes": {
        "klaar": {"label": {"nl": "Geslaagd", "en": "Passed"}},
        "weg": {"label": {"nl": "Verhuisd", "en": "Moved"}, "leave": True},
    },
    "deadlines": {
        "termijn": {
            "rule": "X1",
            "label": {"nl": "Termijn", "en": "Term"},
            "anchor": {"fact": "begonnen_op"},
            "since": "bezig",
            "term": "3 years",
            "legal": "statutory",
            "met_by": {"stage": "klaar"},
            "paused_in": "wachten",
            "suspendable": False,
            "source": "wet",
            "remind": [
                {"before": "2 months", "to": "coordinator"},
                {"before": "1 month", "to": "coordinator"},
                {"on_due": True, "to": ["coordinator", "jurist"]},
            ],
            "advice": {"nl": "Vraag op tijd verlenging.", "en": "Ask for more time early."},
            "version_key": {"fact": "begonnen_op"},
            "versions": [
                {"rule": "X1", "until": "2021-12-31"},
                {"rule": "X1b", "from": "2022-01-01", "term": "2 years", "source": "horen"},
            ],
        },
        "gevraagd": {
            "rule": "X2",
            "label": {"nl": "Los", "en": "Apart"},
            "anchor": {"task": "los"},
            "term": "2 weeks",
            "met_by": {"task": "los"},
            "source": "wet",
        },
    },
    "rules": {
        "weet": {
            "rule": "X3",
            "label": {"nl": "Weet dit", "en": "Know this"},
            "from": "2022-01-01",
            "source": "horen",
            "note": {"nl": "Er is geen boete.", "en": "There is no fine."},
        }
    },
}


@pytest.fixture
def les() -> Workflow:
    return Workflow.model_validate(LES)


@pytest.fixture
def made(les: Workflow) -> Instruction:
    return instruction(les)


def stage(made: Instruction, name: str) -> StageInstruction:
    return next(each for each in made.stages if each.stage == name)


def english(several: tuple[Words, ...] | list[Words]) -> list[str]:
    return [each.say("en") for each in several]


def said(words: Words | None) -> str:
    assert words is not None
    return words.say("en")


def test_stages_stand_in_the_order_in_which_they_are_met(made: Instruction):
    assert ["start", "bezig", "wachten", "klaar"] == [each.stage for each in made.stages]


def test_a_stage_says_what_it_is(made: Instruction):
    assert "This is where it begins." in english(stage(made, "start").about)
    assert "We wait for DUO." in english(stage(made, "wachten").about)
    assert "This is where it ends: Passed." in english(stage(made, "klaar").about)


def test_a_stage_says_which_terms_stand_still_there(les: Workflow, made: Instruction):
    """Not a day counted back: it rests on the day it is counted back from."""
    assert Words("Termijnen die hier stilstaan: ‘Termijn’.", "Terms that stand still here: ‘Term’.") in (
        stage(made, "wachten").about
    )
    assert 1 == sum("stand still" in each for one in made.stages for each in english(one.about))
    back = les.deadlines["termijn"].model_copy(update={"count": "back"})
    counted_back = les.model_copy(update={"deadlines": {"termijn": back}})
    assert ["We wait for DUO."] == english(stage(instruction(counted_back), "wachten").about)


def test_a_stage_that_nobody_verified_says_so(made: Instruction):
    assert [False, True] == [stage(made, name).is_unverified for name in ("start", "bezig")]
    assert "UNVERIFIED" in english(stage(made, "bezig").about)[0]


def test_a_task_says_for_whom_how_much_and_when(made: Instruction):
    lessons, care, turn = stage(made, "bezig").todo

    assert ("needed", ["8 lessons"]) == (lessons.kind, english(lessons.notes))
    assert "traject task done ID lessen --amount NUMBER" == lessons.command.say("en")
    assert "optional" == care.kind
    assert ["for each child", "only if there is a child under eighteen"] == english(care.notes)
    assert "traject task done ID opvang --member REF" == care.command.say("nl")
    assert ("repeated", ["unverified"]) == (turn.kind, english(turn.notes))


def the_term(made: Instruction) -> StageTerm:
    [term] = stage(made, "bezig").terms
    return term


def test_a_term_stands_where_it_begins_with_each_of_its_versions(made: Instruction):
    old, new = the_term(made).versions

    assert ("X1", "Within 3 years of the day of ‘Begun on’.") == (old.rule, said(old.text))
    assert "Is the day of ‘Begun on’ on or before 2021-12-31:" == said(old.for_whom)
    assert "Wet art. 1; verified in the law; set by law" == said(old.why)
    assert ("X1b", "Within 2 years of the day of ‘Begun on’.") == (new.rule, said(new.text))
    assert (False, True) == (old.is_unverified, new.is_unverified)


def test_a_term_says_how_it_is_met_who_is_told_and_what_is_asked(made: Instruction):
    term = the_term(made)

    assert "‘Done’ is reached" == said(term.met_when)
    assert [("coordinator", "2 months before; 1 month before"), ("coordinator and jurist", "on the day")] == [
        (told.who.say("en"), told.when.say("en")) for told in term.told
    ]
    assert ["This term stands still during ‘Waiting’.", "Nobody can suspend or extend this term."] == english(
        term.notes
    )
    assert "After 5 working days we ask the coordinator" in said(term.asked)
    assert ["traject fact set ID begonnen_op JJJJ-MM-DD"] == [each.nl for each in term.commands]


def test_versions_that_tell_others_say_so_each(les: Workflow):
    deadlines = {**LES["deadlines"], "termijn": {**LES["deadlines"]["termijn"], "versions": [
        {"rule": "X1", "until": "2021-12-31"},
        {"rule": "X1b", "from": "2022-01-01", "remind": [{"on_due": True, "to": "jurist"}]},
    ]}}  # fmt: skip
    term = the_term(instruction(Workflow.model_validate({**LES, "deadlines": deadlines})))

    assert () == term.told
    assert [["coordinator", "coordinator and jurist"], ["jurist"]] == [
        [told.who.say("en") for told in version.told] for version in term.versions
    ]


def test_versions_that_leave_days_out_say_that_the_term_does_not_hold_then(les: Workflow):
    versions = [{"rule": "X1", "from": "2017-10-01", "until": "2021-12-31"}]
    deadlines = {**LES["deadlines"], "termijn": {**LES["deadlines"]["termijn"], "versions": versions}}
    term = the_term(instruction(Workflow.model_validate({**LES, "deadlines": deadlines})))

    assert "On any other day this term does not hold." in english(term.notes)


def test_a_day_without_which_the_term_does_not_hold_is_not_asked_for(les: Workflow):
    when = {"all": [{"fact": "begonnen_op", "is": "set"}, {"task": "los"}]}
    deadlines = {**LES["deadlines"], "termijn": {**LES["deadlines"]["termijn"], "when": when}}
    term = the_term(instruction(Workflow.model_validate({**LES, "deadlines": deadlines})))

    assert (None, ()) == (term.asked, term.commands)


def test_a_way_out_says_what_is_needed_by_whom_and_which_term_it_meets(made: Instruction):
    [_, done] = stage(made, "bezig").ways

    assert [
        "all tasks of this stage are done",
        "‘Agreed’ is yes",
        "a volunteer is assigned",
    ] == english(done.needs)
    assert "coordinator or team leader" == said(done.who)
    assert ["Term"] == english(done.meets)
    assert "traject advance ID rond_af --fact akkoord=yes" == done.command.say("en")
    assert "traject advance ID rond_af --fact akkoord=ja" == done.command.say("nl")


def test_a_way_that_needs_a_day_leaves_room_for_it(made: Instruction):
    [begin] = stage(made, "start").ways

    assert "traject advance ID begin --fact begonnen_op=YYYY-MM-DD" == begin.command.say("en")
    assert (None, ()) == (begin.who, begin.meets)


def test_reopening_is_said(made: Instruction):
    [again] = stage(made, "klaar").ways

    assert ["This opens the trajectory again."] == english(again.notes)
    assert () == again.meets


def test_what_happens_elsewhere_is_said_in_its_own_words(les: Workflow):
    other = les.model_copy(update={"workflow": "ander", "label": Words("Ander", "Other")})
    made = instruction(les, {"ander": other})

    assert ["‘Other’ begins by itself, for each member, also for who joins later."] == english(
        stage(made, "start").elsewhere
    )
    assert [
        "It goes on as ‘vervolg’; together they count as one trajectory.",
        "‘Other’ gets the task ‘groeten’.",
    ] == english(stage(made, "klaar").elsewhere)


def test_what_belongs_to_no_stage_is_told_apart(made: Instruction):
    assert ["los"] == [todo.task for todo in made.todo_any_time]
    assert ["gevraagd"] == [term.name for term in made.terms_any_time]
    assert "Within 2 weeks of the day ‘Asked apart’ was asked for." == said(made.terms_any_time[0].versions[0].text)


def test_ways_to_end_early_and_rules_to_know_stand_at_the_end(made: Instruction):
    [leaving] = made.leaving
    [rule] = made.rules

    assert ("Moved", "traject close ID --outcome weg") == (said(leaving.label), leaving.command.nl)
    assert ("Holds from 2022-01-01. There is no fine.", True) == (said(rule.text), rule.is_unverified)


@pytest.mark.parametrize(
    "condition, expected",
    [
        ({"fact": "begonnen_op", "before": "2022-01-01"}, "‘Begun on’ is before 2022-01-01"),
        ({"fact": "begonnen_op", "from": "2022-01-01"}, "‘Begun on’ is on or after 2022-01-01"),
        ({"fact": "niveau", "is": "a"}, "‘Level’ is beginner"),
        ({"fact": "niveau", "one_of": ["a", "b"]}, "‘Level’ is one of beginner and b"),
        ({"fact": "begonnen_op", "until": "today"}, "‘Begun on’ is on or before today"),
        ({"fact": "begonnen_op", "after": {"fact": "begonnen_op"}}, "‘Begun on’ is after ‘Begun on’"),
        ({"task": "lessen"}, "‘Follow the lessons’ is done"),
        ({"task": "los", "at_least": 2}, "‘Asked apart’ is done, at least 2 times"),
        ({"missed": "los"}, "someone stayed away from ‘Asked apart’"),
        ({"missed": "los", "at_least": 3}, "someone stayed away from ‘Asked apart’, at least 3 times"),
        ({"deadline": "gevraagd", "is": "over"}, "the last day of ‘Apart’ has passed, and it was not met"),
        ({"stage": "bezig", "for_at_least": "3 months"}, "‘Busy’ last began at least 3 months ago"),
        ({"not": {"member": "leerplichtig"}}, "this does not hold if the person is of school age"),
        ({"not": {"fact": "akkoord", "is": True}}, "‘Agreed’ is not yes"),
        ({"any": [{"fact": "akkoord", "is": True}, {"task": "los"}]}, "‘Agreed’ is yes, or ‘Asked apart’ is done"),
        (
            {"not": {"all": [{"fact": "akkoord", "is": True}, {"task": "los"}]}},
            "not together: ‘Agreed’ is yes and ‘Asked apart’ is done",
        ),
    ],
)
def test_a_guard_is_said_in_sentences(les: Workflow, condition: dict[str, Any], expected: str):
    assert [expected] == english(needs(CONDITION.validate_python(condition), les))


def test_a_guard_about_people_is_a_remark(les: Workflow):
    asked = CONDITION.validate_python({"household": "has_child"})
    turned = CONDITION.validate_python({"not": {"household": "has_child"}})
    denied = CONDITION.validate_python({"household": "has_child", "is": False})

    assert ["only if there is a child under eighteen", *["not if there is a child under eighteen"] * 2] == [
        only_if(each, les).say("en") for each in (asked, turned, denied)
    ]


@pytest.mark.parametrize(
    "anchor, expected",
    [
        ({"stage": "bezig"}, "the start of ‘Busy’"),
        ({"done": "lessen"}, "the day ‘Follow the lessons’ was last done"),
        ({"missed": "lessen"}, "the day someone stayed away from ‘Follow the lessons’"),
        ({"assigned": "volunteer"}, "the day the volunteer was assigned"),
        ({"deadline": "termijn"}, "the last day of ‘Term’"),
        ({"intake": True}, "the intake"),
        (
            {"latest_of": [{"stage": "bezig"}, {"opened": True}]},
            "the latest known day of these: the start of ‘Busy’ and the opening",
        ),
    ],
)
def test_a_term_says_what_it_is_counted_from(les: Workflow, anchor: dict[str, Any], expected: str):
    assert expected == moment(ANCHOR.validate_python(anchor), les).say("en")


# all that ships


def every_workflow() -> Iterator[Workflow]:
    return (each.workflow for each in shipped().all_resolved())


def all_words(value: object) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from all_words(part)


def test_every_shipped_definition_is_explained_whole_and_in_both_languages():
    """Each stage, task, term and way out stands in it; nothing says that it is missing."""
    for workflow in every_workflow():
        made = instruction(workflow)
        todo = [each.task for part in made.stages for each in part.todo] + [each.task for each in made.todo_any_time]
        terms = [each.name for part in made.stages for each in part.terms]
        terms += [each.name for each in made.terms_any_time]
        ways = {(each.stage, way.trigger) for each in made.stages for way in each.ways}

        assert set(workflow.stages) == {each.stage for each in made.stages}
        assert set(workflow.tasks) == set(todo)
        assert set(workflow.deadlines) == set(terms)
        assert {
            (stage, trigger) for trigger, all_ in workflow.transitions.items() for each in all_ for stage in each.from_
        } == ways
        for words in all_words(made):
            assert "None" not in (words.nl, words.say("en"))
            assert "{" not in words.nl + words.say("en")


def test_unverified_stands_out_wherever_a_shipped_rule_is():
    """Of every version that nobody verified the instruction says so."""
    made = instruction(shipped().resolve("gezinshereniging", "any", date(2026, 1, 1)).workflow)

    versions = [version for part in made.stages for term in part.terms for version in term.versions]
    assert any(version.is_unverified for version in versions)
    for version in versions:
        assert version.is_unverified is ("UNVERIFIED" in version.why.say("en"))


GROUNDS = Suspending(grounds={"stukken": Ground(label=Words("stukken gevraagd", "papers asked"))})


@pytest.mark.parametrize(
    "legal, suspend, may_stand_still, told",
    [
        ("statutory", None, True, ["Nobody can suspend or extend this term."]),
        ("statutory", None, False, ["Nobody can suspend or extend this term."]),
        ("statutory", GROUNDS, True, ["To suspend: ‘papers asked’.", "Nobody can extend this term."]),
        ("statutory", GROUNDS, False, ["Nobody can suspend or extend this term."]),
        ("none", None, True, ["It may be suspended or extended for any reason."]),
        ("none", None, False, ["Nobody can make this term stand still.", "It may be extended for any reason."]),
        ("norm", GROUNDS, True, ["To suspend: ‘papers asked’.", "It may be extended for any reason."]),
    ],
)
def test_whether_a_term_gives_way_is_said_of_every_kind(les: Workflow, legal, suspend, may_stand_still, told):
    assert told == english(
        giving_way(legal, suspend, None, les, may_stand_still=may_stand_still, is_birthday=False, opens=False)
    )


@pytest.mark.parametrize("legal, told", [("none", []), ("statutory", ["Nobody can suspend or extend this term."])])
def test_a_day_that_opens_has_nothing_to_put_off_unless_it_is_of_law(les: Workflow, legal, told):
    assert told == english(giving_way(legal, None, None, les, may_stand_still=True, is_birthday=False, opens=True))
