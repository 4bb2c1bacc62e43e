"""Which definition applies for a municipality and a day of intake, and what is wrong in a set of files."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import builtin_folder, canonical, from_text
from workflows.errors import DefinitionError, NotFound

DATA = Path(__file__).parent.parent / "data"
MON_1_JANUARY = date(2018, 1, 1)


@pytest.fixture
def folder(tmp_path):
    """A folder as an administrator keeps it: one definition, one municipality."""
    for sort, name in (("definitions", "correct.yaml"), ("municipalities", "gemeente.yaml")):
        (tmp_path / sort).mkdir()
        shutil.copy(DATA / name, tmp_path / sort / name)
    return tmp_path


def change(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def said(catalogue, only=None):
    return [(Path(each.file).name, each.line, each.code) for each in catalogue.problems(only)]


@pytest.mark.parametrize(
    "municipality, intake_on, variant, version",
    [
        ("any", MON_1_JANUARY, "base", 1),
        ("dorp", date(2017, 12, 31), "dorp-2017", 1),
        ("dorp", MON_1_JANUARY, "dorp-2018", 2),
    ],
)
def test_municipality_and_intake_pick_the_variant(folder, municipality, intake_on, variant, version):
    """Both ends of a cohort are included."""
    resolved = Catalogue.load(folder).resolve("proef", municipality, intake_on).workflow

    assert (variant, version, "any" if variant == "base" else "dorp") == (
        resolved.variant,
        resolved.version,
        resolved.municipality,
    )


def test_a_variant_is_the_base_with_its_change(folder):
    """What the change does not name stays."""
    resolved = Catalogue.load(folder).resolve("proef", "dorp", MON_1_JANUARY)

    assert ["Begin", "Onderweg", "Einde", "Nazorg"] == [stage.label.nl for stage in resolved.workflow.stages.values()]
    assert {"weken": 6} == resolved.workflow.parameters
    assert ["correct.yaml", "gemeente.yaml"] == [name for name, _ in resolved.sources]


def test_without_a_variant_for_the_day_the_base_applies(folder):
    """The same text and hash as for `any`."""
    change(folder / "municipalities" / "gemeente.yaml", "intake_from: 2018-01-01", "intake_from: 2020-01-01")
    catalogue = Catalogue.load(folder)

    assert catalogue.resolve("proef", "any", MON_1_JANUARY) == catalogue.resolve("proef", "dorp", MON_1_JANUARY)


def test_a_stored_text_gives_the_same_definition(folder):
    """History replays without the files."""
    for resolved in Catalogue.load(folder).all_resolved():
        assert resolved.text == canonical(from_text(resolved.text))
        assert resolved.workflow == from_text(resolved.text)


def test_scenarios_and_layout_leave_the_hash_alone(folder):
    """The hash is of what applies, not of how it is written or tried."""
    before = Catalogue.load(folder).resolve("proef", "any", MON_1_JANUARY)
    scenario = "scenarios: [{name: x, opened: 2019-01-01, expect: {on: 2019-01-01}}]\n"
    change(folder / "definitions" / "correct.yaml", "deadlines:", f"# a remark\n{scenario}deadlines:")

    after = Catalogue.load(folder).resolve("proef", "any", MON_1_JANUARY)

    assert (before.hash, before.text) == (after.hash, after.text)
    assert 1 == len(after.workflow.scenarios)


def test_every_variant_is_resolved_once(folder):
    """For publishing."""
    found = [(each.workflow.workflow, each.workflow.variant) for each in Catalogue.load(folder).all_resolved()]

    assert [("proef", "base"), ("proef", "dorp-2017"), ("proef", "dorp-2018")] == found


@pytest.mark.parametrize("workflow, municipality, near", [("proeff", "any", "proef"), ("proef", "drop", "dorp")])
def test_a_misspelt_name_is_refused_with_the_nearest(folder, workflow, municipality, near):
    """No variant is guessed."""
    with pytest.raises(NotFound, match=near):
        Catalogue.load(folder).resolve(workflow, municipality, MON_1_JANUARY)


def test_a_wrong_definition_does_not_resolve(folder):
    """It carries every problem."""
    change(folder / "definitions" / "correct.yaml", "to: midden", "to: nergens")

    with pytest.raises(DefinitionError) as caught:
        Catalogue.load(folder).resolve("proef", "dorp", MON_1_JANUARY)

    assert {"unknown_stage", "unreachable_stage"} == {each.code for each in caught.value.problems}


def test_a_correct_folder_has_no_problems(folder):
    """Labels are there to choose from."""
    catalogue = Catalogue.load(folder)

    assert [] == said(catalogue)
    assert (("proef",), ["Dorp"]) == (catalogue.workflows, [each.nl for each in catalogue.municipalities.values()])


def test_a_syntax_error_hides_no_other_file(folder):
    """Both are said in one round."""
    shutil.copy(DATA / "broken_syntax.yaml", folder / "definitions")
    shutil.copy(DATA / "nine_mistakes.yaml", folder)

    found = said(
        Catalogue.load(folder), only=[folder / "definitions" / "broken_syntax.yaml", folder / "nine_mistakes.yaml"]
    )

    assert ("broken_syntax.yaml", 3, "syntax") in found
    assert 9 == len([name for name, _, _ in found if name == "nine_mistakes.yaml"])


def test_a_mistake_in_the_base_is_said_once(folder):
    """Not again for every variant."""
    change(folder / "definitions" / "correct.yaml", "is: 9", "is: 10")

    assert [("correct.yaml", 22, "wrong_type")] == said(Catalogue.load(folder))


@pytest.mark.parametrize(
    "new, line, code",
    [
        ("help: {from: midden, to: nergens}", 19, "unknown_stage"),
        ("help: {from: midden, to: nazorg}\n        ga: {when: {task: huisarts}}", 20, "bad_value"),
        ("help: {from: midden, to: nazorg}\n        gaa: null", 20, "unknown_key"),
        ("help: {from: midden, to: nazorg}\n        sluit: {to: nazorg, wen: x}", 20, "unknown_key"),
    ],
)
def test_a_mistake_of_a_change_is_said_of_the_municipality(folder, new, line, code):
    """Where it was made: a base that is right by itself is not blamed."""
    change(folder / "municipalities" / "gemeente.yaml", "help: {from: midden, to: nazorg}", new)

    assert ("gemeente.yaml", line, code) in said(Catalogue.load(folder))


def test_a_change_may_not_change_what_a_workflow_is(folder):
    """Its name and version are the variant's own."""
    change(
        folder / "municipalities" / "gemeente.yaml",
        "change:\n      stages:",
        "change:\n      version: 7\n      stages:",
    )

    assert [("gemeente.yaml", 15, "bad_value")] == said(Catalogue.load(folder))


