"""What is in force in the office, folded from its own events: whoever asks the rows is answered by what these say."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, assert_never

from trajectories.history import events as ev
from workflows.calendar import OFFICES


class InForce(NamedTuple):
    """database, channel, person_facts: empty, and sandbox: None, where the history does not say.

    calendars: the hash of the edition by the name that definitions give. published: hashes of definitions.
    lost: what was recorded as gone.
    """

    database: str = ""
    sandbox: bool | None = None
    channel: str = ""
    calendars: Mapping[str, str] = {}
    published: frozenset[str] = frozenset()
    person_facts: str = ""
    lost: tuple[ev.EventsGone, ...] = ()


def in_force(events: Iterable[ev.OfficeEvent]) -> InForce:
    """events: the office's own, in the order of writing."""
    now = InForce()
    for event in events:
        now = followed(now, event)
    return now


def followed(now: InForce, event: ev.OfficeEvent) -> InForce:
    match event:
        case ev.OfficeBegun(database, sandbox, channel):
            return now._replace(database=database, sandbox=sandbox, channel=channel)
        case ev.OfficeFound():
            return _found(now, event)
        case ev.ChannelChosen(channel):
            return now._replace(channel=channel)
        case ev.CalendarAdopted(digest, name):
            return now._replace(calendars={**now.calendars, name or OFFICES: digest})
        case ev.DefinitionPublished():
            return now._replace(published=now.published | {event.hash})
        case ev.PersonFactsAdopted(digest):
            return now._replace(person_facts=digest)
        case ev.LossAccepted(missing):
            return now._replace(lost=(*now.lost, *missing))
        case (
            ev.StaffAdded()
            | ev.StaffChanged()
            | ev.RoleGiven()
            | ev.RoleTaken()
            | ev.StaffAway()
            | ev.StaffBack()
            | ev.AddressBounced()
            | ev.Restored()
            | ev.WitnessAdded()
            | ev.WitnessRemoved()
            | ev.CheckpointTaken()
            | ev.ClockConfirmed()
            | ev.ClockRepaired()
            | ev.SeatsKept()
            | ev.SeatSeen()
            | ev.StaffBound()
            | ev.IdentityStrict()
            | ev.RestoreSettled()
            | ev.Erased()
            | ev.MissingFound()
            | ev.Imported()
            | ev.ImportUndone()
        ):
            return now  # who works here and where they sit, the clock, lists, and who keeps watch outside
        case _:
            assert_never(event)


def _found(now: InForce, event: ev.OfficeFound) -> InForce:
    return now._replace(
        database=event.database,
        sandbox=event.sandbox,
        channel=event.channel,
        calendars={**now.calendars, **event.calendars},
        published=now.published | frozenset(event.published),
        person_facts=event.person_facts or now.person_facts,
    )


def is_recorded(lost: Iterable[ev.EventsGone], stream: str, version: int) -> bool:
    """Whether that event, which is not there, was recorded as gone."""
    return any(
        each["stream"] == stream and each["after"] < version and (version <= each["known"] or not each["known"])
        for each in lost
    )
