"""What going over to another version would do to trajectories, for people."""

from collections.abc import Sequence
from datetime import date

from cli.reading.status_words import sayer
from cli.render import Cell, Page, Said, Tone
from trajectories.views.migration import ShiftView, TakenOverView
from workflows.words import Lang, Words


def show(page: Page, told: Sequence[TakenOverView], lang: Lang) -> None:
    """What would become of each, one after another; those for whom nothing changes are counted."""
    changed = [each for each in told if _changes(each)]
    for each in changed:
        _show_one(page, each, lang)
    if same := len(told) - len(changed):
        page.line(Said(_nothing_changes(same, lang), "quiet"))
    for name, why in _reasons(changed).items():
        page.line(name, Said(why, "quiet"))


def _reasons(told: Sequence[TakenOverView]) -> dict[str, str]:
    """By rule why its day is another, each once however many trajectories have it."""
    shifts = [shift for each in told for shift in each.deadlines if shift.because]
    return {_name(shift.to or shift.from_ or ""): shift.because for shift in shifts if shift.because}


def _changes(told: TakenOverView) -> bool:
    """Whether anything but the text would be another one."""
    reminders = told.reminders
    moved = told.deadlines or told.overdue_at_once or reminders.appear or reminders.vanish or reminders.move
    is_renamed = told.stage.from_ != told.stage.to
    return bool(not told.moves or is_renamed or moved or told.tasks_asked or told.tasks_gone)


def _nothing_changes(number: int, lang: Lang) -> str:
    one = Words("Bij 1 traject verandert er niets.", "For 1 trajectory nothing changes.")
    more = Words(f"Bij {number} trajecten verandert er niets.", f"For {number} trajectories nothing changes.")
    return (one if number == 1 else more).say(lang)


def _show_one(page: Page, told: TakenOverView, lang: Lang) -> None:
    say = sayer(lang)
    way = " → ".join(dict.fromkeys(filter(None, told.stage)))
    page.line(Said(told.trajectory, "strong"), Said(way, "quiet"))
    for why in told.because:
        page.line(Said(f"{say('gaat niet over', 'is not moved')}: {why}", "late"), indent=2)
    for shift in told.deadlines:
        page.line(*_shift_words(shift, lang), indent=2)
    for deadline in told.overdue_at_once:
        page.line(Said(f"{say('meteen te laat', 'overdue at once')}: {deadline}", "late"), indent=2)
    lines: tuple[tuple[str, Tone, list[str]], ...] = (
        ("+", "good", told.reminders.appear),
        ("-", "late", told.reminders.vanish),
        ("~", "soon", [f"{each.reminder} {each.from_} → {each.to}" for each in told.reminders.move]),
    )
    for sign, tone, several in lines:
        for one in several:
            page.line(Said(f"{sign} {one}", tone), indent=2)
    for sign, tasks in (("▢ +", told.tasks_asked), ("▢ -", told.tasks_gone)):
        if tasks:
            page.line(Said(f"{sign} {', '.join(tasks)}", "quiet"), indent=2)


def _shift_words(shift: ShiftView, lang: Lang) -> list[Cell]:
    say = sayer(lang)
    names = " → ".join(dict.fromkeys(_name(each) for each in (shift.from_, shift.to) if each))
    if not shift.to:
        return [names, Said(say("vervalt", "is gone"), "late")]
    days = [_day(shift.due_from, shift.was, lang)] if shift.from_ else []
    days.append(_day(shift.due_to, shift.is_, lang))
    how = shift.how if shift.from_ else say("nieuw", "new")
    return [names, " → ".join(dict.fromkeys(days)), Said(f"({how})", "quiet")]


def _name(deadline: str) -> str:
    """Of `t1/beslissing#2`: its rule."""
    return deadline.partition("/")[2].partition("#")[0]


def _day(due_on: date | None, standing: str | None, lang: Lang) -> str:
    if due_on is None:
        return Words("nog niet bekend", "not known yet").say(lang)
    ended = ENDED[standing].say(lang) if standing in ENDED else ""
    return f"{due_on} ({ended})" if ended else f"{due_on}"


ENDED = {"met": Words("gehaald", "met"), "lapsed": Words("vervallen", "lapsed")}
