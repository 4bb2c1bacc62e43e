"""The shape of every answer is kept in docs/schema, and real answers have it."""

import inspect
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from cli.commands import TABLE, every_command
from cli.late import by_name
from cli.views import VIEWS
from tests.cli.reading.test_commands import a_household
from tests.stories.desk import Desk, a_desk
from tests.write_schema import VIEW_SCHEMAS, path_of
from workflows.documents import schema_of

COMMANDS = every_command(TABLE)


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    made = a_desk(request, a_household)
    made.now = ""
    return made


def validator(view: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(VIEWS[view], view))


def test_every_command_that_answers_with_json_has_a_view():
    answering = {
        name
        for name, command in COMMANDS.items()
        if "as_json" in inspect.signature(by_name(f"cli.{command.place}")).parameters
    }

    assert answering == set(VIEWS) - {"refusal"}


@pytest.mark.parametrize("view", VIEWS)
def test_the_schema_kept_in_docs_is_what_traject_prints(view: str, desk: Desk):
    """After a view changed on purpose: python -m tests.write_schema, and an entry in the changelog."""
    kept = path_of(view).read_text(encoding="utf-8")

    assert kept == desk.run("schema", *view.split()).out
    Draft202012Validator.check_schema(json.loads(kept))


def test_docs_keep_no_schema_of_what_is_gone():
    assert {path_of(view) for view in VIEWS} == set(VIEW_SCHEMAS.glob("*.json"))


def test_an_unknown_view_is_refused_with_the_nearest(desk: Desk):
    ran = desk.run("--lang", "en", "schema", "staf", "list")

    assert 5 == ran.code
    assert "did you mean staff list" in ran.err


def test_the_names_of_all_are_listed(desk: Desk):
    assert list(VIEWS) == desk.run("schema").out.splitlines()


ASKED = [
    ("audit checkpoint",),
    ("audit verify",),
    ("import list",),
    ("import show", "1"),
    ("audit witness list",),
    ("audit seats", "--by", "Ada"),
    ("audit seats", "--differing", "--by", "Ada"),
    ("board",),
    ("caseload",),
    ("caseload", "Cora"),
    ("caseload", "--municipality", "leiden"),
    ("client find", "C-"),
    ("client list",),
    ("client list", "--all"),
    ("client list", "--of", "Cora"),
    ("client list", "--of", "Thea"),
    ("digest",),
    ("digest", "Cora"),
    ("digest", "Thea", "--weekly"),
    ("digest", "Nobody"),
    ("doctor",),
    ("doctor", "--deep"),
    ("due",),
    ("due", "--of", "Cora", "--within", "2 years"),
    ("due", "--of", "Thea"),
    ("forecast", "--of", "Cora", "--until", "2018-06-01"),
    ("export calendar", "--coordinator", "Cora"),
    ("forecast", "H-1", "--until", "2018-06-01"),
    ("history", "t1"),
    ("overview",),
    ("replay", "t1"),
    ("scheduler ledger",),
    ("scheduler preview", "--until", "2018-03-01"),
    ("show", "C-1"),
    ("show", "H-1", "--diagram"),
    ("show", "t1", "--diagram", "mermaid"),
    ("show", "t1/coaching_einde"),
    ("staff list",),
    ("term", "2018-01-31", "3 months"),
    ("why", "t1/coaching_einde"),
    ("why-not", "H-1", "coaching_einde"),
    ("why-not", "C-1", "coaching_einde"),
    ("workflow check",),
    ("workflow diagram", "vestiging"),
    ("workflow diff", "vestiging", "verblijf"),
    ("workflow explain", "vestiging"),
    ("workflow list",),
    ("workflow show", "vestiging"),
    ("workflow show", "vestiging", "--resolved"),
    ("workflow sources", "vestiging"),
    ("workflow test", "vestiging"),
    ("note", "t1", "Another."),
    ("close", "t1", "--outcome", "vertrokken", "--reason", "moved away"),
    ("advance", "t2", "leg_besluit_vast"),
    ("client edit", "C-2", "--name", "Bilal"),
    ("client fact set", "C-1", "alleen_subsidiair", "yes"),
    ("client fact list", "C-1"),
    ("snooze", "t4/nareis_aanvraag", "--until", "2018-03-01", "--reason", "on holiday"),
]


def test_what_commands_answer_has_the_shape_of_their_view(desk: Desk):
    """Refusals too: they have a view of their own."""
    wrong, refused = [], []
    for command, *words in ASKED:
        ran = desk.run(*command.split(), *words, "--json")
        assert ran.out, (command, ran)
        view = "refusal" if is_refusal(ran.json) else command
        refused += [command] if is_refusal(ran.json) else []
        wrong += [f"{command}: {each.message}" for each in validator(view).iter_errors(ran.json)]

    assert [] == wrong
    assert ["import show", "digest", "close", "advance", "snooze"] == refused


def test_every_command_that_only_reads_is_asked():
    reads = {
        name
        for name in VIEWS.keys() & COMMANDS.keys()
        if "with reading(" in inspect.getsource(by_name(f"cli.{COMMANDS[name].place}"))
    }

    assert set() == reads - {command for command, *_ in ASKED} - {"workflow migrate"}  # that one writes with --apply


def is_refusal(answer: Any) -> bool:
    return isinstance(answer, dict) and list(answer) == ["error"]


def test_a_schema_knows_every_key(desk: Desk):
    """Else the test above could not fail."""
    answer = desk.ask("board")

    with pytest.raises(ValidationError):
        validator("board").validate({**answer, "more": 1})
    with pytest.raises(ValidationError):
        validator("board").validate({key: value for key, value in answer.items() if key != "started"})
