"""`traject why` for people."""

from collections.abc import Mapping
from typing import Any

from cli.reading import event_lines
from cli.reading.status_words import sayer
from cli.render import Cell, Column, Page, Said, Tone
from scheduler.explain.receipt import Explanation
from scheduler.explain.why import Heard, Stood, Trace, TracedRung
from scheduler.planning.said import Silence
from trajectories.history.events import Recorded
from workflows.describe.phrases import CERTAINTY, LEGAL
from workflows.language.roles import ROLES
from workflows.words import Lang, Words, listed


def why(page: Page, explanation: Explanation, trace: Trace, staff: Mapping[str, str], lang: Lang) -> None:
    receipt: dict[str, Any] = explanation.receipt
    say = sayer(lang)
    page.title(explanation.deadline)
    page.line(Said(receipt["label"][lang], "strong"))
    due_on = f"{receipt['due_on']}" if receipt["due_on"] else say("nog niet bekend", "not known yet")
    certainty = CERTAINTY[receipt["certainty"]].say(lang)
    read = say(" (tekst van {})", " (text of {})").format(receipt["text_of"]) if "text_of" in receipt else ""
    source = f"{receipt['source'] or '–'}{read}"
    version = say("versie", "version")
    rows: list[list[Cell]] = [
        [say("uiterlijk", "due"), Said(due_on, "strong")],
        [say("regel", "rule"), f"{receipt['rule']}: {source}"],
        [
            say("zekerheid", "certainty"),
            Said(certainty, "mark" if receipt["certainty"] == "unverified" else "plain"),
        ],
        [say("werking", "effect"), LEGAL[receipt["legal"]].say(lang)],
        [
            say("definitie", "definition"),
            f"{receipt['workflow']} {version} {receipt['workflow_version']}, {receipt['variant']}",
        ],
        [say("gerekend vanaf", "counted from"), _anchor(receipt["anchor"], lang)],
        *(_written_down(trace.anchor, staff, lang)),
    ]
    if "note" in receipt:
        rows.append([say("let op", "mind"), receipt["note"][lang]])
    if receipt["missing"]:
        rows.append([say("wacht op", "waits for"), ", ".join(receipt["missing"])])
    page.table([Column(keeps=True), Column()], [[Said(str(name), "quiet"), value] for name, value in rows])
    if receipt["steps"]:
        page.gap()
        page.heading(say("Berekening", "Arithmetic"))
        steps = [[step["on"], step[lang]] for step in receipt["steps"]]
        skipped = [[str(step.on), _not_counted(step.words, lang)] for step in trace.not_counted]
        stood = [[str(each.on), _stood(each, lang)] for each in trace.stood]
        page.table([Column(keeps=True), Column()], [*steps[:1], *skipped, *stood, *steps[1:]])
    if explanation.rungs:
        page.gap()
        page.heading(say("Herinneringen", "Reminders"))
        columns = [Column(keeps=True), Column(), Column(keeps=True)]
        page.table(columns, [_rung(each, staff, lang) for each in trace.rungs])
    for each in explanation.silences:
        page.line(Said(_silence(each, staff, lang), "quiet"))


def _anchor(anchor: Mapping[str, Any], lang: Lang) -> str:
    if not anchor["on"]:
        return str(anchor[lang])
    version = Words("versie", "version").say(lang)
    return f"{anchor[lang]}: {anchor['on']} ({version} {anchor['event']})"


def _silence(silence: Silence, staff: Mapping[str, str], lang: Lang) -> str:
    who, rung = staff.get(silence.by, silence.by), silence.of.rpartition("/")[2]
    if silence.kind == "snoozed":
        nl, en = "uitgesteld door {} op {}, tot {}", "snoozed by {} on {}, until {}"
    else:
        nl, en = "{3} is gezien door {0} op {1}, weer vanaf {2}", "{3} was seen by {0} on {1}, again from {2}"
    return Words(nl, en).say(lang).format(who, silence.on, silence.until, rung)


def _written_down(recorded: Recorded | None, staff: Mapping[str, str], lang: Lang) -> list[list[Cell]]:
    """The event behind the anchor: what it was, when it was written down, by whom."""
    if recorded is None:
        return []
    kind = event_lines.KINDS.get(type(recorded.event).__name__)
    what = kind.say(lang) if kind else type(recorded.event).__name__
    at, who = event_lines.local_text(recorded.recorded_at), staff.get(recorded.actor, recorded.actor)
    text = f"{what}, {at} {Words('door', 'by').say(lang)} {who}"
    return [[Words("vastgelegd", "recorded").say(lang), text]]


def _not_counted(why: Words, lang: Lang) -> str:
    return f"{why.say(lang)}: {Words('geen werkdag, telt niet mee', 'no working day, not counted').say(lang)}"


def _stood(stood: Stood, lang: Lang) -> str:
    why = Words("door de fase", "by the stage") if stood.stage else Words("opgeschort", "suspended")
    until = Words(f"tot en met {stood.until}", f"up to and including {stood.until}") if stood.until else STILL
    return f"{Words('staat stil', 'stands still').say(lang)} {until.say(lang)} ({why.say(lang)})"


def _rung(rung: TracedRung, staff: Mapping[str, str], lang: Lang) -> list[Cell]:
    standing = rung.standing
    tone: Tone = {"said": "good", "folded": "good", "planned": "plain"}.get(standing.state, "quiet")  # type: ignore[assignment]
    state = f"{STATES[standing.state].say(lang)} {listed(_told_whom(rung, staff, lang), lang)}".strip()
    moved = _moved(rung, lang)
    told = f"{state}; {moved}" if moved else state
    return [str(standing.day), Said(told, tone), Said(standing.reminder, "quiet")]


def _told_whom(rung: TracedRung, staff: Mapping[str, str], lang: Lang) -> list[str]:
    """Who heard it and in which role; who will be told; else the roles only."""
    heard = {each.to: _heard_by(each, staff, lang) for each in rung.heard if each.to in rung.standing.to}
    told = [heard.get(key, staff.get(key, key)) for key in rung.standing.to]
    roles = listed([ROLES[role].say(lang) for role in rung.standing.roles], lang)
    if not told and rung.to:
        return [f"{roles} ({listed([staff.get(key, key) for key in rung.to], lang)})"]
    return told or [ROLES[role].say(lang) for role in rung.standing.roles]


def _heard_by(heard: Heard, staff: Mapping[str, str], lang: Lang) -> str:
    name = staff.get(heard.to, heard.to)
    if heard.into:
        return f"{name} (→ {heard.into.rpartition('/')[2]})"
    return f"{name} ({ROLES[heard.as_role].say(lang)})" if heard.as_role in ROLES else name


def _moved(rung: TracedRung, lang: Lang) -> str:
    """From which day it was moved to a working day, and by what."""
    if not rung.moved_by:
        return ""
    days = ", ".join(f"{step.on} {step.words.say(lang)}" for step in rung.moved_by)
    return Words(f"geteld op {days}", f"counted on {days}").say(lang)


STILL = Words("tot nu toe", "until now")


STATES = {
    "said": Words("gezegd aan", "said to"),
    "folded": Words("meegenomen in een ander bericht aan", "folded into another message to"),
    "planned": Words("gepland voor", "planned for"),
    "past": Words("de dag was al voorbij, niet gezegd aan", "the day had passed, not said to"),
    "dropped": Words("niet meer nodig voor", "no longer needed for"),
}
