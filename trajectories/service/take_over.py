"""A case that runs elsewhere goes on here, where it stands."""

from datetime import date
from typing import TYPE_CHECKING

from trajectories.casework import commands as ask
from trajectories.casework import decide
from trajectories.casework.far_back import must_be_likely
from trajectories.casework.permission import must_write, not_after
from trajectories.people.households import households_of
from trajectories.people.references import subject_ref
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import running
from trajectories.service.facts import Facts
from trajectories.service.notices import by_its_edition
from trajectories.service.recording import By, Done
from workflows.errors import Refused
from workflows.words import Words

if TYPE_CHECKING:
    from workflows.catalogue.resolve import Resolved


class TakingOverCases(Facts):
    """Within the transaction of the caller."""

    def take_over(self, uow: UnitOfWork, command: ask.TakeOver, by: By) -> Done:
        """Raises Refused when the subject has one of its kind open here.

        Of what its stages would have started only what is named is opened, on the day of recording; the rest stands
        among the loose ends of the case, and in the notices.
        """
        must_write(by.actor)
        not_after(command.on, by.today)
        not_after(command.intake_on, by.today)
        for day in (command.on, command.intake_on, *(day for _, day in command.passed)):
            must_be_likely(day, by.today, sure=command.sure_of_days)
        resolved = self.catalogue().resolve(command.workflow, command.municipality, command.intake_on)
        decide.not_from_client(resolved.workflow, command.facts)
        subject = self._fitting_subject(uow, resolved, command.subject, command.on)
        self._must_make_sense(uow, resolved.workflow, subject, command.facts, command.sure, by)
        command = command._replace(facts=self.told_of_person(uow, resolved.workflow, subject, command, by))
        uow.last_number("t")  # as for opening
        self._must_be_free(uow, subject, command.workflow, running(uow, command.workflow, [subject]))
        done = self._kept_together(uow, self._open(uow, resolved, command._replace(subject=subject), by), by)
        is_first_day_told = command.intake_on < command.on or command.stage == resolved.workflow.initial
        if not is_first_day_told and self._was_otherwise_before(resolved, command):
            done.notices.append(by_its_edition(done.trajectory.id, resolved.workflow.variant, command.intake_on))
        return done

    def _was_otherwise_before(self, resolved: "Resolved", command: ask.TakeOver) -> bool:
        """Whether another definition holds for who came before."""
        before = self.catalogue().resolve(command.workflow, command.municipality, date.min)
        return before.hash != resolved.hash

    def _fitting_subject(self, uow: UnitOfWork, resolved: "Resolved", subject: str, on: date) -> str:
        """The subject, when it is of the kind the workflow follows."""
        wants_household = resolved.workflow.subject == "household"
        if subject.startswith("h") == wants_household:
            return subject
        name, ref = resolved.workflow.workflow, subject_ref(uow, subject)
        if wants_household:
            found = households_of(uow, subject, on)
            hint = subject_ref(uow, found[0]) if found else ""
            raise Refused(
                Words(
                    f"{name} volgt een huishouden en {ref} is een persoon; "
                    + (f"bedoelt u {hint}?" if hint else "maak eerst een huishouden met ‘traject household add’"),
                    f"{name} follows a household and {ref} is a person; "
                    + (f"did you mean {hint}?" if hint else "make one first with 'traject household add'"),
                )
            )
        raise Refused(
            Words(
                f"{name} volgt een persoon en {ref} is een huishouden; open het voor een lid",
                f"{name} follows a person and {ref} is a household; open it for a member",
            )
        )
