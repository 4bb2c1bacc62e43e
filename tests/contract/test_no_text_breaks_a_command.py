"""Whatever is typed, wherever: an answer or a sentence, never exit 1 or a name of Python."""

import io
import sys

import pytest

from cli.app import main
from tests.builders import Desk
from tests.contract.hostile import STRANGE, every_call, sample

SEED = 20261201
SOME = 60
LONGEST = 40_000  # characters on stderr: what is typed is not told back whole


@pytest.fixture
def at_desk(database_url, clock, tmp_path, monkeypatch):
    """A database with a client and a trajectory, and a folder of its own for whatever is written."""
    desk = Desk(database_url, clock)
    desk.open("proefdossier", desk.client("A-1", "1990-05-31"))
    desk.app.store.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRAJECT_DATABASE", database_url)
    monkeypatch.setenv("TRAJECT_ACTOR", "Beheer")
    monkeypatch.setenv("TRAJECT_LANG", "en")
    monkeypatch.delenv("TRAJECT_DEBUG", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("een tekst\n"))


def amiss(calls, capsys):
    found = []
    for call in calls:
        try:
            code = main(call.argv)
        except BaseException as error:
            found.append(f"{call}: {error!r}"[:300])
            capsys.readouterr()
            continue
        out, err = capsys.readouterr()
        strange = STRANGE.search(err) or STRANGE.search(out if code else "")
        if code in (1, 8) or strange or len(err) > LONGEST:
            found.append(f"{call}: {code} {strange and strange[0]} {len(err)} {err[:200]!r}")
    return found


def test_some_texts_in_some_places(at_desk, capsys):
    """Each kind of text, and each place, at least once."""
    found = amiss(sample(SEED, SOME), capsys)

    assert not found, "\n".join(found)


@pytest.mark.soak
def test_every_text_in_every_place(at_desk, capsys):
    found = amiss(every_call(), capsys)

    assert not found, f"{len(found)}\n" + "\n".join(found)
