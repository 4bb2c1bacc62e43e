"""Reading a definition file: strict YAML as plain data, every part with its place."""

import pytest

from workflows.format.files import LARGEST_BYTES, identity
from workflows.format.yaml_document import Mark, laid_over, removes_nothing
from workflows.format.yaml_loader import read, read_text


def said(text):
    return [(problem.line, problem.column, problem.code) for problem in read_text(text, "f.yaml").problems]


@pytest.mark.parametrize(
    "text, value",
    [("12", 12), ("-3", -3), ("true", True), ("false", False), ("null", None), ("", None)]
    + [(word, word) for word in ("2019-01-31", "yes", "on", "True", "1.5", "007", "0x1f", "10 weeks")]
    + [('"12"', "12"), ("'true'", "true")],
)
def test_only_whole_numbers_true_false_and_null_are_more_than_text(text, value):
    """YAML 1.2: yes and on are words, and a date is text until the model reads it."""
    assert {"a": value} == read_text(f"a: {text}", "f.yaml").data


def test_every_part_has_its_place():
    """A scalar is pointed at itself, a collection at its key."""
    document = read_text("stages:\n  begin:\n    tasks: [een, twee]\n", "f.yaml")

    assert Mark("f.yaml", 3, 18) == document.mark(("stages", "begin", "tasks", 1))
    assert Mark("f.yaml", 2, 3) == document.mark(("stages", "begin"))


def test_a_value_left_out_is_pointed_at_by_its_key():
    """The parser would point at the line after it."""
    assert Mark("f.yaml", 1, 1) == read_text("a:\n\nb: 1\n", "f.yaml").mark(("a",))


def test_a_place_that_is_absent_points_at_what_is_nearest():
    """Steps that the file does not have, such as the tag of a union, are passed over."""
    document = read_text("term: {months: {fact: x}}\n", "f.yaml")

    assert document.mark(("term", "months", "fact")) == document.mark(("term", "TermFrom", "months", "fact"))
    assert Mark("f.yaml", 1, 1) == document.mark(("term", "note"))


def test_everything_forbidden_is_said_at_once():
    """Anchors, aliases, double keys, tags and keys that are no text: each at its own word."""
    text = "a: &x 1\nb: *x\nc: !!str 5\n1: een\n? [q]\n: 2\na: 3\n"

    assert [
        (1, 4, "alias"),
        (2, 4, "alias"),
        (3, 4, "tag"),
        (4, 1, "bad_key"),
        (5, 3, "bad_key"),
        (7, 1, "duplicate_key"),
    ] == said(text)


def test_a_double_key_keeps_the_first_and_the_names_of_both():
    """So that a table written twice does not make every name in it unknown."""
    document = read_text("x: {a: 1}\nx: {a: 2, b: 3}\n", "f.yaml")

    assert {"x": {"a": 1, "b": 3}} == document.data
    assert Mark("f.yaml", 1, 8) == document.mark(("x", "a"))


@pytest.mark.parametrize(
    "text, line",
    [("a: [1\nb: 2\n", 1), ("a: 1\n b: 2\n", 2), ("a: 1\n---\nb: 2\n", 2), ("a: 1\nb: \x07\n", 2), ("[" * 99, 1)],
)
def test_a_syntax_error_has_its_line(text, line):
    """Also a second document, a control character and nesting without end."""
    assert [(line, "syntax")] == [(problem[0], problem[2]) for problem in said(text)]


def test_a_file_that_is_not_text_or_too_large_is_refused(tmp_path):
    """Nothing above one megabyte is read at all."""
    latin, large = tmp_path / "latin.yaml", tmp_path / "large.yaml"
    latin.write_bytes(b"a: 1\nlabel: Gezinshereniging \xe9\n")
    large.write_bytes(b"#" * (LARGEST_BYTES + 1))

    assert [(2, "syntax")] == [(problem.line, problem.code) for problem in read(latin).problems]
    assert ["syntax"] == [problem.code for problem in read(large).problems]


def test_a_file_says_what_it_is():
    """Told without reading the YAML, for a list of what there is."""
    assert ("workflow", "vestiging", 2) == identity("# note\nworkflow: vestiging\nversion: 1\n")
    assert ("municipality", "leiden", 1) == identity("municipality: 'leiden'\nvariants:\n  - workflow: vestiging\n")
    assert identity("label: x\n") is None


def test_a_patch_merges_removes_and_replaces():
    """RFC 7396; every part keeps the place in the file it came from."""
    base = read_text("a: {x: 1, y: 2}\nb: [1, 2]\nc: 3\n", "base.yaml")
    patch = read_text("a: {y: null, z: 4}\nb: [9]\nc: {d: 5}\n", "dorp.yaml")

    laid = laid_over(base, patch)

    assert {"a": {"x": 1, "z": 4}, "b": [9], "c": {"d": 5}} == laid.data
    assert Mark("base.yaml", 1, 8) == laid.mark(("a", "x"))
    assert Mark("base.yaml", 1, 1) == laid.mark(("a",))
    assert Mark("dorp.yaml", 1, 17) == laid.mark(("a", "z"))
    assert Mark("dorp.yaml", 2, 5) == laid.mark(("b", 0))
    assert Mark("dorp.yaml", 3, 8) == laid.mark(("c", "d"))


def test_a_pointing_patch_marks_what_both_write():
    """For mistakes that only the change brings about."""
    base, patch = read_text("a: {x: 1}\n", "base.yaml"), read_text("\na: {z: 4}\n", "dorp.yaml")

    assert Mark("dorp.yaml", 2, 1) == laid_over(base, patch, pointing=True).mark(("a",))


def test_taking_away_what_is_not_there_is_found():
    """A misspelt name in a change would otherwise do nothing, in silence."""
    assert [("a", "q"), ("b",)] == sorted(removes_nothing({"a": {"x": 1}}, {"a": {"x": None, "q": None}, "b": None}))


def test_taking_a_part_out_moves_the_marks_of_a_list():
    """What followed it keeps its own line."""
    document = read_text("a:\n- een\n- twee\n- drie\n", "f.yaml").without(("a", 1))

    assert {"a": ["een", "drie"]} == document.data
    assert Mark("f.yaml", 4, 3) == document.mark(("a", 1))
