"""A policy officer changes a workflow that people are in: looks, plans, moves them, looks back, and moves them back."""

from pathlib import Path

import pytest

from tests.applications import FIRST, SECOND
from tests.stories.desk import Desk


class Change:
    """Two versions of one workflow in two folders, and the plans between them."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder = desk, folder
        for version, text in ((1, FIRST), (2, SECOND.replace("lezen", "doornemen"))):
            (folder / str(version)).mkdir()
            (folder / str(version) / "aanvraag.yaml").write_text(text)

    def under(self, version: int, *words: str):
        return self.desk.run("--workflows", str(self.folder / str(version)), *words)

    def ask(self, version: int, *words: str):
        ran = self.under(version, *words, "--json")
        assert 0 == ran.code, ran
        return ran.json

    @property
    def plan(self) -> Path:
        return self.folder / "plan.yaml"

    def migrate(self, *words: str, to: int = 2, plan: str = "plan.yaml"):
        self.desk.who = "Ada"
        given = (f"aanvraag@{3 - to}", "aanvraag", "--plan", str(self.folder / plan), *words)
        ran = self.under(to, "workflow", "migrate", *given)
        self.desk.who = "Cora"
        return ran

    def confirm(self, plan: str = "plan.yaml", *more: tuple[str, str]) -> None:
        path = self.folder / plan
        text = path.read_text().replace("?", "")
        for old, new in more:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)


@pytest.fixture
def change(desk: Desk, tmp_path: Path) -> Change:
    """t1 received on 5 January 2026, stood still for a week; on 16 February its first reminders were sent."""
    found = Change(desk.on("2026-01-05"), tmp_path)
    desk.ask("client", "add", "--ref", "A-1", "--born", "1990-05-01")
    found.ask(1, "open", "aanvraag", "A-1", "--municipality", "any", "--fact", "ontvangen_op=2026-01-05")
    desk.advance("t1", "begin")
    desk.on("2026-01-12").ask("suspend", "t1/beslissing#2", "--until", "2026-01-18", "--ground", "ziek")
    desk.on("2026-02-16").ask("scheduler", "tick")
    return found


def deadlines(desk: Desk, *words: str) -> dict[str, str]:
    [shown] = desk.ask("show", "t1", *words)["trajectories"]
    return {each["rule"]: each["due_on"] for each in shown["deadlines"]}


def said(desk: Desk) -> list[str]:
    return [each["data"]["reminder"] for each in desk.ask("history", "t1") if each["type"] == "ReminderSent"]


def test_first_one_looks(change):
    found = change.ask(2, "workflow", "diff", "aanvraag@1", "aanvraag", "--clients")["clients"]

    [one] = found
    assert ("t1", True, {"from": "behandeling", "to": "beoordeling"}) == (one["trajectory"], one["moves"], one["stage"])
    moves = {each["to"]: (each["due_from"], each["due_to"]) for each in one["deadlines"]}
    assert {
        "t1/beslissing#2": ("2026-03-09", "2026-03-23"),
        "t1/bezwaar#2": (None, "2026-02-16"),
    } == moves


def test_a_plan_is_made_read_and_only_then_carried_out(change):
    made = change.migrate("--apply")
    assert (4, True) == (made.code, change.plan.exists())
    assert "read it first" in made.err

    guessed = change.migrate("--apply")
    assert 3 == guessed.code
    assert f"{change.plan}:" in guessed.err
    assert "question mark" in guessed.err

    change.confirm()
    dry = change.migrate()
    assert (0, 1) == (dry.code, change.desk.ask("show", "t1")["trajectories"][0]["workflow_version"])
    assert "Would move: 1" in dry.out
    assert "beslissing 2026-03-09 → 2026-03-23 (recompute)" in dry.out

    assert 0 == change.migrate("--apply").code
    assert 2 == change.desk.ask("show", "t1")["trajectories"][0]["workflow_version"]
    again = change.migrate("--apply")
    assert (0, True) == (again.code, "there already: 1" in again.out)


def test_what_would_be_overdue_at_once_must_be_decided(change):
    change.desk.on("2026-02-18")
    change.migrate()
    change.confirm()

    refused = change.migrate("--apply")
    assert 4 == refused.code
    assert "overdue at once for 1" in refused.err

    assert 2 == change.migrate("--apply", "--repeat-said").code
    assert 2 == change.migrate("--apply", "--dry-run").code
    assert 0 == change.migrate("--apply", "--past", "latest").code
    before = said(change.desk)
    change.desk.ask("scheduler", "tick")
    assert ["t1/bezwaar#2/before-1w.0"] == [each for each in said(change.desk) if each not in before]


def test_afterwards_everything_can_still_be_told(change):
    desk = change.desk
    before, told = deadlines(desk), said(desk)
    change.migrate()
    change.confirm()
    assert 0 == change.migrate("--apply").code
    desk.ask("scheduler", "tick")

    assert {"beslissing": "2026-03-23", "lezing": "2026-03-30", "bezwaar": "2026-02-16"} == deadlines(desk)
    assert ["t1/bezwaar#2/before-1w.0"] == [each for each in said(desk) if each not in told]
    then = desk.ask("replay", "t1", "--as-of", "2026-01-20")
    assert ("behandeling", 1) == (then["stage"], then["workflow_version"])
    assert before == {each["rule"]: each["due_on"] for each in then["deadlines"]}
    why = desk.ask("why", "t1/beslissing#2/before-7w.0")
    assert "said" in {each["state"] for each in why["rungs"]}
    lines = desk.run("history", "t1").out
    assert "Intake → Behandeling" in lines or "Intake → Handling" in lines
    assert "other version" in lines
    assert desk.ask("audit", "verify")["ok"]
    desk.who = "Ada"
    assert [] == desk.ask("rebuild")["differing"]


def test_what_was_recorded_wrongly_before_it_is_mended_after_it(change):
    desk = change.desk
    change.migrate()
    change.confirm()
    change.migrate("--apply")

    desk.ask("correct", "t1", "2", "--value", "2026-01-12", "--reason", "typefout")

    assert ("2026-03-29", "2026-02-23") == (deadlines(desk)["beslissing"], deadlines(desk)["bezwaar"])  # six days still
    version = desk.ask("show", "t1")["trajectories"][0]["version"]
    refused = desk.run("correct", "t1", str(version - 1), "--void", "--reason", "toch niet")
    assert 4 == refused.code
    assert "the other way round" in refused.err
    assert 4 == desk.run("correct", "t1", "3", "--void", "--reason", "toch niet").code
    assert desk.ask("audit", "verify")["ok"]


def test_work_of_before_is_entered_after_it_under_its_new_name(change):
    """Done, and stayed away from, on days on which the task still had its old name."""
    desk = change.desk
    change.migrate()
    change.confirm()
    change.migrate("--apply")

    desk.ask("task", "missed", "t1", "doornemen", "--on", "2026-01-08")
    desk.ask("task", "done", "t1", "doornemen", "--on", "2026-01-09")

    assert [] == desk.ask("show", "t1")["trajectories"][0]["open_tasks"]
    before = desk.ask("replay", "t1", "--as-of", "2026-01-08")["open_tasks"]
    assert [("lezen", 1)] == [(each["task"], each["missed"]) for each in before]
    assert desk.ask("audit", "verify")["ok"]


def test_what_is_kept_keeps_its_day_and_says_why(change):
    desk = change.desk
    change.migrate()
    change.confirm("plan.yaml", ("{to: beslissing, do: recompute}", "{to: beslissing, do: keep}"))

    assert 0 == change.migrate("--apply").code

    assert "2026-03-09" == deadlines(desk)["beslissing"]
    assert "earlier version" in str(desk.ask("why", "t1/beslissing#2")["anchor"])
    desk.on("2026-02-20").ask("suspend", "t1/beslissing#2", "--until", "2026-02-22", "--ground", "ziek")
    assert "2026-03-12" == deadlines(desk)["beslissing"]


def test_and_back_again(change):
    desk = change.desk
    before = deadlines(desk)
    change.migrate()
    change.confirm()
    change.migrate("--apply")
    told = said(desk)

    change.migrate(to=1, plan="back.yaml")
    change.confirm("back.yaml", ("bezwaar: {to: null", "bezwaar: {to: DROP"))
    assert 0 == change.migrate("--apply", to=1, plan="back.yaml").code

    [shown] = desk.ask("show", "t1")["trajectories"]
    assert ("behandeling", 1, before) == (shown["stage"], shown["workflow_version"], deadlines(desk))
    desk.ask("scheduler", "tick")
    assert told == said(desk)
    assert desk.ask("audit", "verify")["ok"]


VARIANT = """
municipality: proefstad
label: {nl: Proefstad}
variants:
  - id: proefstad
    workflow: aanvraag
    version: VERSION
    change:
      deadlines: {beslissing: {term: TERM weeks}}
