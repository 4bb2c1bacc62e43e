"""The calendar to come, as data and laid out by month. Loaded by the command."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from cli.asked import Asked
from cli.render import Cell, Column, Page, Said, Tone
from scheduler.explain.forecast import Happening, UncertainTerm
from scheduler.messages.dates import MONTHS
from scheduler.planning.recipients import Addressed
from scheduler.views.forecast import ASSUMPTIONS, Foreseen, Foretold
from trajectories.deadlines.written import Written
from trajectories.people.staff_member import StaffMember
from workflows.language.roles import ROLES
from workflows.words import Words, listed


def whom_words(asked: Asked, to: Mapping[str, Addressed], staff: Mapping[str, StaffMember]) -> str:
    """`coordinator (Cora) and team leader (Thea)`."""
    found = [f"{asked.say(ROLES[told.as_role])} ({staff[key].name})" for key, told in to.items()]
    return listed(found, asked.lang) if found else ""


class Calendar:
    """A forecast of several trajectories as a calendar."""

    def __init__(self, asked: Asked, seen: Foreseen) -> None:
        self.asked = asked
        self.seen = seen

    def show(self, last: date) -> None:
        page, asked, found = Page(), self.asked, self.seen.found
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
            self._show_months(page, list(self.seen.merged(on_time=name == "if_all_goes_on_time")))
            page.gap()
        self._show_uncertain(page, found)

    def _show_overdue(self, page: Page, found: Foretold) -> None:
        rows: list[list[Cell]] = [
            [Said(str(each.due_on), "late"), self.seen.label(written, each), Said(each.id, "quiet")]
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
        told = whom_words(self.asked, self.seen.told(written, happening), self.seen.hears.staff_at(happening.day))
        what = self.asked.say(KINDS[happening.kind])
        text = f"{what}: {self.seen.label(written, happening.deadline)}{f' → {told}' if told else ''}"
        tone: Tone = {"due": "late", "met": "good", "opens": "good"}.get(happening.kind, "plain")  # type: ignore[assignment]
        name = happening.said.id if happening.said else happening.deadline.id
        return [str(happening.day), Said(text, tone), Said(name, "quiet")]

    def _show_uncertain(self, page: Page, found: Foretold) -> None:
        rows: list[list[Cell]] = [
            [self.seen.label(written, each.deadline), self._why_uncertain(each), Said(each.deadline.id, "quiet")]
            for written, told in found
            for each in told.uncertain
        ]
        if rows:
            page.title(self.asked.pick("De laatste dag is niet te berekenen", "The last day cannot be computed"))
            page.table([Column(), Column(), Column(keeps=True)], rows)

    def _why_uncertain(self, open_: UncertainTerm) -> str:
        if open_.deadline.held_since:
            since = open_.deadline.held_since
            text = self.asked.pick(f"staat stil sinds {since}", f"stands still since {since}")
        else:
            names = ", ".join(open_.deadline.missing)
            text = self.asked.pick(f"wacht op {names}", f"waits for {names}")
        if open_.first:
            text += self.asked.pick(f"; gevraagd op {open_.first.day}", f"; asked on {open_.first.day}")
        return text


KINDS = {
    "reminder": Words("herinnering", "reminder"),
    "question": Words("vraag", "question"),
    "due": Words("laatste dag", "last day"),
    "opens": Words("kan vanaf nu", "possible from now on"),
    "met": Words("gehaald", "met"),
}
