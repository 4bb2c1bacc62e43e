"""What is entered late still counts from its own day, and loses nobody."""

import contextlib
import sqlite3

from tests.stories.desk import Desk


def test_a_household_formed_later_than_its_trajectory_is_counted_in(desk: Desk):
    """The trajectory is opened for a day before the household was entered: everything is started all the same."""
    desk.on("2024-01-22").household("H1", C1="1990-05-01", C2="2015-05-01")  # Monday

    ran = desk.run("open", "vestiging", "H1", "--municipality", "westland", "--on", "2024-01-08", "--lang", "en")

    assert 0 == ran.code
    assert "H1 had no members yet" in ran.err
    shown = desk.ask("show", "H1")["trajectories"]
    assert ["gezinshereniging", "inburgering", "verblijf", "verblijf", "vestiging"] == sorted(
        each["workflow"] for each in shown
    )


def test_a_fact_recorded_for_a_later_day_says_so_when_it_is_missed(desk: Desk):
    desk.on("2024-01-22").household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland", "--on", "2024-01-08")
    desk.ask("fact", "set", "t3", "aanvragen", "ja")

    error = desk.run("advance", "t3", "rond_intake_af", "--on", "2024-01-15", "--json", "--lang", "en").error

    assert "holds only from 2024-01-22; record it with --on" in error["missing"][0]["text"]


def test_a_history_that_was_tampered_with_is_not_rebuilt(desk: Desk):
    """Else the projections would say what the falsified history says."""
    desk.on("2024-01-22").household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("drop trigger event_no_update")
        connection.execute(
            "update event set data = replace(data, 'westland', 'leiden') where stream = 't1' and version = 1"
        )

    assert 8 == desk.run("rebuild", "--by", "Ada").code
    assert "t1 1" in desk.run("rebuild", "--by", "Ada", "--json").error["message"]
