"""Each kind of deviation that a log may hold: planted twice, found in XES and in a list, said in both languages."""

from pathlib import Path
from typing import Any

import pytest

from cli.imports.history_page import KINDS
from tests.cli.imports.test_history import RULES, a_file, judged
from tests.fine_logs import APPEALED, FINES, PAID_AT_ONCE, Fine, a_fine, as_list, as_xes
from tests.stories.desk import Desk, a_desk

TWICE = (*APPEALED[:4], *APPEALED[3:])
PLANTED: dict[str, tuple[tuple[str, ...], tuple[int, ...], str, str]] = {
    "not_here": (("Create Fine", "Send for Credit Collection"), (0, 60), "kan hier niet", "step not possible here"),
    "unknown_step": (("Create Fine", "Frame driver", "Payment"), (0, 1, 1), "onbekende stap", "unknown step"),
    "refused": (FINES, (0, 30, 14, 59, 200), "voorwaarde niet vervuld", "guard refused"),
    "twice": (TWICE, (0, *[60] * 9), "taak twee keer gedaan", "task done twice"),
    "backwards": (FINES, (0, 30, -3, 63, 200), "tijd loopt terug", "time running backwards"),
    "ended_early": (FINES[:2], (0, 60), "niet tot een einde gekomen", "ended early"),
    "ahead": (PAID_AT_ONCE, (0, 20_000), "in de toekomst", "in the future"),
}


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return a_desk(request).on("2026-03-02")


def planted() -> list[Fine]:
    """Two of each kind; two cases stand in it again, by other capitals. Four fit."""
    odd = [a_fine(f"{kind}-{one}", steps, gaps=gaps) for kind, (steps, gaps, *_) in PLANTED.items() for one in range(2)]
    again = [a_fine(name, PAID_AT_ONCE) for name in ("Z1", "z1", "Z2", "z2")]
    return [*(a_fine(f"A{one}", PAID_AT_ONCE) for one in range(2)), *odd, *again]


def groups(found: Any) -> dict[str, tuple[int, int, list[str]]]:
    return {
        each["kind"]: (each["events"], each["cases"], [example["case"] for example in each["examples"]])
        for each in found["deviations"]
    }


def test_each_kind_is_counted_with_its_examples_in_either_form(desk: Desk, tmp_path: Path):
    xes = judged(desk, a_file(tmp_path, "boetes.xes", as_xes(planted())))
    rows = judged(desk, a_file(tmp_path, "boetes.csv", as_list(planted()).encode()))

    expected = {kind: (2, 2, [f"{kind}-0", f"{kind}-1"]) for kind in PLANTED} | {"case_again": (2, 2, ["z1", "z2"])}
    assert expected == groups(xes) == groups(rows)
    for found in (xes, rows):
        assert (20, 4, 2, 14, 0) == tuple(
            found[name] for name in ("cases", "fitting", "running", "deviating", "not_judged")
        )


@pytest.mark.parametrize("name", ["boetes.xes", "boetes.csv"])
def test_each_kind_is_said_in_dutch_and_in_english(desk: Desk, tmp_path: Path, name: str):
    content = as_xes(planted()) if name.endswith("xes") else as_list(planted()).encode()
    words = ("--workflows", RULES, "import", "history", str(a_file(tmp_path, name, content)))
    dutch, english = (desk.run("--lang", lang, *words, "--workflow", "verkeersboete").out for lang in ("nl", "en"))

    for kind, (_, _, nl, en) in PLANTED.items():
        assert f"{nl} ‘" in dutch, kind
        assert f"{en} '" in english, kind
        assert (f"  {kind}-0 (" in dutch, f"  {kind}-0 (" in english) == (True, True)
    assert "zaak staat er twee keer in ‘Create Fine’: 2 keer, in 2 zaken" in dutch
    assert "case stands in it twice 'Create Fine': 2 times, in 2 cases" in english


def test_a_value_that_does_not_fit_is_found_in_either_form(desk: Desk, tmp_path: Path):
    fine = a_fine("A1", PAID_AT_ONCE)
    xes = as_xes([fine]).replace(b'"dismissal" value="NIL"', b'"dismissal" value="veel"', 1)
    head, first, *rest = as_list([fine]).splitlines()
    rows = "\n".join([f"{head};Kwijting", f"{first};veel", *(f"{row};" for row in rest)]) + "\n"

    found = [
        judged(desk, a_file(tmp_path, "boetes.xes", xes), "--fact", "kwijting=dismissal"),
        judged(desk, a_file(tmp_path, "boetes.csv", rows.encode()), "--fact", "kwijting=Kwijting"),
    ]

    assert [{"bad_value": (1, 1, ["A1"])}] * 2 == [groups(each) for each in found]


def test_what_hangs_on_who_the_people_are_is_not_judged_until_they_are_known(desk: Desk, tmp_path: Path):
    """A young person turned eighteen, says the log; here nobody is known, then a client with a day of birth."""
    log = a_file(tmp_path, "amv.csv", b"zaak;stap;datum\nA1;minderjarig;5-1-2026\nA1;Achttien geworden;2-2-2026\n")
    words = ("import", "history", str(log), "--workflow", "amv_achttien", "--dates", "d-m-y")

    unknown = desk.ask(*words)
    page = desk.run("--lang", "nl", *words).out
    desk.ask("client", "add", "--ref", "a1", "--born", "2008-02-03")
    too_young = desk.ask(*words)
    desk.ask("client", "edit", "a1", "--born", "2008-02-02", "--reason", "paspoort")
    grown = desk.ask(*words)
    kept = desk.ask(*words, "--apply")["stored"]

    assert (1, 0, ["not_judged", "ended_early"]) == (
        unknown["not_judged"], unknown["deviating"], [each["kind"] for each in unknown["deviations"]]
    )  # fmt: skip
    assert "niet te beoordelen ‘Achttien geworden’: 1 keer, in 1 zaak" in page
    assert "moet bekend zijn of de persoon meerderjarig is" in page
    assert "0 wijken af, 1 niet te beoordelen" in page
    assert (1, 1) == (too_young["deviating"], grown["running"])
    assert (0, 1) == (kept["added"]["clients"], kept["added"]["cases"])


def test_every_kind_is_planted_here():
    assert {*PLANTED, "case_again", "bad_value", "not_judged"} == {*KINDS}
