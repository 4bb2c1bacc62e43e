"""What a definition says of its facts' sense, and lengths of time that no calendar reckons with."""

from datetime import date
from pathlib import Path

import pytest

from tests.sense import ZIN
from workflows.catalogue.catalogue import Catalogue, builtin_folder
from workflows.catalogue.shared_facts import shared_facts
from workflows.language.facts import SENSE, FactSpec

MON_8 = date(2024, 1, 8)


def found(folder: Path, old: str, new: str) -> list[tuple[int, str, str]]:
    """Line, code and text of what is wrong after that change."""
    assert old in ZIN
    (folder / "zin.yaml").write_text(ZIN.replace(old, new), encoding="utf-8")
    problems = Catalogue.load(folder).problems()
    return [(each.line, each.code, each.message) for each in problems if each.severity == "error"]


def test_a_date_that_does_not_say_whether_it_may_lie_ahead_is_found_at_its_line(tmp_path: Path):
    [problem] = found(tmp_path, "gepland_op: {type: date, lies: any,", "gepland_op: {type: date,")

    assert (12, "date_without_sense") == problem[:2]


def test_what_it_does_not_say_itself_it_takes_from_the_shared_list(tmp_path: Path):
    """All of it or nothing: what a definition says itself is not mixed with another's."""
    same = ZIN.replace("gepland_op: {type: date, lies: any,", "examen_op: {type: date,")
    own = same.replace("examen_op: {type: date,", "examen_op: {type: date, lies: past,")
    specs = []
    for text in (same, own):
        (tmp_path / "zin.yaml").write_text(text, encoding="utf-8")
        spec = Catalogue.load(tmp_path).resolve("zin", "any", MON_8).workflow.facts["examen_op"]
        specs.append((spec.lies, str(spec.not_after)))

    assert [("any", "2 years on"), ("past", "None")] == specs


def test_another_type_under_the_same_name_takes_nothing(tmp_path: Path):
    assert [] == found(tmp_path, "akkoord: {type: boolean,", "examen_op: {type: boolean,")


def test_a_published_text_stands_alone():
    """Every date of the shipped definitions says whether it may lie ahead, in the text that is kept."""
    silent = [
        f"{each.workflow.workflow} {name}"
        for each in Catalogue.load(builtin_folder()).all_resolved()
        for name, spec in each.workflow.facts.items()
        if spec.type == "date" and f'"lies":"{spec.lies}"' not in each.text
    ]

    assert [] == silent


def test_the_shared_list_says_what_a_fact_may_say():
    for name, said in shared_facts().items():
        spec = FactSpec.model_validate({"label": {"nl": name}, **said}, by_alias=True, by_name=False)
        assert set(said) <= {"type", *SENSE}
        assert spec.lies or spec.type == "integer"


@pytest.mark.parametrize(
    "old, new, text",
    [
        ("lies: any, label", "lies: later, label", "'past' or 'any'"),
        ("not_before: 20 years back", "not_before: long ago", "write 'born', a term from today"),
        ("not_before: 20 years back", "not_before: 99999 years back", "too long to reckon with: at most 100 years"),
        ("not_after: 5 years on", "not_after: born", "'born' is a bound for 'not_before'"),
        ("at_least: 0, at_most: 20", "at_least: 21, at_most: 20", "'at_least' is more than 'at_most'"),
        ("type: boolean,", "type: boolean, lies: past,", "only a date says"),
        ("lies: any, label", "lies: any, at_most: 3, label", "only a whole number says"),
    ],
)
def test_what_says_nothing_sensible_is_found(tmp_path: Path, old: str, new: str, text: str):
    [problem] = found(tmp_path, old, new)

    assert "bad_value" == problem[1]
    assert text in problem[2]


@pytest.mark.parametrize("length", ["99999 years", "99999 months", "5219 weeks", "36526 days", "26001 working days"])
@pytest.mark.parametrize("place", ["term: {}", "term: 1 week\n    remind: [{{overdue: {}, to: coordinator}}]"])
def test_a_length_that_no_calendar_reckons_with_is_no_term(tmp_path: Path, place: str, length: str):
    [problem] = found(tmp_path, "term: {months: {fact: maanden}}", place.format(length))

    assert "bad_term" == problem[1]
    assert f"'{length}' is too long to reckon with: at most" in problem[2]


@pytest.mark.parametrize("amount, codes", [(1200, []), (1201, ["bad_term"]), (99999, ["bad_term"]), (-1, ["bad_term"])])
def test_a_parameter_that_makes_a_term_that_long_is_found_too(tmp_path: Path, amount: int, codes: list[str]):
    text = f"term: {{months: {{parameter: duur}}}}\n    source: ons\nparameters: {{duur: {amount}}}\n"

    problems = found(tmp_path, "term: {months: {fact: maanden}}\n    source: ons\n", text)

    assert codes == [code for _, code, _ in problems]