def test_a_change_that_cuts_a_road_names_its_variant(folder):
    """The stage stands in the base, the mistake is the variant's."""
    change(
        folder / "municipalities" / "gemeente.yaml", "help: {from: midden", "sluit: null\n        help: {from: midden"
    )

    problems = Catalogue.load(folder).problems()

    assert {"dead_end", "unreachable_stage"} == {each.code for each in problems}
    assert all("(in variant dorp-2018)" in each.message for each in problems if "correct" in each.file)


def test_a_variant_of_no_workflow_is_refused(folder):
    """With the name that was probably meant."""
    change(
        folder / "municipalities" / "gemeente.yaml",
        "workflow: proef\n    version: 2",
        "workflow: proof\n    version: 2",
    )

    assert [("gemeente.yaml", 11, "unknown_workflow")] == said(Catalogue.load(folder))


def test_two_folders_may_not_disagree(folder, tmp_path_factory):
    """A copy is no harm; another text under the same name is."""
    other = tmp_path_factory.mktemp("other")
    shutil.copy(DATA / "correct.yaml", other)
    assert [] == said(Catalogue.load(folder, other))

    change(other / "correct.yaml", "nl: Proef", "nl: Anders")
    assert [("correct.yaml", 2, "duplicate_workflow")] == said(Catalogue.load(folder, other))


def test_a_file_named_by_itself_takes_the_place_of_one_in_a_folder(folder, tmp_path_factory):
    """An author checks a new version before it is put in its place."""
    draft = tmp_path_factory.mktemp("draft") / "nieuw.yaml"
    draft.write_text((DATA / "correct.yaml").read_text().replace("version: 1", "version: 2"))
    catalogue = Catalogue.load(folder, draft)

    assert [] == said(catalogue, only=[draft])
    assert 2 == catalogue.resolve("proef", "any", MON_1_JANUARY).workflow.version


def test_a_file_in_a_folder_that_is_also_named_counts_once(folder):
    """`check FILE --workflows DIR` with the file in DIR."""
    path = folder / "definitions" / "correct.yaml"
    change(path, "is: 9", "is: 10")

    assert [("correct.yaml", 22, "wrong_type")] == said(Catalogue.load(folder, path), only=[path])


def test_a_place_that_does_not_exist_is_refused(tmp_path):
    """Rather than an empty catalogue."""
    with pytest.raises(NotFound, match="nowhere"):
        Catalogue.load(tmp_path / "nowhere")


def test_only_what_is_needed_is_read(folder):
    """A broken definition elsewhere stops nobody."""
    shutil.copy(DATA / "broken_syntax.yaml", folder / "definitions")

    assert "dorp-2018" == Catalogue.load(folder).resolve("proef", "dorp", MON_1_JANUARY).workflow.variant


def test_the_built_in_folder_holds_definitions():
    """It is found wherever the package is installed."""
    assert "vestiging" in Catalogue.load(builtin_folder()).workflows


def test_what_was_published_never_changes():
    """Trajectories walk under the hash: a definition that reads otherwise has a new version, and a new line here."""
    published = json.loads((DATA / "published.json").read_text())
    now = {
        f"{each.workflow.workflow} {each.workflow.version} {each.workflow.variant}": each.hash
        for each in Catalogue.load(builtin_folder()).all_resolved()
    }

    assert now == {name: published.get(name, "not written down yet") for name in now}


STORED = """{"workflow":"w","version":1,"label":{"nl":"W"},"subject":"person","sources":{},"stages":{
 "a":{"label":{"nl":"A"},"initial":true,"tasks":["t"]},"b":{"label":{"nl":"B"},"final":true}},
 "tasks":{"t":{"label":{"nl":"T"}}},
 "transitions":{"ga":[{"from":["a"],"to":"b","when":{"task":"t","is":true,"for_at_least":"2 weeks"}}]}}"""


def test_a_stored_text_that_says_what_never_counted_still_loads():
    """Beside a task `is` was accepted and passed over; a file that writes it is corrected, a stored text is read."""
    read = from_text(STORED)

    assert '"when":{"task":"t"}' in canonical(read)
