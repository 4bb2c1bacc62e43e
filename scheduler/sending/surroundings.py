"""What a tick looks at anew before each thing it does: who works here, which days count, what was written down."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import scrypt, sha256
from itertools import islice
from logging import ERROR
from secrets import token_hex

from scheduler.outbox import mail_server
from scheduler.planning.choose import Circumstances
from scheduler.planning.recipients import reaches
from scheduler.planning.works_here import WorksHere
from scheduler.sending.log import note
from trajectories.deadlines.written import Written
from trajectories.local_time import local_day
from trajectories.people import references
from trajectories.people.references import shown_ref
from trajectories.people.staff import OFFICE, staff_on
from trajectories.repository.held import HELD
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from trajectories.settings import SmtpSettings
from workflows.errors import CaseworkError

AHEAD = 50  # trajectories of a message
SALT = "mail_salt"  # the setting with this database's own


class Surroundings:
    """Of one tick, at one moment on the product's clock. settings: of the mail, None where none is sent."""

    def __init__(self, dossiers: Dossiers, now: datetime, channel: str, settings: SmtpSettings | None = None) -> None:
        self.dossiers = dossiers
        self.now = now
        self.channel = channel
        self.settings = settings
        self.salt = ""
        self.staff = WorksHere()
        self.office_version = -1
        self.refs: dict[str, str] = {}

    def look(self, uow: UnitOfWork) -> Circumstances:
        """The staff is read again once the office's history has gone on: someone may have left or gone away."""
        version = uow.head(OFFICE).version
        if version != self.office_version:
            self.staff, self.office_version = WorksHere(staff_on(uow, local_day(self.now))), version
        return Circumstances(self.now, self.staff, self.dossiers.calendar(uow), self.channel)

    def ask_ahead(self, uow: UnitOfWork, trajectories: Iterable[str]) -> None:
        """What `look` will ask, and how the mail server is; `load` and `ref` of the first of these, where at hand."""
        first = list(islice(trajectories, AHEAD))
        uow.ask_heads([OFFICE, *self.dossiers.at_hand.rests_on(first)])
        uow.ask_settings(("calendar", HELD, mail_server.KEY) if self.channel == "smtp" else ("calendar", HELD))
        for key in first if uow.asks_together else ():
            kept = self.dossiers.at_hand.as_kept(key)
            if kept and kept.trajectory.subject not in self.refs:
                references.ask_ahead(uow, kept.trajectory.subject)

    def mix(self, uow: UnitOfWork) -> None:
        """Reads what the marks below are mixed with, in a transaction that may write."""
        self.salt = uow.setting(SALT)
        if not self.salt:
            self.salt = token_hex(16)
            uow.set_setting(SALT, self.salt)

    def mark(self, recipient: str = "") -> str:
        """Tells, once mixed, whether the settings and the address of someone are still the same, and nothing else."""
        of_settings = _mark_of(self.settings, self.salt) if self.settings else ""
        address = self.staff[recipient].email if recipient else ""
        return sha256(f"{of_settings}\n{self.salt}\n{address}".encode()).hexdigest()[:16]

    def administrators(self) -> list[str]:
        """Those whom the channel reaches; all where it reaches none, so that doctor keeps saying so."""
        every = [each for each in self.staff.values() if "administrator" in each.roles]
        return [each.id for each in every if reaches(self.channel, each)] or [each.id for each in every]

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


@lru_cache(4)
def _mark_of(settings: SmtpSettings, salt: str) -> str:
    """Slow to make, as a password is among the settings."""
    return scrypt("\n".join(map(str, settings)).encode(), salt=salt.encode(), n=2**13, r=8, p=1).hex()
