"""Who the cases of a log are about: clients known here, else by the date of birth that the log tells."""

from datetime import date

from trajectories.casework.log_people import Flags, flags_of
from trajectories.casework.tasks import Circle
from trajectories.people.circle import circle_of, member_seen
from trajectories.people.clients import Person
from trajectories.people.references import canonical_ref, subject_refs
from trajectories.repository.store import UnitOfWork


class KnownPeople:
    """uow: None where there is no database to look them up in."""

    def __init__(self, uow: UnitOfWork | None) -> None:
        self._uow = uow
        self._ids = {canonical_ref(ref): key for key, ref in subject_refs(uow).items()} if uow else {}

    def who(self, case: str, born: str, on: date) -> Flags | None:
        """born: as a fact holds it, or empty. None where nobody knows."""
        subject = self._ids.get(canonical_ref(case), "")
        found = flags_of(circle_of(self._uow, subject, on)) if self._uow and subject else None
        if found or not born:
            return found
        one = member_seen(Person("", "", "", date.fromisoformat(born), "", "", "", "present"), on)
        return flags_of(Circle((one,), one))
