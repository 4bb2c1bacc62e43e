"""`traject why` for people."""

from collections.abc import Mapping
from datetime import datetime

from cli.reading.status_words import RUNNING, STATUS, sayer
from cli.render import Cell, Column, Page, Said, Tone
from scheduler.views.why import (
    AnchorView,
    GrantedView,
    HeardView,
    MendedEntryView,
    MendedView,
    NotCountedView,
    RungView,
    SilenceView,
    StillView,
    WhyPage,
)
from trajectories.views import event_lines
from workflows.describe.phrases import CERTAINTY, effect_words
from workflows.language.roles import ROLES
from workflows.language.terms import parse_term
from workflows.words import Lang, Words, listed


def why(page: Page, view: WhyPage, lang: Lang) -> None:
    told, staff = view.document, view.staff
    say = sayer(lang)
    page.title(told.deadline)
    page.line(Said(told.label, "strong"))
    read = say(" (tekst van {})", " (text of {})").format(told.text_of) if told.text_of is not None else ""
    source = told.source or (OUR_OWN if view.is_voice else NO_SOURCE).say(lang)
    rows: list[list[Cell]] = [
        [_when(view).say(lang), Said(told.due_on or say("nog niet bekend", "not known yet"), "strong")],
        *_standing(view, lang),
        [say("regel", "rule"), f"{told.register}: {source}{read}"],
        [
            say("zekerheid", "certainty"),
            Said(CERTAINTY[told.certainty].say(lang), "mark" if told.certainty == "unverified" else "plain"),
        ],
        [say("werking", "effect"), effect_words(told.legal, opens=view.opens).say(lang)],
        [
            say("definitie", "definition"),
            f"{told.workflow} {say('versie', 'version')} {told.workflow_version}, {told.variant}",
        ],
        [say("gerekend vanaf", "counted from"), _anchor(told.anchor, lang)],
        *(_written_down(told.anchor, lang)),
    ]
    if told.note is not None:
        rows.append([say("let op", "mind"), told.note])
    if view.advice is not None:
        rows.append([say("wat te doen", "what to do"), view.advice])
    if view.giving_way and not view.is_voice:
        rows.append([say("uitstel", "giving way"), "\n".join(view.giving_way)])
    if view.opens and told.raw_on != told.due_on:
        rows.append([say("misschien al vanaf", "perhaps already from"), str(told.raw_on)])
    if told.missing:
        rows.append([say("wacht op", "waits for"), ", ".join(told.missing)])
    page.table([Column(keeps=True), Column()], [[Said(str(name), "quiet"), value] for name, value in rows])
    if told.steps:
        page.gap()
        page.heading(say("Berekening", "Arithmetic"))
        steps = [_step(each) for each in told.steps]
        skipped = [[str(each.on), _not_counted(each, lang)] for each in told.not_counted]
        stood = [[str(each.on), _stood(each, lang)] for each in told.stood_still]
        longer = [[str(each.on), _granted(each, lang)] for each in told.granted]
        page.table([Column(keeps=True), Column()], [*steps[:1], *skipped, *stood, *longer, *steps[1:]])
    if told.corrected:
        page.gap()
        page.heading(say("Ook verbeterd", "Corrected too"))
        page.table([Column(keeps=True), Column()], [row for each in told.corrected for row in _corrected(each, lang)])
    if told.rungs:
        page.gap()
        page.heading(say("Herinneringen", "Reminders"))
        columns = [Column(keeps=True), Column(), Column(keeps=True)]
        page.table(columns, [_rung(each, staff, lang) for each in told.rungs])
    for each in told.silences:
        page.line(Said(_silence(each, staff, lang), "quiet"))
    if told.status in RUNNING and not view.is_voice:
        page.gap()
        page.line(Said(LEDGER.say(lang).format(told.deadline), "quiet"))


