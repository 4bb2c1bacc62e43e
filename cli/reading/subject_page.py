"""Who a page of `traject show` is about, and what was noted and done, made from its view."""

from datetime import date

from cli.reading.lists import client
from cli.reading.status_words import sayer
from cli.render import Cell, Column, Page, Said
from trajectories.views.history import ERASED
from trajectories.views.subject import DoneTaskView, DwellingView, NoteView, ShownPersonView, ShownView
from workflows.catalogue.place_names import place_name
from workflows.words import Lang


def head(page: Page, view: ShownView, lang: Lang) -> None:
    """Left out where one trajectory was asked for."""
    if view.person:
        _person(page, view.person, lang)
    if view.household:
        page.title(view.household.ref)
        members = [
            f"{client(each.ref, _name(each.name, lang))}, {_born(each.born, lang)}" for each in view.household.members
        ]
        rows: list[list[Cell]] = [[_quiet("leden", "members", lang), member] for member in members[:1]]
        rows += [["", member] for member in members[1:]]
        rows.append([_quiet("woning", "dwelling", lang), _dwelling(view.household.dwelling, lang)])
        page.table([Column(keeps=True), Column()], rows)
        page.gap()


def foot(page: Page, view: ShownView, lang: Lang) -> None:
    say = sayer(lang)
    if view.notes:
        page.gap()
        page.title(say("Notities", "Notes"))
        page.table([Column(keeps=True), Column(), Column(), Column(keeps=True)], list(map(_note, view.notes)))
    if view.done_tasks:
        page.gap()
        page.title(say("Gedaan", "Done"))
        columns = [Column(keeps=True), Column(), Column(keeps=True)]
        page.table(columns, [_done(each, view) for each in view.done_tasks])


def _note(each: NoteView) -> list[Cell]:
    return [str(each.on), each.by, each.text, Said(each.trajectory, "quiet")]


def _done(each: DoneTaskView, view: ShownView) -> list[Cell]:
    member = each.member if view.person is None or each.member != view.person.ref else None
    amount = f"{each.amount}×" if each.amount != 1 else ""
    what = " ".join(filter(None, [each.label, amount, member]))
    return [str(each.on), what, Said(f"{each.trajectory} {each.task}", "quiet")]


def _person(page: Page, person: ShownPersonView, lang: Lang) -> None:
    say = sayer(lang)
    page.title(client(person.ref, _name(person.name, lang)))
    left = say("vertrokken", "left") if person.status == "left" else ""
    about = ", ".join(filter(None, [person.gender, person.nationality, person.route, left]))
    rows: list[list[Cell]] = [
        [_quiet("geboren", "born", lang), ", ".join(filter(None, [_born(person.born, lang), about]))],
        [_quiet("huishouden", "household", lang), person.household or say("geen", "none")],
        [_quiet("woning", "dwelling", lang), _dwelling(person.dwelling, lang)],
    ]
    page.table([Column(keeps=True), Column()], rows)
    page.gap()


def _dwelling(found: DwellingView | None, lang: Lang) -> str:
    say = sayer(lang)
    if found is None:
        return say("nog niet bekend", "not known yet")
    place = place_name(found.municipality).say(lang)
    where = f"{found.dwelling} ({found.kind}), {place}, {say('sinds', 'since')} {found.since}"
    return f"{where}; {found.address}" if found.address else where


def _name(name: str | None, lang: Lang) -> str | None:
    return ERASED.say(lang) if name == "erased" else name


def _born(born: date | str | None, lang: Lang) -> str:
    return ERASED.say(lang) if born == "erased" else str(born or "–")


def _quiet(nl: str, en: str, lang: Lang) -> Said:
    return Said(sayer(lang)(nl, en), "quiet")