"""


def test_everyone_goes_to_the_variant_of_their_own_municipality(change):
    """One of the two is moved first, as after a crash; the same plan then still serves the other."""
    desk = change.desk
    for version, term in ((1, 9), (2, 11)):
        text = VARIANT.replace("VERSION", str(version)).replace("TERM", str(term))
        (change.folder / str(version) / "proefstad.yaml").write_text(text)
    desk.ask("client", "add", "--ref", "A-2", "--born", "1990-05-01")
    opening = ("--municipality", "proefstad", "--fact", "ontvangen_op=2026-02-09")
    change.ask(1, "open", "aanvraag", "A-2", *opening)
    assert 0 == change.migrate().code
    change.confirm()
    for label in ("base@1", "proefstad@1", "base@2", "proefstad@2"):
        assert f'"{label}":' in change.plan.read_text()

    desk.run("close", "t1", "--outcome", "gestopt")
    assert 0 == change.migrate("--apply").code

    [shown] = desk.ask("show", "t2")["trajectories"]
    assert ("proefstad", 2) == (shown["variant"], shown["workflow_version"])
    assert "2026-04-27" == next(each["due_on"] for each in shown["deadlines"] if each["rule"] == "beslissing")


def test_only_an_administrator_moves_people(change):
    ran = change.under(2, "workflow", "migrate", "aanvraag@1", "aanvraag", "--plan", str(change.plan))

    assert (4, False) == (ran.code, change.plan.exists())


def test_a_plan_that_cannot_be_written_is_said(change):
    nowhere = change.migrate(plan="nowhere/plan.yaml")

    assert (2, True) == (nowhere.code, "cannot be made" in nowhere.err)
    assert 2 == change.migrate(plan="1").code


def test_a_workflow_of_the_office_itself_wants_a_plan_of_its_own(change):
    change.desk.who = "Ada"

    ran = change.under(2, "workflow", "migrate", "aanvraag@1", "aanvraag")

    assert 5 == ran.code
    assert "no plan comes with the product for aanvraag; make one with --plan FILE" in ran.err
