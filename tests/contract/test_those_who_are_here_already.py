"""Those who are here already: they run on under the texts of then, and a plan that comes with the product leads on."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cli.app import main
from scheduler.planning.ladder import plan as ladder
from tests.apps import an_app
from tests.builders import NO_MAIL, Clock, Desk, builtin_catalogue
from tests.contract.history_by_hand import becomes_a_sandbox, publish
from trajectories.migration.plan import DROP, STAY
from trajectories.migration.plan_file import plan_in
from trajectories.service.earlier_versions import PLANS, outgrown, shipped_plan
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import Resolved, builtin_folder, from_text
from workflows.format.files import DefinitionFile
from workflows.language.workflow import Workflow

DATA = Path(__file__).parents[1] / "workflows" / "data"
TEXTS = [from_text(path.read_text(encoding="utf-8")) for path in sorted((DATA / "published_before").iterdir())]
OLD = {(each.workflow, each.variant): each for each in TEXTS}
PUBLISHED = json.loads((DATA / "published.json").read_text(encoding="utf-8"))
IN_2018, MON_8 = date(2018, 5, 7), date(2024, 1, 8)


class AsBefore(Catalogue):
    """The release before, as far as its texts are kept."""

    def of_base(self, base: DefinitionFile) -> Workflow:
        now = super().of_base(base)
        return OLD.get((now.workflow, now.variant), now)

    def of_variant(self, base: DefinitionFile, file: DefinitionFile, index: int) -> Workflow:
        now = super().of_variant(base, file, index)
        return OLD.get((now.workflow, now.variant), now)

    def resolved_of(self, workflow: str) -> Iterator[Resolved]:
        for each in super().resolved_of(workflow):
            yield self._as_written(each)

    def resolve(self, workflow: str, municipality: str, intake_on: date) -> Resolved:
        return self._as_written(super().resolve(workflow, municipality, intake_on))

    def _as_written(self, resolved: Resolved) -> Resolved:
        """Its file said something else."""
        if resolved.workflow not in TEXTS:
            return resolved
        return replace(resolved, sources=(("then.yaml", f"{resolved.workflow.workflow} of then"),))


@cache
def before() -> Catalogue:
    return AsBefore.load(builtin_folder())


@pytest.fixture
def then(database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An office of the release before with a case of each kind: t1 vestiging in Westland of an intake in 2018, with the
    three that it starts; t5 gezinshereniging, t6 inburgering, t7 naturalisatie, t8 verblijf and t9 vestiging in Leiden.
    """
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    desk = Desk(database_url, clock)
    desk.app = an_app(Settings(database_url, "Beheer", "en", None, NO_MAIL), lambda _: before(), clock)
    with desk.write() as uow:
        for resolved in before().all_resolved():
            publish(uow, resolved, desk.stamp)
    clock.noon(IN_2018)
    desk.open("vestiging", desk.household("H-1", desk.client("C-1", born="1985-02-03")), municipality="westland")
    clock.noon(MON_8)
    client = desk.client("C-2", born="1990-05-01")
    household = desk.household("H-2", client)
    for workflow in ("gezinshereniging", "inburgering", "naturalisatie", "verblijf"):
        desk.open(workflow, client)
    desk.open("vestiging", household, municipality="leiden")
    with desk.write() as uow:
        becomes_a_sandbox(uow, clock(), desk.stamp)
    yield desk
    desk.app.store.close()


def run(desk: Desk, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["--database", desk.app.settings.database, *words])
    out, err = capsys.readouterr()
    return code, out + err


def test_init_says_how_many_wait_and_its_commands_take_them_over(then: Desk, capsys: pytest.CaptureFixture[str]):
    code, said = run(then, capsys, "init")

    assert 0 == code, said
    assert "Still on an earlier version: 9." in said, said
    commands = [line.strip().rpartition("  (")[0] for line in said.splitlines() if "workflow migrate" in line]
    assert 5 == len(commands), commands
    for command in commands:
        words = command.split()[1:]
        code, tried = run(then, capsys, *words, "--json")
        assert 0 == code, tried
        assert (0, "shipped", True) == (code, json.loads(tried)["plan"], json.loads(tried)["dry_run"])
        code, done = run(then, capsys, *words, "--apply", "--past", "none", "--json")
        assert 0 == code, done
        assert json.loads(done)["moved"] >= 1
    code, said = run(then, capsys, "init", "--json")
    assert [] == json.loads(said)["on_earlier_versions"]
    now = {each.hash for each in builtin_catalogue().all_resolved()}
    assert now >= {then.dossier(f"t{n}").trajectory.definition for n in range(1, 10)}


def test_in_dutch_too_and_as_a_document(then: Desk, capsys: pytest.CaptureFixture[str]):
    _, said = run(then, capsys, "--lang", "nl", "init")
    _, document = run(then, capsys, "init", "--json")

    assert "Nog op een eerdere versie: 9." in said
    assert {"workflow": "verblijf", "version": 3, "trajectories": 2} in json.loads(document)["on_earlier_versions"]


def test_whoever_is_closed_waits_for_nothing(then: Desk, capsys: pytest.CaptureFixture[str]):
    then.close("t8", "gestopt", reason="wil niet meer")

    assert "Still on an earlier version: 8." in run(then, capsys, "init")[1]


