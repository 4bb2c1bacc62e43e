"""A person's legal facts are declared once; a definition says `from: person`, and its text stands alone."""

import json
from pathlib import Path

import pytest

from tests.builders import shipped
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.person_facts import builtin_person_facts
from workflows.language.person_facts import edition_from
from workflows.language.private_facts import left_to_person

DEFINITION = """workflow: proef
version: 1
label: {nl: Proef, en: Trial}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
facts:
  ingeschreven_brp_op: {from: person}
stages:
  begin: {label: {nl: Begin, en: Begin}, initial: true, review: 6 months}
  einde: {label: {nl: Einde, en: End}, final: true}
transitions:
  sluit: {from: begin, to: einde, when: {fact: ingeschreven_brp_op, is: set}}
"""


def test_what_a_definition_leaves_to_the_person_is_written_out_in_the_text_that_is_kept(tmp_path: Path):
    """History replays without the file, so type, label and sense go with it."""
    (tmp_path / "proef.yaml").write_text(DEFINITION, encoding="utf-8")

    [found] = Catalogue.load(tmp_path).all_resolved()
    spec = found.workflow.facts["ingeschreven_brp_op"]

    assert ("person", "date", "past") == (spec.from_, spec.type, spec.lies)
    assert "BRP in housing municipality on" in found.text


def test_a_misspelt_fact_of_a_person_is_found_with_the_nearest_name(tmp_path: Path):
    wrong = DEFINITION.replace("ingeschreven_brp_op", "ingeschreven_brp")
    (tmp_path / "proef.yaml").write_text(wrong, encoding="utf-8")

    [problem] = Catalogue.load(tmp_path).problems()

    assert (9, "unknown_person_fact") == (problem.line, problem.code)
    assert "did you mean 'ingeschreven_brp_op'?" in problem.message


def test_a_definition_written_out_whole_is_a_file_again(tmp_path: Path):
    (tmp_path / "proef.yaml").write_text(DEFINITION, encoding="utf-8")
    [found] = Catalogue.load(tmp_path).all_resolved()
    data = json.loads(found.text)
    spec = data["facts"]["ingeschreven_brp_op"]
    whole = DEFINITION.replace("{from: person}", json.dumps(spec, ensure_ascii=False))

    (tmp_path / "proef.yaml").write_text(whole, encoding="utf-8")

    assert [] == Catalogue.load(tmp_path).problems()
    [again] = Catalogue.load(tmp_path).all_resolved()
    assert found.hash == again.hash


def test_an_edition_reads_back_as_it_was_stored():
    edition = builtin_person_facts()

    assert edition == edition_from(edition.text)


@pytest.mark.parametrize("name", builtin_person_facts().specs)
def test_what_a_person_has_is_one_thing_in_every_shipped_definition_of_persons(name: str):
    """Whoever followed a person with a fact of that name of its own would ask the same thing twice."""
    own = [
        each.workflow.workflow
        for each in shipped().all_resolved()
        if each.workflow.subject == "person"
        and name in each.workflow.facts
        and name not in left_to_person(each.workflow)
    ]

    assert [] == own
