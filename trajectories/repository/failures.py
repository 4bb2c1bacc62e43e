"""Every failure of a database: what it is by its code, SQLSTATE or SQLite's, and the sentence and exit code for it.

Never by the words of a message: servers speak other languages, and drivers change theirs.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from trajectories.repository.place import shown_place, sqlite_path
from workflows.errors import CaseworkError, HistoryBroken, NotFound, Refused, UsageError, VersionConflict
from workflows.words import Words

PRIMARY = 0xFF  # of an SQLite code: what remains says more exactly what it was


class DatabaseFailure(NamedTuple):
    """sqlstates: whole ones, or the first two signs of a class. sqlite: primary codes, or extended ones.

    say: the sentence, given where the database is.
    """

    name: str
    error: Callable[[Words], CaseworkError]
    sqlstates: tuple[str, ...]
    sqlite: tuple[int, ...]
    say: Callable[[str], Words]


def no_database_words(place: str) -> Words:
    return Words(
        f"er is nog geen database op {place}; maak er een met ‘traject init’",
        f"there is no database at {place} yet; make one with 'traject init'",
    )


def not_ours_words(place: str) -> Words:
    return Words(
        f"{place} is geen database van traject; geef met --database een ander",
        f"{place} is no database of traject; give another with --database",
    )


def other_release_words(place: str = "") -> Words:
    return Words(
        "deze database is van een andere versie; ‘traject init’ werkt haar bij en zegt wat daardoor weer loopt",
        "this database is of another release; 'traject init' upgrades it, and says what runs again by that",
    )


# The first that has the code; a whole code is looked for before its class.
FAILURES = (
    DatabaseFailure(
        "busy",
        VersionConflict,
        ("40001", "40P01", "55P03"),
        (5, 6),
        lambda place: Words(
            "de database is bezet; probeer het zo nog eens", "the database is busy; try again in a moment"
        ),
    ),
    DatabaseFailure(
        "written by another",
        VersionConflict,
        ("23505", "23503", "23P01"),
        (787, 1555, 2067, 2579),
        lambda place: Words(
            "iemand anders schreef net hetzelfde; kijk opnieuw en probeer het nog eens",
            "someone else just wrote the same; look again and try once more",
        ),
    ),
    DatabaseFailure(
        "too slow",
        VersionConflict,
        ("57014", "25P03", "25P04"),
        (9,),
        lambda place: Words(
            f"de database {place} deed er te lang over en brak het af; er is niets vastgelegd, probeer het nog eens",
            f"the database {place} took too long and broke off the work; nothing was recorded, try again",
        ),
    ),
    DatabaseFailure(
        "too many connections",
        VersionConflict,
        ("53300",),
        (),
        lambda place: Words(
            f"de database {place} heeft nu te veel verbindingen; probeer het zo nog eens, of zet er een pooler voor",
            f"the database {place} has too many connections now; try again in a moment, or put a pooler before it",
        ),
    ),
    DatabaseFailure(
        "starting or stopping",
        VersionConflict,
        ("57P03", "57P01", "57P02"),
        (),
        lambda place: Words(
            f"de database {place} start of stopt net; probeer het over een minuut nog eens",
            f"the database {place} is just starting or stopping; try again in a minute",
        ),
    ),
    DatabaseFailure(
        "disk full",
        Refused,
        ("53100",),
        (13,),
        lambda place: Words(
            f"de schijf van de database {place} is vol; er is niets vastgelegd. Maak ruimte en doe het dan opnieuw",
            f"the disk of the database {place} is full; nothing was recorded. Make room, then do it again",
        ),
    ),
    DatabaseFailure(
        "out of memory",
        Refused,
        ("53200", "54000", "54001"),
        (7, 18),
        lambda place: Words(
            f"de database {place} had hiervoor te weinig geheugen; er is niets vastgelegd. Vraag minder tegelijk",
            f"the database {place} had too little memory for this; nothing was recorded. Ask for less at once",
        ),
    ),
    DatabaseFailure(
        "read-only",
        Refused,
        ("25006",),
        (8,),
        lambda place: Words(
            f"de database {place} kan alleen gelezen worden; er is niets vastgelegd. Kijk van wie bestand en map zijn, "
            "of schrijf naar de server die niet volgt",
            f"the database {place} can only be read; nothing was recorded. Look who owns the file and its folder, "
            "or write to the server that does not follow another",
        ),
    ),
    DatabaseFailure(
        "no rights",
        Refused,
        ("42501",),
        (3, 23),
        lambda place: Words(
            f"uw account mag dit niet in de database {place}; een beheerder van de database geeft de rechten "
            "van deploy/roles.sql",
            f"your account may not do this in the database {place}; whoever administers the database gives the rights "
            "of deploy/roles.sql",
        ),
    ),
    DatabaseFailure(
        "not let in",
        Refused,
        ("28",),
        (),
        lambda place: Words(
            f"de database {place} laat deze gebruiker niet toe; controleer de naam, en het wachtwoord in PGPASSWORD of "
            "~/.pgpass",
            f"the database {place} does not let this user in; check the name, and the password in PGPASSWORD or "
            "~/.pgpass",
        ),
    ),
    DatabaseFailure(
        "no such database",
        NotFound,
        ("3D000",),
        (),
        lambda place: Words(
            f"de server heeft geen database {place}; maak haar met ‘createdb’ en dan ‘traject init’",
            f"the server has no database {place}; make it with 'createdb' and then 'traject init'",
        ),
    ),
    DatabaseFailure("no tables", NotFound, ("3F000",), (), no_database_words),
    DatabaseFailure(
        "damaged",
        HistoryBroken,
        ("XX001", "XX002", "58030", "58P01"),
        (10, 11),
        lambda place: Words(
            f"de database {place} is beschadigd, of haar schijf is dat; zet hier niets neer, bewaar wat er ligt en zet "
            "de laatste goede kopie terug (docs/operations.md, Restore)",
            f"the database {place} is damaged, or its disk is; put nothing in this place, keep what lies there and "
            "put back the last good copy (docs/operations.md, Restore)",
        ),
    ),
    DatabaseFailure("not ours", NotFound, (), (26,), not_ours_words),
    DatabaseFailure("of another release", Refused, ("42P01", "42703", "42883"), (1, 17), other_release_words),
    DatabaseFailure(
        "kept",
        Refused,
        ("P0001",),
        (1811,),
        lambda place: Words(
            "de geschiedenis wordt nooit veranderd; een correctie komt erbij met ‘traject correct’",
            "the history is never changed; a correction is added with 'traject correct'",
        ),
    ),
    DatabaseFailure(
        "no such value",
        UsageError,
        ("22", "23502", "23514", "54"),
        (19, 20, 25),
        lambda place: Words(
            "hier staat iets dat een database niet kan bewaren: een teken dat geen tekst is, of een te groot getal",
            "something here cannot be kept by a database: a sign that is no text, or a number that is too large",
        ),
    ),
    DatabaseFailure(
        "not reachable",
        NotFound,
        ("08",),
        (14,),
        lambda place: Words(
            f"de database {place} is niet bereikbaar; controleer het adres en of de server draait",
            f"the database {place} cannot be reached; check the address and whether the server runs",
        ),
    ),
)
BY_NAME = {each.name: each for each in FAILURES}
BY_SQLSTATE = {code: each for each in FAILURES for code in each.sqlstates}
BY_SQLITE = {code: each for each in FAILURES for code in each.sqlite}


@contextmanager
def translated(url: str, look: Callable[[], CaseworkError] | None = None) -> Iterator[None]:
    """Database trouble in a caseworker's words; nothing of the URL but the place, and nothing of the driver's text.

    look: what stands there, where a table or a column is not.
    """
    try:
        yield
    except DBAPIError as error:
        told = as_ours(url, error.orig, is_lost=error.connection_invalidated)
        if look and is_lacking(error.orig):
            try:
                told = look()
            except SQLAlchemyError:
                raise told from error
        raise told from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise as_ours(url, error) from error


def is_unreadable(error: SQLAlchemyError) -> bool:
    """Whether what is stored cannot be read (broken text), and the database itself is well: SQLite says that without a
    code, PostgreSQL as trouble with data.
    """
    if not isinstance(error, DBAPIError):
        return True
    if (state := getattr(error.orig, "sqlstate", None)) is not None:
        return str(state).startswith("22")
    return isinstance(error.orig, sqlite3.Error) and not hasattr(error.orig, "sqlite_errorcode")


def is_lacking(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    failure = of_sqlstate(getattr(error, "sqlstate", None) or "") if code is None else of_sqlite(code)
    return failure is BY_NAME["of another release"]


def as_ours(url: str, error: BaseException | None, *, is_lost: bool = False) -> CaseworkError:
    """is_lost: whether the connection went away under it."""
    place = shown_place(url)
    if (code := getattr(error, "sqlite_errorcode", None)) is not None:
        return _of_sqlite(url, place, int(code))
    code = getattr(error, "sqlstate", None) or ""
    if not code and getattr(error, "pgconn", None) is not None and not is_lost:
        asking = import_module("trajectories.repository.why_not_connected")  # with its driver, which SQLite needs not
        code = asking.sqlstate_of_refusal(url)
    if not code and type(error).__name__ == "DataError":  # psycopg sends no text with a NUL in it
        code = "22"
    elif not code and (is_lost or type(error).__name__ in ("OperationalError", "ConnectionTimeout")):
        code = "08"
    if failure := of_sqlstate(code):
        return failure.error(failure.say(place))
    return _unknown(place, code)


def of_sqlstate(code: str) -> DatabaseFailure | None:
    return BY_SQLSTATE.get(code) or BY_SQLSTATE.get(code[:2])


def of_sqlite(code: int) -> DatabaseFailure | None:
    """code: extended, or primary."""
    return BY_SQLITE.get(code) or BY_SQLITE.get(code & PRIMARY)


def _of_sqlite(url: str, place: str, code: int) -> CaseworkError:
    failure = of_sqlite(code)
    if failure is BY_NAME["not reachable"]:
        failure = _not_opened(url)
    return failure.error(failure.say(place)) if failure else _unknown(place, str(code))


def _not_opened(url: str) -> DatabaseFailure:
    """Why SQLite cannot open it: it is not there, is a folder, or belongs to someone else."""
    path = sqlite_path(url)
    try:
        if path is not None and path.is_dir():
            return BY_NAME["not ours"]
        if path is not None and path.exists():
            return BY_NAME["no rights"]
    except OSError:
        return BY_NAME["no rights"]
    return BY_NAME["no tables"]


def _unknown(place: str, code: str) -> CaseworkError:
    told = f" ({code})" if code else ""
    return Refused(
        Words(
            f"de database {place} weigerde dit om een reden die traject niet kent{told}; er is niets vastgelegd",
            f"the database {place} refused this for a reason that traject does not know{told}; nothing was recorded",
        )
    )


def no_database(url: str) -> NotFound:
    return NotFound(no_database_words(shown_place(url)))


def of_another_release() -> Refused:
    return Refused(other_release_words())


def not_ours(url: str) -> NotFound:
    return NotFound(not_ours_words(shown_place(url)))
