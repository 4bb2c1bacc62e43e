"""The checkpoints reach someone outside the office: asked for, mailed each night, and checked by what they kept."""

import json
import stat
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from cli.app import main
from scheduler.messages.checkpoint_mail import checkpoint_mail, removed_mail
from scheduler.messages.message import Message
from scheduler.outbox import witness_mail
from scheduler.sending.mail import as_mail
from scheduler.sending.problems import AnswerLost, ServerTrouble
from scheduler.sending.witnesses import ToldWitnesses, tell_witnesses
from tests.contract.test_a_head_kept_elsewhere import rechained
from tests.mailserver import MailServer, serving
from tests.scheduler.offices import BOTH, Office, an_office, moment
from trajectories.audit.kept_checkpoint import Checkpoint, KeptCheckpoint, kept_in
from trajectories.audit.witnesses import Witness, every_witness, witnesses
from trajectories.clock import utc_now
from trajectories.history import events as ev
from trajectories.people.staff import OFFICE
from workflows.errors import NotDelivered
from workflows.words import Words

ROSA = "rosa@rekenkamer.nl"
FEBRUARY = date(2026, 2, 16)


class Outside:
    """An office of which the checkpoints go outside. Every command through the command line."""

    def __init__(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self.capsys = capsys
        self.at = "2026-02-16T10:00"
        self.who = "Beheer"

    def run(self, *words: str, code: int | None = 0, lang: str = "en") -> str:
        front = ["--database", self.office.app.settings.database, "--by", self.who, "--lang", lang, "--now", self.at]
        self.capsys.readouterr()
        ended = main([*front, *words])
        assert code in (ended, None), self.capsys.readouterr()
        out, err = self.capsys.readouterr()
        self.err = err
        return out

    def ask(self, *words: str, code: int | None = 0):
        return json.loads(self.run(*words, "--json", code=code))

    def tick(self, day: str = "", *, channel: Callable[[Message], None] | None = None) -> ToldWitnesses:
        """Only that of the witnesses."""
        self.at = f"{day}T00:05" if day else self.at
        app, box = self.office.app, self.office.outbox
        return tell_witnesses(app.store, app.dossiers, channel or box.append, "smtp", moment(self.at), utc_now)

    def doctor(self) -> dict[str, dict[str, Any]]:
        """What is found, by code."""
        return {each["code"]: each for each in self.ask("doctor", code=None)["findings"]}

    def leases_end(self) -> None:
        """As when their time has passed."""
        with self.office.app.write() as uow:
            past = "update witness_mail set leased_until = '2020-01-01T00:00:00.000000Z' where leased_until > ''"
            uow.connection.exec_driver_sql(past)

    def events(self, kind: type) -> list[Any]:
        with self.office.app.read() as uow:
            return [each.event for each in uow.history(OFFICE) if isinstance(each.event, kind)]

    def rows(self, *names: str) -> list[tuple[Any, ...]]:
        with self.office.app.read() as uow:
            asked = f"select {', '.join(names)} from witness_mail order by day, witness, kind"
            return [tuple(row) for row in uow.connection.exec_driver_sql(asked)]


@pytest.fixture(params=BOTH)
def outside(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Outside]:
    made = Outside(an_office(request), capsys)
    yield made
    made.office.app.store.close()


def fails(message: Message) -> None:
    raise NotDelivered(Words("de mailserver weigert het adres", "the mail server refuses the recipient's address"))


def loses_the_answer(message: Message) -> None:
    raise AnswerLost(Words("geen antwoord", "the mail server broke off the connection"))


def is_in_trouble(message: Message) -> None:
    raise ServerTrouble(Words("geen server", "the mail server cannot be reached"))


# by the command line


def test_a_checkpoint_is_carried_by_verify_and_compared_with_later(outside, tmp_path):
    """The document of `audit verify --json` is what `--since` takes."""
    kept = tmp_path / "verified.json"
    kept.write_text(outside.run("audit", "verify", "--json"))
    asked = outside.ask("audit", "checkpoint")

    assert asked == json.loads(kept.read_text())["checkpoint"]
    assert ["database", "position", "events", "root", "before", "hash"] == list(asked)
    outside.office.client()
    assert outside.run("audit", "verify", "--since", str(kept)).endswith("everything verifies.\n")
    assert "" == outside.err


def test_a_database_whose_row_lost_its_id_has_no_checkpoint_until_the_history_gives_it_back(outside):
    before = outside.ask("audit", "checkpoint")["database"]
    with outside.office.app.write() as uow:
        uow.connection.exec_driver_sql("delete from setting where key = 'database_id'")
    outside.office.app.store.door.forget()

    assert None is outside.ask("audit", "verify", code=8)["checkpoint"]
    outside.run("audit", "checkpoint", code=4)
    outside.run("doctor", code=8)
    outside.run("rebuild")

    assert before == outside.ask("audit", "checkpoint")["database"]


def test_with_the_heads_the_streams_are_named(outside, tmp_path):
    outside.office.client()
    root, by_stream = tmp_path / "root.json", tmp_path / "heads.json"
    root.write_text(outside.run("audit", "checkpoint", "--json"))
    outside.run("audit", "checkpoint", "--heads", str(by_stream))
    assert 0o600 == stat.S_IMODE(by_stream.stat().st_mode)
    assert ["office", "p1", "t1"] == [each["stream"] for each in json.loads(by_stream.read_text())["heads"]]
    rechained(outside.office, "p1", 1, occurred_on="2026-02-15")

    found = outside.ask("audit", "verify", "--since", str(by_stream), code=8)
    said = outside.run("audit", "verify", "--since", str(root), code=8, lang="nl")

    assert [("history", 0), ("p1", 1)] == [(each["stream"], each["version"]) for each in found["problems"]]
    assert "is niet wat zij bij dat controlepunt was" in said
    assert "1 probleem" in said


def test_what_is_kept_is_never_overwritten(outside, tmp_path):
    file = tmp_path / "heads.json"
    file.write_text("mine")

    outside.run("audit", "checkpoint", "--heads", str(file), code=4)
    outside.run("audit", "checkpoint", "--heads", str(tmp_path / "no" / "folder"), code=2)

    assert "mine" == file.read_text()


def test_what_holds_no_checkpoint_is_refused_before_anything_is_verified(outside, tmp_path):
    (tmp_path / "letter.txt").write_bytes(b"\xff\x00{")

    outside.run("audit", "verify", "--since", str(tmp_path / "letter.txt"), code=2)
    outside.run("audit", "verify", "--since", str(tmp_path / "none.txt"), code=2)


def test_only_an_administrator_names_witnesses_and_everyone_sees_them(outside):
    outside.who = "Anna"
    outside.run("audit", "witness", "add", ROSA, code=4)
    assert outside.run("audit", "witness", "list").startswith("Nobody outside the office keeps checkpoints yet")
    outside.who = "Beheer"
    assert {"witness": "w1", "address": ROSA} == outside.ask("audit", "witness", "add", f" {ROSA} ")
    outside.run("audit", "witness", "add", ROSA, code=4)
    outside.run("audit", "witness", "add", "rosa", code=2)
    outside.who = "Anna"
    outside.run("audit", "witness", "remove", ROSA, code=4)

    [seen] = outside.ask("audit", "witness", "list")

    assert (ROSA, "en", "2026-02-16", None, "") == tuple(seen.values())[1:]
    outside.who = "Beheer"
    assert "known are rosa@rekenkamer.nl" in outside.run("audit", "witness", "remove", "x@y.nl", code=5) + outside.err
    outside.run("audit", "witness", "remove", "ROSA@rekenkamer.nl")
    assert [] == outside.ask("audit", "witness", "list")
    assert "w2" == outside.ask("audit", "witness", "add", ROSA)["witness"]


# each night


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_mail_is_the_same_bytes_in_every_mailbox(lang):
    """Plain letters in short lines, so that nothing on the way has a reason to write it otherwise."""
    witness, taken = Witness("w1", ROSA, lang, FEBRUARY), Checkpoint("d" * 32, 10**9, 10**9, "a" * 64, "b" * 64)

    for mail in (checkpoint_mail(witness, FEBRUARY, taken), removed_mail(witness, FEBRUARY, taken, "Beheer")):
        content = as_mail(mail._replace(key="k"), "traject@gemeente.nl").content.decode()
        assert "Content-Transfer-Encoding: 7bit" in content
        assert [KeptCheckpoint(taken)] == kept_in(content, "mail")


@pytest.mark.one_python
def test_the_mail_of_a_night_is_what_verify_takes(outside, tmp_path, monkeypatch):
    """By `scheduler tick`, to a real mail server, once a day; saved whole, headers and all."""
    with serving() as server:
        given_mail(outside, server, monkeypatch)
        outside.run("audit", "witness", "add", ROSA, lang="nl")
        first = outside.ask("scheduler", "tick", "--send")
        again = outside.ask("scheduler", "tick", "--send")
        outside.at = "2026-02-17T00:05"
        assert "Checkpoints to witnesses: 1." in outside.run("scheduler", "tick", "--send")

    assert (1, 0, 0) == (first["witnesses"], first["witnesses_failed"], again["witnesses"])
    of_monday, of_tuesday = [mail for mail in server.mails if mail["To"] == ROSA]
    assert "traject: controlepunt van 2026-02-16" in of_monday["Subject"]
    assert "Bewaar deze mail waar niemand van het kantoor erbij kan" in " ".join(of_monday.get_content().split())
    monday, tuesday = (kept_in(mail.as_string(), "mail")[0].checkpoint for mail in (of_monday, of_tuesday))
    assert ("", monday.hash) == (monday.before, tuesday.before)
    saved = tmp_path / "monday.eml"
    saved.write_bytes(of_monday.as_bytes())
    outside.run("audit", "verify", "--since", str(saved))
    rechained(outside.office, "office", 3, occurred_on="2026-02-15")
    outside.run("audit", "verify", "--since", str(saved), code=8)


def given_mail(outside: Outside, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    outside.run("scheduler", "channel", "smtp")


def test_a_checkpoint_is_taken_once_a_day_and_only_for_witnesses(outside):
    assert ToldWitnesses() == outside.tick()
    outside.run("audit", "witness", "add", ROSA)
    outside.run("audit", "witness", "add", "piet@accountant.nl")

    assert ToldWitnesses(2) == outside.tick()
    assert ToldWitnesses() == outside.tick()
    assert ToldWitnesses(2) == outside.tick("2026-02-18")

    first, second = outside.events(ev.CheckpointTaken)
    assert ("", first.hash) == (first.before, second.before)
    assert [ROSA, "piet@accountant.nl"] * 2 == [mail.to for mail in outside.office.outbox]
    assert 4 == len({mail.key for mail in outside.office.outbox})


def test_a_mail_that_fails_is_a_problem_for_doctor_and_goes_out_as_the_same_message(outside):
    outside.run("audit", "witness", "add", ROSA)
    tried: list[Message] = []

    def refuses(message: Message) -> None:
        tried.append(message)
        fails(message)

    assert ToldWitnesses(0, 1) == outside.tick(channel=refuses)

    assert ToldWitnesses() == outside.tick()  # not before its time
    found = outside.doctor()
    assert ["w1"] == found["witness_not_mailed"]["examples"]
    assert "the mail server refuses the recipient's address" in found["witness_not_mailed"]["text"]
    [seen] = outside.ask("audit", "witness", "list")
    assert "the mail server refuses the recipient's address" == seen["problem"]
    outside.run("scheduler", "retry")
    assert ToldWitnesses(1) == outside.tick()
    [arrived] = outside.office.outbox
    assert tried == [arrived._replace(at=tried[0].at)]
    assert "witness_not_mailed" not in outside.doctor()


def test_a_day_on_which_nothing_was_mailed_is_a_problem_for_doctor(outside):
    """Also where no tick tried."""
    outside.run("audit", "witness", "add", ROSA)
    assert ToldWitnesses(1) == outside.tick()

    outside.at = "2026-02-17T10:00"
    assert "witness_not_mailed" not in outside.doctor()
    outside.at = "2026-02-18T10:00"
    assert "witness_not_mailed" in outside.doctor()


def test_an_answer_that_was_lost_is_asked_for_with_the_same_message_three_times(outside):
    outside.run("audit", "witness", "add", ROSA)
    tried: list[Message] = []

    def loses(message: Message) -> None:
        tried.append(message)
        loses_the_answer(message)

    for failed in (1, 1, 1, 0):
        assert ToldWitnesses(0, failed) == outside.tick(channel=loses)
        outside.leases_end()

    assert {tried[0]._replace(at=None)} == {each._replace(at=None) for each in tried}
    assert [("uncertain", 3)] == outside.rows("state", "attempts")
    assert ToldWitnesses(1) == outside.tick("2026-02-17")


def test_a_tick_that_dies_over_it_leaves_it_to_the_next(outside):
    """As the same message: it may have arrived."""
    outside.run("audit", "witness", "add", ROSA)

    def dies(message: Message) -> None:
        outside.office.outbox.append(message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outside.tick(channel=dies)
    assert ToldWitnesses() == outside.tick()  # it is held until its lease ends
    outside.leases_end()
    assert ToldWitnesses(1) == outside.tick()
    first, second = outside.office.outbox
    assert first == second._replace(at=first.at)


def test_the_trouble_of_the_server_is_nobodys_attempt(outside):
    outside.run("audit", "witness", "add", ROSA)

    assert ToldWitnesses(0, 1) == outside.tick(channel=is_in_trouble)
    assert [("waiting", 0)] == outside.rows("state", "attempts")
    assert "the mail server cannot be reached" in outside.doctor()["witness_not_mailed"]["text"]
    assert ToldWitnesses() == outside.tick()  # nor is it asked again before its time
    outside.run("scheduler", "retry")

    assert ToldWitnesses(1) == outside.tick()


def test_what_did_not_go_on_its_day_gives_way_to_the_next(outside):
    outside.run("audit", "witness", "add", ROSA)
    outside.tick(channel=fails)

    assert ToldWitnesses(1) == outside.tick("2026-02-17")
    assert [("dropped",), ("sent",)] == outside.rows("state")


def test_whoever_is_removed_is_told_by_whom_with_a_last_checkpoint(outside):
    outside.run("audit", "witness", "add", ROSA)
    outside.tick()
    outside.run("audit", "witness", "remove", ROSA)

    assert ToldWitnesses(1) == outside.tick()
    assert ToldWitnesses() == outside.tick("2026-02-17")

    said = outside.office.outbox[-1]
    assert ROSA == said.to
    folded = as_mail(said._replace(body=f"Zoë\n{said.body}"), "traject@gemeente.nl").content.decode()
    assert "quoted-printable" in folded
    assert kept_in(said.body, "mail") == kept_in(folded, "mail")
    assert "Beheer removed you as a witness on Monday 16 February 2026" in " ".join(said.body.split())
    [last] = kept_in(said.body, "mail")
    assert last.checkpoint.hash == outside.events(ev.CheckpointTaken)[-1].hash


def test_that_someone_was_removed_is_a_problem_for_doctor_while_it_cannot_be_told(outside):
    """For two weeks; after that nothing more is tried, and the history still has it."""
    outside.run("audit", "witness", "add", ROSA)
    outside.run("audit", "witness", "remove", ROSA)
    outside.tick(channel=fails)

    assert "witness_not_mailed" in outside.doctor()
    outside.leases_end()
    outside.tick("2026-03-02", channel=fails)
    outside.leases_end()
    outside.tick("2026-03-03", channel=fails)
    assert [("dropped", 2)] == outside.rows("state", "attempts")


def test_two_nodes_take_one_and_mail_it_once(outside):
    """The one that comes second, with what it saw before, finds that the other took it."""
    outside.run("audit", "witness", "add", ROSA)

    def beside(message: Message) -> None:
        outside.office.outbox.append(message)
        assert ToldWitnesses() == outside.tick()

    assert ToldWitnesses(1) == outside.tick(channel=beside)
    assert 1 == len(outside.events(ev.CheckpointTaken)) == len(outside.office.outbox)


def test_an_address_that_was_erased_is_a_mail_that_fails(outside):
    outside.run("audit", "witness", "add", ROSA)
    with outside.office.app.write() as uow:
        uow.connection.exec_driver_sql("delete from private where subject = 'w1'")

    with outside.office.app.read() as uow:
        assert (
            ["erased"]
            == [each.address for each in witnesses(uow)]
            == [each.address for each in every_witness(uow).values()]
        )
        assert witness_mail.without_one(uow, witnesses(uow), "2026-02-16") == witnesses(uow)
