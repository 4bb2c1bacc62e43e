"""`traject caseload` for people, made from its view."""

from datetime import date

from cli.reading.lists import client, sentence, stacked
from cli.reading.status_words import sayer, when_words
from cli.render import Cell, Column, Page, Said
from scheduler.messages.dates import span
from trajectories.views.caseload import CaseloadView, CaseView
from workflows.language.roles import ROLES
from workflows.words import Lang

NAMED = 3  # of open tasks; the rest are counted


def caseload(page: Page, view: CaseloadView, lang: Lang) -> None:
    """A row for each case, then what was looked through."""
    say = sayer(lang)
    columns = [
        Column(say("cliënt", "client")),
        Column(say("waar het staat", "where it stands")),
        Column(say("volgende dag", "next day")),
        Column(say("open taken", "open tasks")),
    ]
    stacked(page, columns, [(_row(each, view, lang), each.trajectory) for each in view.cases], under=3)
    if view.cases:
        page.gap()
    late = sum(1 for each in view.cases if each.overdue)
    overdue = say(f"bij {late} is iets over tijd", f"{late} with something overdue") if view.cases else ""
    page.line(Said(sentence(view.looked_through, overdue), "quiet" if view.cases else "plain"))


def _row(each: CaseView, view: CaseloadView, lang: Lang) -> list[Cell]:
    standing = _standing(each, view.on, lang)
    if view.of is None:
        standing = f"{standing}; {_whose(each, lang)}"
    return [client(each.subject, each.name), standing, _next(each, view.on, lang), _tasks(each, lang)]


def _whose(each: CaseView, lang: Lang) -> str:
    """Who has it in which role, where the list is of more than one colleague."""
    named = [f"{ROLES[role].say(lang)} {name}" for role, name in each.assigned.items()]
    return ", ".join(named) or sayer(lang)("aan niemand toegewezen", "assigned to nobody")


def _standing(each: CaseView, on: date, lang: Lang) -> str:
    say = sayer(lang)
    since, long = say("sinds", "since"), span((on - each.since).days, lang)
    midway = say(", overgenomen", ", taken over") if each.taken_over else ""
    return f"{each.workflow_label}: {each.stage_label}, {since} {each.since} ({long}){midway}"


def _next(each: CaseView, on: date, lang: Lang) -> Cell:
    """The day, how far off it is, and of what; with how much more is overdue."""
    say = sayer(lang)
    unknown = say(f"{each.unknown} nog niet bekend", f"{each.unknown} not known yet") if each.unknown else ""
    if each.next is None:
        return unknown or "–"
    when = when_words(each.next.due_on, each.next.status, on, lang, opens=each.next.opens)
    more = each.overdue - 1
    beside = say(f"nog {more} over tijd", f"{more} more overdue") if more > 0 else ""
    text = f"{each.next.due_on} {each.next.label}, {when.text}"
    return Said("; ".join(filter(None, [text, beside, unknown])), when.tone)


def _tasks(each: CaseView, lang: Lang) -> str:
    """The first few that must be done; of those that may, how many."""
    say = sayer(lang)
    needed = list(dict.fromkeys(task.label for task in each.open_tasks if not task.optional))
    optional = len({task.label for task in each.open_tasks if task.optional})
    more = f" +{len(needed) - NAMED}" if len(needed) > NAMED else ""
    named = f"{', '.join(needed[:NAMED])}{more}"
    may = say(f"{optional} optioneel", f"{optional} optional") if optional else ""
    return "; ".join(filter(None, [named, may])) or "–"
