"""What people type is understood: days, labels, names, references; what is no text is kept out, and shown whole."""

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import update

from cli.app import main
from cli.options import known_workflow
from tests.builders import Desk
from tests.contract.history_by_hand import becomes_a_sandbox
from trajectories.local_time import typed_day
from trajectories.outside_text import outside, seems_bsn
from trajectories.people.references import same_refs, subject_by_ref
from trajectories.repository.tables import PERSON
from workflows.catalogue.catalogue import Catalogue, builtin_folder
from workflows.errors import NotFound, Refused, UsageError
from workflows.typed_words import holds

MON_2_MARCH = date(2026, 3, 2)
MARK, OVERRIDE, ESCAPE = "\u200b", "\u202e", "\x1b"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in Dutch, on an office that goes by its own clock."""
    monkeypatch.setenv("TRAJECT_LANG", "nl")
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    with desk.write() as uow:
        becomes_a_sandbox(uow, desk.clock(), desk.stamp)

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--database", desk.app.settings.database, *words])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def family(desk: Desk) -> Desk:
    """Ámal El-Haddad and her son Yusuf live in H-1; Łucja is alone. t1 is the vestiging of H-1 in Westland."""
    mother = desk.client("B-7", "1990-01-31", "Ámal El-Haddad", gender="v")
    son = desk.client("K-1", "2015-04-03", "Yusuf El-Haddad")
    desk.client("K-2", "1985-02-03", "Łucja Nowak")
    desk.open("vestiging", desk.household("H-1", mother, son), municipality="westland")
    return desk


# days


@pytest.mark.parametrize("text", ["2026-01-31", "31-01-2026", "31-1-2026", " 2026-1-31 "])
def test_a_day_is_written_either_way(text):
    assert date(2026, 1, 31) == typed_day(text)


@pytest.mark.parametrize("text", ["31-13-2026", "30-2-2026", "31-1-26", "2026-W05", "20260131", "", "٣١-١-٢٠٢٦"])
def test_what_is_no_day_is_none(text):
    assert None is typed_day(text)


def test_every_command_reads_a_day_either_way(family, run):
    """A step, a fact, an option, an instant, a term, and a birth date."""
    for words in (
        ("advance", "t1", "plan_bezichtiging", "--on", "2-3-2026"),
        ("fact", "set", "t1", "bezichtiging_gepland_op", "9-3-2026"),
        ("client", "add", "--ref", "N-1", "--born", "3-4-1991"),
        ("show", "t1", "--as-of", "2-3-2026"),
        ("show", "t1", "--known-at", "2-3-2026"),
        ("term", "2-3-2026", "10", "weeks"),
        ("staff", "away", "Beheer", "--from", "9-3-2026", "--until", "13-3-2026"),
        ("open", "naturalisatie", "B-7", "--municipality", "any", "--intake", "2-3-2026"),
    ):
        assert 0 == run(*words)[0], words
    assert "2026-03-09" == family.dossier("t1").trajectory.fact("bezichtiging_gepland_op")

    code, _, err = run("advance", "t1", "accepteer_woning", "--on", "gisteren")
    assert (2, True) == (code, "zoals 2026-03-31 of 31-3-2026" in " ".join(err.split()))


# labels, Dutch words, capitals


def test_a_label_does_where_a_code_is_asked(family, run):
    """Role, municipality, gender, workflow, step, task, fact, outcome, answer: in either language, in any case."""
    for words in (
        ("staff", "add", "Wes Bos", "--role", "Vrijwilliger", "--role", "coordinator", "--municipality", "Westland"),
        ("staff", "end", "wes bos", "--role", "VRIJWILLIGER"),
        ("client", "edit", "B-7", "--gender", "Vrouw", "--route", "Asylum"),
        ("household", "house", "h-1", "--municipality", "WESTLAND", "--dwelling", "W-1", "--kind", "Gewoon"),
        ("assign", "T1", "wes", "--as", "Coördinator"),
        ("advance", "t1", "Bezichtiging plannen"),
        ("advance", "t1", "accept the dwelling"),
        ("fact", "set", "t1", "Huurcontract getekend op", "2-3-2026"),
        ("task", "done", "t1", "Zorgtoeslag aanvragen"),
        ("open", "Naturalisatie", "b-7", "--municipality", "Geen in het bijzonder"),
        ("close", "t1", "--outcome", "GESTOPT"),
    ):
        assert 0 == run(*words)[0], words
    assert ("gestopt", "2026-03-02") == (
        family.dossier("t1").trajectory.outcome,
        family.dossier("t1").trajectory.fact("huurcontract_op"),
    )


def test_a_workflow_is_named_by_its_label():
    """What is none comes back, to be refused with the nearest."""
    catalogue = Catalogue.load(builtin_folder() / "definitions" / "vestiging.yaml")

    assert "vestiging" == known_workflow(catalogue, "Settlement and GUIDANCE")
    assert "vestign" == known_workflow(catalogue, "vestign")


@pytest.mark.parametrize(
    "words, hint",
    [
        (("staff", "add", "Wes", "--role", "vrijwiliger"), "bedoelt u volunteer?"),
        (("client", "edit", "B-7", "--gender", "q"), "kies uit m, v, x"),
        (("household", "house", "H-1", "--municipality", "Westlnd", "--dwelling", "W-1"), "bedoelt u westland?"),
        (("settle", "q1", "misschien"), "kies uit yes, no"),
    ],
)
def test_what_is_no_label_is_refused_with_the_nearest(family, run, words, hint):
    code, _, err = run(*words)

    assert code in (2, 5)
    assert hint in " ".join(err.split())


# names and references


def test_someone_is_found_without_accents_and_capitals_by_part(family, run):
    """By the commands that are about one client, too; they say who it is."""
    for part in ("amal", "AMAL", "Ámal El-Haddad", "elhaddad amal", "haddad, amal", "b-7", "B-7" + MARK):
        with family.write() as uow:
            assert "p1" == subject_by_ref(uow, part), part
        assert "B-7" in run("client", "find", part)[1], part
        assert "B-7" in run("show", part)[1], part


def test_a_name_that_is_several_is_refused_with_their_references(family, run):
    """Without their names: an error may be read aloud."""
    code, _, err = run("show", "haddad")

    assert (2, True) == (code, "B-7, K-1" in err)
    assert "mal" not in err.replace("‘haddad’", "")
    with pytest.raises(NotFound), family.read() as uow:
        subject_by_ref(uow, "niemand")


def test_a_member_is_found_by_name_among_those_of_the_case(family, run):
    """There are two whose name holds it, of whom one has to do with this case."""
    family.client("K-9", "1970-01-01", "Yusuf Saleh")
    family.advance("t1", "start_coaching", huurcontract_op="2026-03-02")

    assert 0 == run("task", "done", "t1", "huisarts", "--member", "yusuf")[0]
    assert ["huisarts/p2"] == list(family.dossier("t1").trajectory.done)
    assert 0 == run("household", "leave", "h-1", "--member", "Yusuf")[0]


def test_a_colleague_is_found_by_part_but_nobody_acts_by_a_part(family, run):
    family.colleague("Ria Valstar", "coordinator")
    family.colleague("Maria Bos", "coordinator")

    assert 0 == run("assign", "t1", "valstar", "--as", "coordinator")[0]
    assert (2, True) == ((told := run("assign", "t1", "ria", "--as", "coordinator"))[0], "Maria Bos" in told[2])
    code, _, err = run("--by", "valstar", "show", "t1")
    assert (5, True) == (code, "bedoelt u Ria Valstar?" in err), err
    assert 0 == run("--by", "ria VALSTAR", "show", "t1")[0]


# references


def test_a_reference_has_one_form(family, run):
    """With an unseen mark behind it, or in another case, it is in use already."""
    for ref in ("B-7" + MARK, "b-7", "\u200eB-7", "ｂ-7"):
        with pytest.raises(Refused, match="B-7"):
            family.client(ref)
    with pytest.raises(Refused, match="B-7"):
        family.household("b-7", "p3")
    family.client("N-1" + MARK)
    with family.read() as uow:
        assert "p4" == subject_by_ref(uow, "n-1")
    assert 0 == run("client", "edit", "n-1", "--ref", "n-1")[0]


def test_references_that_became_one_keep_their_spelling_and_are_listed(family, run):
    """From before there was one form: each is found by its own, both by any, and doctor lists them."""
    with family.write() as uow:
        uow.connection.execute(update(PERSON).where(PERSON.c.id == "p3").values(ref="b-7"))
    with family.read() as uow:
        assert ("p1", "p3") == (subject_by_ref(uow, "B-7"), subject_by_ref(uow, "b-7"))
        assert [["B-7", "b-7"]] == same_refs(uow)
        with pytest.raises(UsageError, match="B-7, b-7"):
            subject_by_ref(uow, "ｂ-7")
    assert ["B-7", "b-7"] == sorted(each["ref"] for each in json.loads(run("client", "find", "b-7", "--json")[1]))
    found = {each["code"]: each for each in json.loads(run("doctor", "--json")[1])["findings"]}
    assert ["B-7 = b-7"] == found["same_reference"]["examples"]


SERVICE_NUMBERS = (
    "123456782",
    "1234.56.782",
    "123 456 782",
    "1234-56-782",
    "12345672",
    "bsn123456782",
    "１２３４５６７８２",
    f"12345{MARK}6782",
)


def test_a_service_number_is_known_in_every_spelling(desk, run):
    """12345672 is 012345672 without its first nought. Refused in a reference; warned of in a note and a reason."""
    desk.open("verblijf", desk.client("A-1", "1990-01-31"))
    for text in SERVICE_NUMBERS:
        with pytest.raises(UsageError):
            desk.client(text)
        assert seems_bsn(f"het nummer is {text}, zegt ze"), text
    for words in (
        ("note", "t1", "het is 1234.56.782"),
        ("close", "t1", "--outcome", "gestopt", "--reason", "123456782"),
    ):
        told = run(*words)
        assert (0, True) == (told[0], "burgerservicenummer" in told[2])


@pytest.mark.parametrize(
    "text", ["123456789", "06 12345678", "31-01-2026", "31.01.2026", "2026-0012", "W-12", "€ 1.250,00"]
)
def test_what_is_no_service_number_is_left_alone(text):
    assert not seems_bsn(text)


# text from outside


def test_text_is_kept_in_one_form():
    """NFC, without marks of direction and other unseen ones, one blank between words; joiners of Persian stay."""
    assert "Ámal Haddad" == outside(f"  A\u0301mal\t{OVERRIDE} Haddad\u200f ", "name")
    assert "علی\u200cرضا" == outside("علی\u200cرضا", "name")
    assert "een\ntwee" == outside("een \r\ntwee", "note")


NO_TEXT = (f"a{ESCAPE}[2Jb", "a\x00b", "a\udcffb", "a\nb", "x" * 201, "a\x9bb")


def test_what_is_no_text_is_refused_at_every_door(family, run):
    """A name, a colleague's name, a reference, a note, a reason, a dwelling."""
    for text in NO_TEXT:
        doors: list[tuple[str, ...]] = [
            ("client", "add", "--ref", "N-1", "--name", text),
            ("client", "edit", "B-7", "--name", text),
            ("staff", "add", text, "--role", "coordinator"),
            ("client", "add", "--ref", text),
            ("household", "house", "H-1", "--municipality", "any", "--dwelling", text),
        ]
        if text in NO_TEXT[:3]:  # several lines are text there
            doors += [("note", "t1", text), ("advance", "t1", "plan_bezichtiging", "--reason", text)]
        for words in doors:
            assert 2 == run(*words)[0], words


