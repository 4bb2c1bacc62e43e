"""A small office with something in every table, to be tampered with; and what a tamperer can do who owns the file."""

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from scheduler.installation import prepare
from scheduler.sending.tick import dispatch_due
from tests.apps import an_app
from tests.builders import NO_MAIL, OWN_DEFINITIONS, Clock, Desk
from trajectories.casework.commands import Actor
from trajectories.history import events as ev
from trajectories.people import households
from trajectories.people.questions import ask_whether
from trajectories.service import staff_changes
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue

MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
MON_15 = date(2024, 1, 15)
MON_22 = date(2024, 1, 22)
TUE_23 = date(2024, 1, 23)
MON_11_MARCH = date(2024, 3, 11)
TUE_12_MARCH = date(2024, 3, 12)
TRIGGERS = ("event_no_update", "event_no_delete", "event_no_replace", "private_no_update", "private_no_replace")
FIELDS = (
    "stream",
    "version",
    "type",
    "occurred_on",
    "recorded_at",
    "actor",
    "role",
    "reason",
    "definition",
    "data",
)


@cache
def definitions() -> Catalogue:
    return Catalogue.load(OWN_DEFINITIONS)


def the_desk(url: str, day: date = MON_11_MARCH) -> Desk:
    desk = Desk.__new__(Desk)
    desk.clock = Clock(day)
    desk.app = an_app(Settings(url, "Beheer", "en", None, NO_MAIL), lambda _: definitions(), desk.clock)
    desk.actor = Actor("s1", frozenset(["administrator"]))
    return desk


def make_office(url: str) -> None:
    """t1: a dossier that went on in t5; t2: of a household, and opened t3 and t4 for its members; s2 was told."""
    desk = the_desk(url, MON_8)
    prepare(desk.app, sandbox=False)
    vera = desk.colleague("Vera", "coordinator", "volunteer", email="vera@voorbeeld.nl")  # s2
    desk.colleague("Tom", "teamleider", email="tom@voorbeeld.nl")  # s3
    desk.colleague("Ada", "auditor")  # s4
    mother = desk.client("A-1", "1990-05-31", "Amal Haddad")
    child = desk.client("A-2", "2016-06-01", "Sami Haddad")
    home = desk.household("H-1", mother, child)
    desk.client("A-3", "1985-01-01", "Niemand")  # p3: whom nothing points at
    with desk.write() as uow:
        address = uow.keep_private(home, "address", "Dorpsstraat 1")
        housed = ev.HouseholdHoused("westland", "W-1", "gewoon", True, address)
        households.house(uow, home, housed, MON_8, desk.stamp)
    desk.open("proefdossier", mother)
    desk.assign("t1", vera)
    desk.assign("t1", vera, "volunteer")
    house = desk.open("proefhuis", home, getekend_op="2024-01-08", toelichting="spreekt Tigrinya")
    desk.assign(house, vera)
    desk.clock.noon(MON_15)
    dossier = desk.as_("coordinator", "volunteer", staff=vera)
    dossier.missed("t1", "gesprek", WED_10)
    dossier.task("t1", "gesprek", WED_10)
    dossier.note("t1", "belt donderdag terug")
    dossier.fact(house, "toelichting", "spreekt Tigrinya en Arabisch")
    dossier.advance(house, "ga", reason="alles getekend")
    desk.suspend(house, "tekenen", ground="opgenomen")
    desk.clock.noon(MON_22)
    desk.resume(house, "tekenen", ground="weer thuis")
    done = dossier.task(house, "dagdelen", MON_15, amount=3)
    dossier.correct(house, done.recorded[0].version, value="4")
    dossier.task(house, "huisarts", member=mother)
    dossier.task(house, "huisarts", member=child)
    dossier.fact(house, "akkoord", "ja")
    with desk.write() as uow:
        staff_changes.go_away(uow, "s3", TUE_23, None, vera, desk.by)
        ask_whether(uow, ev.QuestionAsked("transfer", "moved", home, municipality="leiden"), MON_22, desk.stamp)
    dossier.advance("t1", "stroom_door")
    desk.as_("teamleider", staff="s3").advance(house, "rond_af")
    for day in (MON_11_MARCH, TUE_12_MARCH):
        desk.clock.noon(day)
        dispatch_due(desk.app.store, desk.casework, lambda message: None, "console", desk.clock(), desk.clock)
    desk.app.store.close()


class Owner:
    """Someone who owns the file: no trigger holds them, and they know how a chain is made."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for name in TRIGGERS:
            self._connection.execute(f"drop trigger if exists {name}")

    def does(self, *statements: str) -> None:
        for statement in statements:
            assert self._connection.execute(statement).rowcount, f"nothing was changed: {statement}"

    def position(self, stream: str, version: int) -> int:
        """Where an event stands in the store."""
        query = "select position from event where stream = ? and version = ?"
        [(found,)] = self._connection.execute(query, (stream, version))
        return int(found)

    def close(self) -> None:
        self._connection.close()

    def rewrites(self, stream: str, version: int, **columns: str) -> None:
        """One event, and the hashes of all that follow. A value `old>new` is a replacement within what was there."""
        for name, value in columns.items():
            old, is_part, new = value.partition(">")
            [(before,)] = self._connection.execute(
                f"select {name} from event where stream = ? and version = ?", (stream, version)
            )
            after = before.replace(old, new) if is_part else value
            assert after != before
            change = f"update event set {name} = ? where stream = ? and version = ?"
            self._connection.execute(change, (after, stream, version))
        self.hashes(stream)

    def takes_out(self, stream: str, version: int) -> None:
        """As if it had never been: what follows moves up, and is hashed anew."""
        self.does(
            f"delete from event where stream = '{stream}' and version = {version}",
            f"update event set version = version - 1 where stream = '{stream}' and version > {version}",
        )
        self.hashes(stream)

    def hashes(self, stream: str) -> None:
        """The chain of a stream, made anew."""
        previous = "0" * 64
        query = f"select {', '.join(FIELDS)}, position from event where stream = ? order by version"
        for *fields, position in self._connection.execute(query, (stream,)).fetchall():
            lines: Iterable[str] = (previous, *map(str, fields))
            previous = hashlib.sha256("\n".join(lines).encode()).hexdigest()
            self._connection.execute("update event set hash = ? where position = ?", (previous, position))
