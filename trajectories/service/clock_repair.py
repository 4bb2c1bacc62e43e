"""A clock that cannot be right: how it is refused, and how an administrator frees a store that it ran ahead in."""

from datetime import datetime

from trajectories.history import events as ev
from trajectories.history.streams import OFFICE
from trajectories.local_time import AMSTERDAM, write_instant
from trajectories.people.rows import project
from trajectories.people.staff import must_administer, staff_on
from trajectories.repository import instants
from trajectories.repository.instants import SILENCE
from trajectories.repository.store import UnitOfWork
from trajectories.service.casework import Casework
from trajectories.service.recording import By
from workflows.errors import Refused, UsageError
from workflows.words import Words


def repair_clock(casework: Casework, uow: UnitOfWork, by: By, reason: str) -> ev.ClockRepaired:
    """Records that the clock was ahead and is right now, so that everyone may write again. by: by the right clock.

    Where nobody is administrator yet on that day, as all was recorded ahead of it, whoever repairs is from that day on.
    """
    must_administer(by.actor)
    if not reason.strip():
        raise UsageError(
            Words(
                "zeg met --reason waarom de klok voorliep en hoe u weet dat hij nu goed staat",
                "say with --reason why the clock was ahead and how you know that it is right now",
            )
        )
    ahead = instants.furthest(uow)
    if ahead is None or ahead <= by.now:
        raise Refused(
            Words(
                "er is niets vastgelegd dat op deze klok nog moet komen; er valt niets te herstellen",
                "nothing was recorded that by this clock is yet to come; there is nothing to repair",
            )
        )
    is_led = any("administrator" in each.roles for each in staff_on(uow, by.today).values())
    stamp = casework.stamp(uow, by, OFFICE, reason)
    event = ev.ClockRepaired(write_instant(ahead))
    uow.append(OFFICE, [(event, by.today)], stamp, falls=True)
    if not is_led:
        role = ev.RoleGiven(by.actor.staff, "administrator")
        for recorded in uow.append(OFFICE, [(role, by.today)], stamp):
            project(uow, recorded)
    instants.keep_doubt(uow, None)
    return event


def clock_behind(now: datetime, last: datetime) -> Refused:
    here, then = _local(now), _local(last)
    return Refused(
        Words(
            f"de klok staat op {here}, maar het laatste is vastgelegd op {then}; zet de klok goed. Staat hij goed en "
            "liep hij toen voor, dan legt een beheerder dat vast met ‘traject audit clock-repaired --reason …’",
            f"the clock says {here}, but the last event was recorded at {then}; set the clock right. If it is right "
            "and was ahead then, an administrator records that with 'traject audit clock-repaired --reason …'",
        )
    )


def clock_silent(now: datetime, since: datetime) -> Refused:
    here, then, days = _local(now), _local(since), SILENCE.days
    return Refused(
        Words(
            f"de klok staat op {here}, en het laatste teken van leven is van {then}, meer dan {days} dagen eerder. "
            "Staat de klok goed, dan zegt een beheerder dat eenmaal met --clock-is-right",
            f"the clock says {here}, and the last sign of life is of {then}, more than {days} days before. "
            "If the clock is right, an administrator says so once with --clock-is-right",
        )
    )


def clock_not_doubted() -> Words:
    return Words(
        "--clock-is-right was niet nodig: aan de klok werd niet getwijfeld",
        "--clock-is-right was not needed: nobody doubted the clock",
    )


def machine_apart(machine: datetime, now: datetime) -> Words:
    here, there = _local(machine), _local(now)
    return Words(
        f"de klok van deze machine staat op {here}, die van de database op {there}, en die telt; zet deze machine goed",
        f"the clock of this machine says {here}, that of the database {there}, which counts; set this machine right",
    )


def _local(instant: datetime) -> str:
    """To the second, on the clock of Amsterdam, with what it is ahead of UTC."""
    return instant.astimezone(AMSTERDAM).isoformat(sep=" ", timespec="seconds")