def test_a_header_may_say_what_our_own_lists_say(family, run, tmp_path):
    """`client list` heads the birth date so, and the import knew no such column. With Windows' line ends and mark."""
    path = tmp_path / "clients.csv"
    path.write_bytes("\ufeffKenmerk;Geboren;Geslacht\r\nN-1;31-1-1990;Vrouw\r\n\r\n".encode())

    code, out, _ = run("import", "clients", str(path))
    assert (0, "1 cliënt nieuw; 0 al bekend, 0 anders, 0 fout.\n") == (code, out)


def test_a_day_that_is_none_is_not_answered_with_another_as_if_that_was_meant(family, run):
    """31-02-2026 was answered with 'write 31-3-2026'."""
    _, _, err = run("term", "31-02-2026", "3 maanden")

    assert "geen dag; schrijf een dag die bestaat, zoals 2026-03-31 of 31-3-2026" in " ".join(err.split()), err


def test_what_was_given_empty_is_not_taken_for_not_given(family, run):
    """As `--of "$NAME"` gives where NAME is not set: it listed the cases of everyone."""
    for words in (("due", "--of", ""), ("client", "list", "--of", " "), ("due", "--municipality", "")):
        assert (2, True) == ((told := run(*words))[0], "leeg" in told[2]), words
    assert (2, True) == ((told := run("caseload", ""))[0], "is leeg" in told[2])