def _standing(view: WhyPage, lang: Lang) -> list[list[Cell]]:
    """How long the term is and how it stands; nothing of a term that is no more."""
    told, rows = view.document, list[list[Cell]]()
    if view.length is not None and not view.is_voice:
        rows.append([Words("termijn", "term").say(lang), view.length])
    if told.status is not None and not (view.opens and told.status == "open"):
        met_on = Words(" op {}", " on {}").say(lang).format(told.met_on) if told.met_on else ""
        is_late = told.status in ("overdue", "met_late")
        rows.append(
            [
                Words("stand", "status").say(lang),
                Said(STATUS[told.status].say(lang) + met_on, "late" if is_late else "plain"),
            ]
        )
    return rows


def _when(view: WhyPage) -> Words:
    if view.is_voice:
        return Words("gevraagd vanaf", "asked from")
    return Words("vanaf", "from") if view.opens else Words("uiterlijk", "due")


def _step(step: str) -> list[str]:
    """The day, and what was counted."""
    on, _, what = step.partition(" ")
    return [on, what]


def _anchor(anchor: AnchorView, lang: Lang) -> str:
    if not anchor.on:
        return anchor.text
    version = Words("versie", "version").say(lang)
    return f"{anchor.text}: {anchor.on} ({version} {anchor.version})"


def _silence(silence: SilenceView, staff: Mapping[str, str], lang: Lang) -> str:
    who, rung = staff.get(silence.by, silence.by), silence.of.rpartition("/")[2]
    if silence.kind == "snoozed":
        nl, en = "uitgesteld door {} op {}, tot {}", "snoozed by {} on {}, until {}"
    else:
        nl, en = "{3} is gezien door {0} op {1}, weer vanaf {2}", "{3} was seen by {0} on {1}, again from {2}"
    return Words(nl, en).say(lang).format(who, silence.on, silence.until, rung)


def _written_down(anchor: AnchorView, lang: Lang) -> list[list[Cell]]:
    """The event behind the anchor: what it was, when it was written down, by whom."""
    if anchor.event is None or anchor.recorded_at is None:
        return []
    what = event_lines.kind(anchor.event, lang)
    as_what = anchor.entered_as if anchor.corrections else None
    told = _entered(what, as_what, anchor.recorded_at, anchor.recorded_by or "", anchor.origin, lang)
    rows: list[list[Cell]] = [[Words("vastgelegd", "recorded").say(lang), told]]
    rows += [[MENDED[each.how].say(lang), _mended(each, lang)] for each in anchor.corrections]
    return rows


def _entered(what: str, as_what: str | None, at: datetime, by: str, origin: str | None, lang: Lang) -> str:
    typed = Words(f" als {as_what}", f" as {as_what}").say(lang) if as_what else ""
    where = f" ({origin})" if origin else ""
    return f"{what}{typed}, {event_lines.local_text(at)} {Words('door', 'by').say(lang)} {by}{where}"


def _corrected(each: MendedEntryView, lang: Lang) -> list[list[Cell]]:
    told = _entered(each.what, each.entered_as, each.recorded_at, each.recorded_by, each.origin, lang)
    rows: list[list[Cell]] = [[Said(str(each.version), "quiet"), told]]
    rows += [["", f"{MENDED[one.how].say(lang)} {_mended(one, lang)}"] for one in each.corrections]
    return rows


def _mended(each: MendedView, lang: Lang) -> str:
    at, by = event_lines.local_text(each.recorded_at), Words("door", "by").say(lang)
    to = Words(" naar {}", " to {}").say(lang).format(each.to) if each.to else ""
    because = Words(", want: {}", ", because: {}").say(lang).format(each.reason) if each.reason else ""
    version = Words("versie", "version").say(lang)
    return f"{at}{to} {by} {each.recorded_by}{because} ({version} {each.version})"


def _not_counted(day: NotCountedView, lang: Lang) -> str:
    return f"{day.text}: {Words('geen werkdag, telt niet mee', 'no working day, not counted').say(lang)}"


def _stood(stood: StillView, lang: Lang) -> str:
    """With the ground and its article, where one is declared."""
    why = Words("door de fase", "by the stage") if stood.by == "stage" else Words("opgeschort", "suspended")
    until = Words(f"tot en met {stood.until}", f"up to and including {stood.until}") if stood.until else STILL
    ground = f": {stood.ground}" if stood.ground else f" ({why.say(lang)})"
    return f"{Words('staat stil', 'stands still').say(lang)} {until.say(lang)}{ground}"