def test_a_trial_lists_those_for_whom_something_changes_and_counts_the_others(
    then: Desk, capsys: pytest.CaptureFixture[str]
):
    """The new text of verblijf says the same of both cases; that of vestiging reminds both once more."""
    trial = ("workflow", "migrate", "verblijf@3", "verblijf")
    _, document = run(then, capsys, *trial, "--json")
    _, english = run(then, capsys, *trial)
    _, vestiging = run(then, capsys, "workflow", "migrate", "vestiging@2", "vestiging")

    assert ["t2", "t8"] == [each["trajectory"] for each in json.loads(document)["trajectories"]]
    assert ["For 2 trajectories nothing changes.", "Dry run"] == [
        line[:35] for line in english.split(", ")[0].splitlines()
    ]
    assert ["t1 koppeling", "t9 koppeling"] == [line for line in vestiging.splitlines() if line.startswith("t")]
    assert "nothing changes" not in vestiging
    then.close("t8", "gestopt", reason="wil niet meer")
    assert "Bij 1 traject verandert er niets." in run(then, capsys, "--lang", "nl", *trial)[1]


# who was told of a decision without anyone saying which


def migrated(then: Desk, capsys: pytest.CaptureFixture[str], name: str, workflow: str) -> str:
    """What the trial said, in Dutch; then it is done."""
    _, trial = run(then, capsys, "--lang", "nl", "workflow", "migrate", name, workflow)
    code, said = run(then, capsys, "workflow", "migrate", name, workflow, "--apply", "--past", "none", "--json")
    assert (0, 0) == (code, json.loads(said)["not_moved"])
    return " ".join(trial.split())


def due(then: Desk, key: str, rule: str) -> tuple[str, date | None]:
    return next((each.standing, each.due_on) for each in then.dossier(key).deadlines if each.name == rule)


def planned(then: Desk, key: str) -> dict[str, date]:
    """The next day of each rule."""
    found: dict[str, date] = {}
    for each in ladder(then.dossier(key)):
        found.setdefault(each.name, each.day)
    return found


def test_a_rejection_of_before_stays_where_it_is_and_is_asked_its_day_and_which_it_is(
    then: Desk, capsys: pytest.CaptureFixture[str]
):
    then.advance("t8", "wijs_af")

    trial = migrated(then, capsys, "verblijf@3", "verblijf")

    assert "Nieuw: zolang niet vastligt welk besluit het is, telt de kortste beroepstermijn" in trial
    assert "afgewezen" == then.dossier("t8").trajectory.stage
    assert ("unknown", None) == due(then, "t8", "beroep_voorlopig")
    assert {"beroep_voorlopig": date(2024, 1, 9), "review_afgewezen": date(2024, 1, 15)} == planned(then, "t8")


def test_once_its_day_is_known_the_shortest_appeal_runs_and_then_that_of_what_it_was(
    then: Desk, capsys: pytest.CaptureFixture[str]
):
    then.advance("t8", "wijs_af")
    migrated(then, capsys, "verblijf@3", "verblijf")

    then.fact("t8", "besluit_tegen_bekend_op", "2024-01-04")

    assert ("running", date(2024, 2, 1)) == due(then, "t8", "beroep_voorlopig")  # four weeks, by the law of then
    then.as_("jurist").advance("t8", "trek_in", intrekking_bekend_op="2024-01-04")
    assert "met" == due(then, "t8", "beroep_voorlopig")[0]
    assert ("running", date(2024, 2, 1)) == due(then, "t8", "beroep_intrekking")
    assert "beroep_intrekking" in planned(then, "t8")


def test_a_request_for_naturalisation_of_before_is_asked_when_its_fee_was_paid(
    then: Desk, capsys: pytest.CaptureFixture[str]
):
    """Its year to decide began with the request; now it begins with the fee, which nobody wrote down."""
    then.advance("t7", "start_check", toelating_sinds="2018-01-15")
    for task in ("jaren_nagaan", "inburgering_nagaan"):
        then.task("t7", task)
    then.advance("t7", "dien_verzoek_in", verzoek_op="2024-01-08")
    before = due(then, "t7", "besluit_verzoek")

    trial = migrated(then, capsys, "naturalisatie@2", "naturalisatie")

    assert ("running", date(2025, 1, 8)) == before
    assert "leg de dag van betaling vast" in trial
    assert ("unknown", None) == due(then, "t7", "besluit_verzoek")
    assert "besluit_verzoek" in planned(then, "t7")
    then.fact("t7", "leges_betaald_op", "2024-01-08")
    assert ("running", date(2025, 1, 8)) == due(then, "t7", "besluit_verzoek")


# the plans themselves


@pytest.mark.parametrize("plan", sorted(PLANS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_plan_is_decided_and_leads_to_what_is_shipped(plan: Path):
    found = plan_in(shipped_plan(plan.stem))
    now = {each.hash for each in builtin_catalogue().resolved_of(plan.stem)}

    assert plan.stem == found.workflow
    assert now == set(found.target.values()), "after a change: python -m tests.write_plans REVISION..."
    assert not found.guesses
    for section, table in found.names.items():
        open_ones = [name for name, to in table.items() if to is None]
        assert [] == open_ones, f"{section}: name them, or decide {STAY} or {DROP}"


def test_from_every_text_that_was_published_a_plan_leads_on():
    now = {each.hash for each in builtin_catalogue().all_resolved()}

    earlier = {name: digest for name, digest in PUBLISHED.items() if digest not in now}

    assert [] == [name for name, digest in earlier.items() if digest not in outgrown()]
