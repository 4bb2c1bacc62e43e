"""The calendar to come, as data and laid out by month. Loaded by the command."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from cli.asked import Asked
from cli.render import Cell, Column, Page, Said, Tone
from scheduler.explain.forecast import Forecast, Happening, Open
from scheduler.messages.dates import MONTHS
from scheduler.planning.recipients import Addressed, recipients
from trajectories.deadlines.deadlines import Deadline
from trajectories.deadlines.written import Written
from trajectories.people.staff_member import StaffMember
from workflows.language.roles import ROLES
from workflows.words import Words, listed

StaffAt = Callable[[date], Mapping[str, StaffMember]]
Found = list[tuple[Written, Forecast]]


def told_to(to: Mapping[str, Addressed], staff: Mapping[str, StaffMember]) -> list[dict[str, str]]:
    return [{"staff": key, "name": staff[key].name, "role": told.as_role} for key, told in to.items()]


def whom_words(asked: Asked, to: Mapping[str, Addressed], staff: Mapping[str, StaffMember]) -> str:
    """`coordinator (Cora) and team leader (Thea)`."""
    found = [f"{asked.say(ROLES[told.as_role])} ({staff[key].name})" for key, told in to.items()]
    return listed(found, asked.lang) if found else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class Calendar:
    """A forecast of several trajectories, as data and as a calendar."""

    def __init__(self, asked: Asked, refs: dict[str, str], staff_at: StaffAt) -> None:
        self.asked = asked
        self.refs = refs
        self.staff_at = staff_at

    def document(self, found: Found) -> dict[str, Any]:
        return {
            "assumptions": {name: self.asked.say(words) for name, words in ASSUMPTIONS.items()},
            "overdue": [self._deadline(written, each) for written, told in found for each in told.overdue],
            "if_nothing_happens": [self._entry(*each) for each in self._merged(found, on_time=False)],
            "if_all_goes_on_time": [self._entry(*each) for each in self._merged(found, on_time=True)],
            "open_questions": [
                self._open(written, each)
                for written, told in found
                for each in told.uncertain
                if not each.deadline.held_since
            ],
            "stands_still": [
                self._open(written, each)
                for written, told in found
                for each in told.uncertain
                if each.deadline.held_since
            ],
        }

    def _merged(self, found: Found, *, on_time: bool) -> Iterator[tuple[Written, Happening]]:
        every = [
            (written, each)
            for written, told in found
            for each in (told.if_on_time if on_time else told.if_nothing_happens)
        ]
        yield from sorted(every, key=lambda each: each[1].day)

    def _deadline(self, written: Written, deadline: Deadline) -> dict[str, Any]:
        now = written.trajectory
        return {
            "deadline": deadline.id,
            "trajectory": now.id,
            "subject": self.refs.get(now.subject, now.subject),
            "label": self._label(written, deadline),
            "due_on": _iso(deadline.due_on),
        }

    def _label(self, written: Written, deadline: Deadline) -> str:
        return self.asked.say(written.compiled.workflow.deadlines[deadline.name].label)

    def _entry(self, written: Written, happening: Happening) -> dict[str, Any]:
        return {
            "day": happening.day.isoformat(),
            "kind": happening.kind,
            **self._deadline(written, happening.deadline),
            "reminder": happening.said.id if happening.said else None,
            "to": told_to(self._told(written, happening), self.staff_at(happening.day)),
        }

    def _told(self, written: Written, happening: Happening) -> Mapping[str, Addressed]:
        return recipients(written, happening.said.roles, self.staff_at(happening.day)) if happening.said else {}

    def _open(self, written: Written, open_: Open) -> dict[str, Any]:
        return {
            **self._deadline(written, open_.deadline),
            "missing": list(open_.deadline.missing),
            "since": _iso(open_.deadline.held_since),
            "asked_on": _iso(open_.first.day if open_.first else None),
        }

    # for people

    def show(self, found: Found, last: date) -> None:
        page, asked = Page(), self.asked
        names = {
            "if_nothing_happens": asked.pick(f"Als er niets gebeurt, tot {last}", f"If nothing happens, until {last}"),
            "if_all_goes_on_time": asked.pick(
                f"Als alles op tijd gaat, tot {last}", f"If all goes on time, until {last}"
            ),
        }
        for name, words in ASSUMPTIONS.items():
            page.title(names[name])
            page.line(Said(asked.say(words), "quiet"))
            overdue = found if name == "if_nothing_happens" else []
            self._show_overdue(page, overdue)
            self._show_months(page, list(self._merged(found, on_time=name == "if_all_goes_on_time")))
            page.gap()
        self._show_uncertain(page, found)

    def _show_overdue(self, page: Page, found: Found) -> None:
        rows: list[list[Cell]] = [
            [Said(str(each.due_on), "late"), self._label(written, each), Said(each.id, "quiet")]
            for written, told in found
            for each in told.overdue
        ]
        if rows:
            page.heading(self.asked.pick("Nu al over tijd", "Overdue now"))
            page.table([Column(keeps=True), Column(), Column(keeps=True)], rows)

    def _show_months(self, page: Page, happenings: list[tuple[Written, Happening]]) -> None:

        if not happenings:
            page.line(self.asked.pick("Er wordt niets gezegd en er loopt niets af.", "Nothing is said, nothing ends."))
        for (year, month), several in groupby(happenings, lambda each: (each[1].day.year, each[1].day.month)):
            page.heading(f"{self.asked.say(MONTHS[month - 1])} {year}")
            page.table([Column(keeps=True), Column(), Column(keeps=True)], [self._row(*each) for each in several])

    def _row(self, written: Written, happening: Happening) -> list[Cell]:
        told = whom_words(self.asked, self._told(written, happening), self.staff_at(happening.day))
        what = self.asked.say(KINDS[happening.kind])
        text = f"{what}: {self._label(written, happening.deadline)}{f' → {told}' if told else ''}"
        tone: Tone = {"due": "late", "met": "good", "opens": "good"}.get(happening.kind, "plain")  # type: ignore[assignment]
        name = happening.said.id if happening.said else happening.deadline.id
        return [str(happening.day), Said(text, tone), Said(name, "quiet")]

    def _show_uncertain(self, page: Page, found: Found) -> None:
        rows: list[list[Cell]] = [
            [self._label(written, each.deadline), self._why_uncertain(each), Said(each.deadline.id, "quiet")]
            for written, told in found
            for each in told.uncertain
        ]
        if rows:
            page.title(self.asked.pick("De laatste dag is niet te berekenen", "The last day cannot be computed"))
            page.table([Column(), Column(), Column(keeps=True)], rows)

    def _why_uncertain(self, open_: Open) -> str:
        if open_.deadline.held_since:
            since = open_.deadline.held_since
            text = self.asked.pick(f"staat stil sinds {since}", f"stands still since {since}")
        else:
            names = ", ".join(open_.deadline.missing)
            text = self.asked.pick(f"wacht op {names}", f"waits for {names}")
        if open_.first:
            text += self.asked.pick(f"; gevraagd op {open_.first.day}", f"; asked on {open_.first.day}")
        return text


ASSUMPTIONS = {
    "if_nothing_happens": Words(
        "Aangenomen: niemand legt nog iets vast; wie er is en wie welke rol heeft, zoals nu bekend. Wat al eerder "
        "gezegd had moeten zijn, wordt de eerste werkdag gezegd.",
        "Assumed: nobody records anything any more; who is there and in which role, as known now. What should have "
        "been said before is said on the first working day.",
    ),
    "if_all_goes_on_time": Words(
        "Aangenomen: elke termijn wordt op zijn laatste dag gehaald (wat al over tijd is: vandaag), en elke vraag "
        "beantwoord op de dag dat hij wordt gesteld. Wat daaruit volgt staat er alleen bij waar de definitie geen "
        "keuze laat: een datum die dan wordt vastgelegd, werk dat dan klaar is, of de ene stap die dan kan en het "
        "traject niet sluit.",
        "Assumed: every term is met on its last day (what is overdue: today), and every question answered on the "
        "day it is asked. What follows from that is shown only where the definition leaves no choice: a date "
        "recorded then, work done then, or the one step that is possible then and does not close the trajectory.",
    ),
}


KINDS = {
    "reminder": Words("herinnering", "reminder"),
    "question": Words("vraag", "question"),
    "due": Words("laatste dag", "last day"),
    "opens": Words("kan vanaf nu", "possible from now on"),
    "met": Words("gehaald", "met"),
}
