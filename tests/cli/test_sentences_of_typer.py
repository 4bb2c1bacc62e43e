"""Every sentence with which typer can refuse what was typed is known in Dutch; one of a newer release fails here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from cli import in_dutch
from cli.app import main
from tests.stories.desk import Desk, a_desk

SOURCE = Path(typer.__file__).parent
REFUSALS = {
    "UsageError",
    "BadParameter",
    "ClickException",
    "BadOptionUsage",
    "BadArgumentUsage",
    "NoSuchOption",
    "FileError",
    "MissingParameter",
    "fail",
}
# What stands there in place of a sentence: from the names of options, from pydantic, or from the caller, who is listed.
NO_SENTENCES = {"opt", "option_name", "self.name", "message", "self", "get_error_msg(exc)"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.name, node


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def sentence_of(node: ast.expr) -> str | None:
    """With something in each blank; None where it is no text that is written there."""
    match node:
        case ast.Constant(value=str(text)):
            return re.sub(r"\{(\w+)!r\}", r"'\1'", text)
        case ast.JoinedStr(values=parts):
            return "".join(_part(each) for each in parts)
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            return sentence_of(inner)
        case ast.Call(func=ast.Name(id="_"), args=[inner]):
            return sentence_of(inner)
        case _:
            return None


def _part(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=text):
            return str(text)
        case ast.FormattedValue(value=ast.Name(id="loc")):
            return "'x'"
        case ast.FormattedValue(value=ast.Name(id="label")):
            return "File"
        case ast.FormattedValue(value=ast.Name(id="msg")):
            return "an argument."
        case ast.FormattedValue(conversion=conversion):
            return "'x'" if conversion == ord("r") else "x"
        case _:
            raise AssertionError(ast.dump(node))


def sentences() -> list[tuple[str, str]]:
    """Of each refusal in the source of typer: where it is, and what it says."""
    found = []
    for path, call in calls():
        if name_of(call) not in REFUSALS or path == "exceptions.py":
            continue
        given = [*call.args, *(each.value for each in call.keywords if each.arg in ("message", "hint"))]
        said = [text for each in given if (text := sentence_of(each)) is not None]
        others = {ast.unparse(each) for each in given if sentence_of(each) is None}
        assert said or others <= NO_SENTENCES | {"e.strerror"}, (path, ast.unparse(call))
        found += [(path, text) for text in said]
    return found


def raised_for_pydantic() -> list[tuple[str, str]]:
    """What adapters refuse comes out as a 'Value error'."""
    found = []
    for path in ("_adapters.py", "_param_types.py"):
        for node in ast.walk(ast.parse((SOURCE / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) == "ValueError" and (text := sentence_of(node.args[0])):
                found.append((path, f"Value error, {text}"))
    return [each for each in found if "Expected one list" not in each[1]]  # of who wrote the command


def test_there_are_sentences_to_look_at():
    assert len(sentences()) > 12
    assert len(raised_for_pydantic()) > 3


@pytest.mark.parametrize("path, text", [*sentences(), *raised_for_pydantic()])
def test_each_is_known_in_dutch(path, text):
    assert any(re.fullmatch(pattern, text) for pattern, _ in in_dutch.SAID), f"{path} says '{text}'"


def test_a_sentence_that_is_not_known_is_wrapped_in_dutch():
    assert "dit is niet te begrijpen zoals het er staat (de melding is Engels: ‘Wholly new.’)" == in_dutch.usage_error(
        typer.BadParameter("Wholly new.")
    ).removeprefix("Fout: ")


# another language


@pytest.mark.parametrize(
    "locale, hint", [("nl_NL.UTF-8", "kies bij --lang nl of en"), ("fr_FR.UTF-8", "choose nl or en with --lang")]
)
@pytest.mark.parametrize("how", ["option", "environment"])
def test_another_language_is_refused_in_that_of_the_locale(monkeypatch, capsys, locale, hint, how):
    """It was refused in English, whatever the locale."""
    monkeypatch.delenv("TRAJECT_LANG", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LC_ALL", locale)
    if how == "environment":
        monkeypatch.setenv("TRAJECT_LANG", "fr")
    words = ["--lang", "fr"] if how == "option" else []

    assert 2 == main([*words, "due"])
    assert hint in " ".join(capsys.readouterr().err.split())


# roles


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request)


def test_a_refusal_for_a_role_names_its_label_and_the_code_last(desk: Desk):
    assert 0 == desk.run("staff", "add", "Vera", "--role", "volunteer", "--by", "Ada").code
    for words, said in (
        (
            ("staff", "end", "Vera", "--role", "jurist", "--by", "Ada"),
            "deze medewerker is dan geen juridisch begeleider (jurist)",
        ),
        (("staff", "add", "Wim", "--role", "jurist", "--by", "Vera"), "alleen een beheerder (administrator) mag dit"),
    ):
        ran = desk.run(*words, "--lang", "nl")
        assert (4, True) == (ran.code, said in " ".join(ran.err.split())), ran
    ran = desk.run("staff", "end", "Vera", "--role", "jurist", "--lang", "en", "--by", "Ada")
    assert "this colleague is no jurist then" in " ".join(ran.err.split())