def _granted(granted: GrantedView, lang: Lang) -> str:
    ground = f": {granted.ground}" if granted.ground else ""
    by = parse_term(granted.by).words.say(lang) if granted.by else ""
    length = Words(f"met {by}", f"by {by}") if by else Words(f"tot en met {granted.until}", f"until {granted.until}")
    return f"{Words('verlengd', 'extended').say(lang)} {length.say(lang)}{ground}"


def _rung(rung: RungView, staff: Mapping[str, str], lang: Lang) -> list[Cell]:
    told = "; ".join(filter(None, (*_state(rung, staff, lang), _moved(rung, lang))))
    tone = TONES.get(rung.state, "quiet")
    return [str(rung.on), Said(told, tone), Said(rung.reminder, "quiet")]


def _state(rung: RungView, staff: Mapping[str, str], lang: Lang) -> list[str]:
    """What became of it; what was tried and is not heard yet comes first, and what came back goes to someone now."""
    tried = [each.text for each in rung.attempts]
    whom = listed(_told_whom(rung, staff, lang), lang)
    if rung.state in STATES:
        return [f"{STATES[rung.state].say(lang)} {whom}".strip(), *tried]
    return [*tried, f"{STATES['planned'].say(lang)} {whom}"] if rung.state == "bounced" else tried


def _told_whom(rung: RungView, staff: Mapping[str, str], lang: Lang) -> list[str]:
    """Who heard it and in which role; who will be told; else the roles only."""
    heard = {each.to: _heard_by(each, staff, lang) for each in rung.heard if each.to in rung.to}
    told = [heard.get(key, staff.get(key, key)) for key in rung.to]
    roles = [ROLES[role].say(lang) for role in rung.roles]
    if not told and rung.would_go_to:
        names = [staff.get(each.staff, each.staff) for each in rung.would_go_to]
        return [f"{listed(roles, lang)} ({listed(names, lang)})"]
    return told or roles


def _heard_by(heard: HeardView, staff: Mapping[str, str], lang: Lang) -> str:
    name = staff.get(heard.to, heard.to)
    if heard.folded_into:
        return f"{name} (→ {heard.folded_into.rpartition('/')[2]})"
    told = f"{name} ({ROLES[heard.role].say(lang)})" if heard.role in ROLES else name
    return told if heard.certain else f"{told}, {MAY_HAVE_ARRIVED.say(lang)}"


def _moved(rung: RungView, lang: Lang) -> str:
    """From which day it was moved to a working day, and by what."""
    if not rung.moved_by:
        return ""
    days = ", ".join(f"{step.on} {step.text if lang == 'en' else step.text.lower()}" for step in rung.moved_by)
    return Words(f"geteld op {days}", f"counted on {days}").say(lang)


OUR_OWN = Words("zo werkt dit programma, in elke zaak", "how this product works, in every case")
NO_SOURCE = Words("geen bron genoemd", "no source given")
MAY_HAVE_ARRIVED = Words("misschien niet aangekomen", "may not have arrived")
MENDED = {
    "replaced": Words("verbeterd", "corrected"),
    "voided": Words("ongedaan gemaakt", "voided"),
    "taken_back": Words("correctie teruggenomen", "correction taken back"),
}
STILL = Words("tot nu toe", "until now")
LEDGER = Words(
    "Wat ervan gebruikt is en wat nog kan: traject show {}",
    "What of it is used, and what is still possible: traject show {}",
)


TONES: Mapping[str, Tone] = {
    "said": "good",
    "folded": "good",
    "planned": "plain",
    "failed": "late",
    "unknown": "soon",
    "bounced": "late",
    "claimed": "plain",
    "waiting": "plain",
}
STATES = {
    "said": Words("gezegd aan", "said to"),
    "folded": Words("meegenomen in een ander bericht aan", "folded into another message to"),
    "planned": Words("gepland voor", "planned for"),
    "past": Words("de dag was al voorbij, niet gezegd aan", "the day had passed, not said to"),
    "dropped": Words("niet meer nodig voor", "no longer needed for"),
}