def test_an_empty_reference_is_seen_in_the_answer(family, run):
    assert "‘’" in run("show", "")[2]
    assert "‘B-99’" in run("show", "B-99")[2]


def test_an_import_reads_as_the_command_line_does(family, run, tmp_path):
    """Labels, days, other case, unseen marks; and refuses what it refuses, by line and without the cell."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(
        f"Kenmerk;Naam;Geboortedatum;Geslacht;Huishouden\nb-7{MARK};;31-1-1990;Vrouw;h-1\nN-1;A\u0301ni;3-4-1991;man;\n"
    )
    bad.write_text(f"ref,name\n1234.56.782,Ani\nN-2,a{ESCAPE}b\nN-3,{'x' * 300}\n")

    code, out, _ = run("import", "clients", str(good), "--dates", "d-m-y")
    assert (0, "1 cliënt nieuw; 1 al bekend, 0 anders, 0 fout.\n") == (code, out)
    code, out, err = run("import", "clients", str(bad))
    assert 4 == code
    assert ["regel 2", "regel 3", "regel 4"] == re.findall(r"^regel \d", out + err, re.MULTILINE)
    assert ESCAPE not in out + err
    assert "1234.56.782" not in out + err


def test_what_was_kept_before_is_written_out_whole(family, run):
    """On pages, in lines and in documents: what a screen would obey or hide is seen."""
    old = f"Amal{OVERRIDE}{ESCAPE}[2J"
    with family.write() as uow:
        uow.connection.execute(update(PERSON).where(PERSON.c.id == "p1").values(name=old, ref=f"B-7{MARK}"))

    for words in (("client", "find", "amal"), ("show", "H-1"), ("client", "find", "amal", "--json"), ("show", "b-7")):
        _, out, err = run(*words)
        assert {OVERRIDE, ESCAPE, MARK}.isdisjoint(out + err), words
    assert "\\u202e" in run("client", "find", "amal")[1]
    assert old == json.loads(run("client", "find", "amal", "--json")[1])[0]["name"]


def test_a_part_is_held_whatever_the_blanks():
    assert holds("Ámal El-Haddad", "el haddad")
    assert holds("O'Brien, José", "obrien jose")
    assert not holds("Ámal El-Haddad", "lel")
    assert not holds("Ámal", "  ")
