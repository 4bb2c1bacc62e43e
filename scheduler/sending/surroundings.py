"""What a tick looks at anew before each thing it does: who works here, which days count, what was written down."""

from collections.abc import Mapping
from datetime import datetime
from logging import ERROR

from scheduler.planning.choose import Circumstances
from scheduler.sending.log import note
from trajectories.deadlines.written import Written
from trajectories.local_time import local_day
from trajectories.people.references import shown_ref
from trajectories.people.staff import OFFICE, staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from workflows.errors import CaseworkError


class Surroundings:
    """Of one tick, at one moment on the product's clock."""

    def __init__(self, dossiers: Dossiers, now: datetime, channel: str) -> None:
        self.dossiers = dossiers
        self.now = now
        self.channel = channel
        self.staff: Mapping[str, StaffMember] = {}
        self.office_version = -1
        self.refs: dict[str, str] = {}

    def look(self, uow: UnitOfWork) -> Circumstances:
        """The staff is read again once the office's history has gone on: someone may have left or gone away."""
        version = uow.head(OFFICE).version
        if version != self.office_version:
            self.staff, self.office_version = staff_on(uow, local_day(self.now)), version
        return Circumstances(self.now, self.staff, self.dossiers.calendar(uow), self.channel)

    def load(self, uow: UnitOfWork, key: str) -> Written | None:
        """None, and a line in the log, for a trajectory that cannot be read: it never holds up the others."""
        try:
            return self.dossiers.load(uow, key)
        except CaseworkError as error:
            note("a trajectory cannot be read, so its reminders stay", ERROR, trajectory=key, problem=error.say("en"))
            return None

    def ref(self, uow: UnitOfWork, subject: str) -> str:
        if subject not in self.refs:
            self.refs[subject] = shown_ref(uow, subject)
        return self.refs[subject]
