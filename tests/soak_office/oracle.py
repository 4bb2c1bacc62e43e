"""Which terms of law ran, and who was told of them: worked out from the rows, by arithmetic of its own.

It reads each day as the office knew it when the day's messages went out. Of a term that is open then and whose last day
is over before the next messages go, somebody must have been told: by a reminder in the history and a mail of its day.
A term that became known later owes the same to the first messages after that. So one question covers both.

What happens on the day a term begins meets it here, whatever the order in which it was written down.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tests.soak_office import own_calendar as own
from tests.soak_office.history_rows import Book, Row
from tests.soak_office.own_pauses import Letter, end_with_pauses

JUST_SAID = timedelta(days=7)  # of a term whose day was mended, whoever was told so lately is not told again
NAMED = re.compile(r"\b(t\d+)/([a-z_0-9]+)#")
READ = ("TrajectoryOpened", "StageEntered", "FactSet", "TaskDone", "TrajectoryClosed")
ASIDE = (
    *("TaskAsked", "TaskMissed", "MemberJoined", "MemberChanged", "MemberLeft"),
    *("OthersFollowed", "Transferred", "Assigned", "NoteAdded"),
)
Said = dict[tuple[str, str], list[tuple[date, str]]]  # (trajectory, rule): the days on which, and for which last day


class Term(NamedTuple):
    """last_on: the last day in time; of a window the first day on which something may be done."""

    rule: str
    last_on: date
    is_window: bool

    def is_owed(self, today: date) -> bool:
        """Whether the messages of today are the last that are in time, or later than that."""
        return self.last_on <= today if self.is_window else self.last_on < own.office_day_after(today)


class Silence(NamedTuple):
    """Nobody was told, not even on `owed_on`. known_on: when the casework was last written in before that."""

    trajectory: str
    workflow: str
    rule: str
    last_on: date
    known_on: date
    owed_on: date

    @property
    def is_late_knowledge(self) -> bool:
        """It became known when no message could be in time any more."""
        return self.owed_on > own.office_day_from(self.last_on)


class Verdict(NamedTuple):
    """owed: the terms that somebody had to be told of. wrong_days: what was said for another last day than ours."""

    owed: list[tuple[str, Term]]
    silences: list[Silence]
    wrong_days: list[tuple[str, Term, str]]


class Passage(NamedTuple):
    stage: str
    on: date
    left_on: date


class Casework:
    """One trajectory as it was known; over: closed or taken back."""

    def __init__(self, rows: list[Row], book: Book) -> None:
        self.rules: dict[str, Any] = book.definitions[rows[0].definition]["deadlines"]
        self.decree = frozenset(date.fromisoformat(day) for day in book.decree)
        self.facts: dict[str, list[tuple[Any, date, date]]] = defaultdict(list)  # value, from when, written down on
        self.done: dict[str, list[tuple[int, date]]] = defaultdict(list)
        self.amounts = {
            name: task.get("amount", 1) for name, task in book.definitions[rows[0].definition]["tasks"].items()
        }
        self.path: list[Passage] = []
        self.over = False
        for row in mended(rows):
            self._read(row)

    def _read(self, row: Row) -> None:
        on = date.fromisoformat(row.occurred_on)
        if row.type == "FactSet":
            self.facts[row.data["name"]].append((row.data["value"], on, row.known_at.date()))
        elif row.type == "TaskDone":
            self.done[row.data["task"]].append((row.data.get("amount", 1), on))
        elif row.type == "TrajectoryClosed":
            self.over = True
        else:
            if self.path:
                self.path[-1] = self.path[-1]._replace(left_on=on)
            self.path.append(Passage(row.data["stage"], on, date.max))
            self.over = bool(row.data.get("outcome"))

    # what the definition says

    def terms(self) -> Iterator[Term]:
        """Those of law that run."""
        for name, rule in self.rules.items():
            reading = self.reading(rule)
            if not self.over and reading and reading.get("legal") == "statutory" and self.holds(rule.get("when")):
                last_on = self.last_on(name)
                if last_on and self.since_on(rule) and not self.has_ended(rule):
                    yield Term(name, last_on, rule.get("moment") == "opens")

    def reading(self, rule: dict[str, Any]) -> dict[str, Any] | None:
        """The rule as the law read on its key date; None where it says nothing, or the date is not known."""
        if "versions" not in rule:
            return rule
        key = self.fact(rule["version_key"]["fact"]) if "version_key" in rule else None
        for version in rule["versions"]:
            if key and version.get("from", "") <= key <= version.get("until", "9999"):
                return {**rule, **version}
        return None

    def last_on(self, name: str) -> date | None:
        rule = self.rules[name]
        reading, zero = self.reading(rule), self.zero(rule["anchor"])
        if reading is None or zero is None:
            return None
        back, term = rule.get("count") == "back", self.term(reading["term"])
        if term is None:
            return None
        raw = own.add(zero, term, back=back) - own.DAY * bool(rule.get("first_day_counts"))
        if rule.get("suspendable", True) and not back:
            moves = reading.get("legal") == "statutory" and own.is_short(term)
            paused = end_with_pauses(zero, raw, self.letters(reading), self._moved if moves else lambda day: day)
            if paused is None:
                return None
            raw = paused
        if reading.get("legal") != "statutory" or not own.is_short(term):
            return raw
        if back:
            raise ValueError(f"the oracle cannot move {name}")
        if 3 <= (raw - zero).days:  # Atw art. 2: at least two days in it that are no holidays
            while sum(each == own.moved(each, self.decree) for each in days_between(zero, raw)) < 2:
                raw += own.DAY
        return own.moved(raw, self.decree)

    def _moved(self, day: date) -> date:
        return own.moved(day, self.decree)

    def term(self, said: Any) -> str | None:
        """As it is said; a number of months that a fact gives is not known before the fact is."""
        match said:
            case str():
                return said
            case {"months": {"fact": str(name)}}:
                return f"{self.fact(name)} months" if self.fact(name) else None
            case _:
                raise ValueError(f"the oracle cannot count {said}")

    def letters(self, reading: dict[str, Any]) -> Iterator[Letter]:
        """What lets the term stand still by itself."""
        for ground in reading.get("suspend", {}).get("grounds", {}).values():
            given = self.values(ground["last_day"]) if "last_day" in ground else []
            last_on = given[-1][0] if given else None
            match ground.get("begins"):
                case None:
                    pass
                case {"stage": str(name)}:
                    for passage in self.path:
                        if passage.stage == name:
                            left_on = None if passage.left_on == date.max else passage.left_on
                            yield Letter(passage.on, left_on, last_on)
                case {"fact": str(name)}:
                    ends = [day for end in ground.get("ends", []) for day, _ in self.values(end["fact"])]
                    for day, _ in self.values(name):
                        yield Letter(day, min((each for each in ends if each >= day), default=None), last_on)
                case begins:
                    raise ValueError(f"the oracle does not know how {begins} begins")

    def zero(self, anchor: dict[str, Any]) -> date | None:
        match anchor:
            case {"fact": str(name)}:
                values = self.values(name, first=anchor.get("pick") == "first")
                return values[-1][0] if values else None
            case {"deadline": str(name)}:
                return self.last_on(name)
            case {"later_of": parts}:
                days = [self.zero(part) for part in parts]
                known = [day for day in days if day]
                return max(known) if len(known) == len(days) else None
            case _:
                raise ValueError(f"the oracle cannot count from {anchor}")

    def values(self, name: str, *, first: bool = False) -> list[tuple[date, date]]:
        """The days that a fact held one after another, and when each was written down."""
        known = [(date.fromisoformat(value), written) for value, _, written in self.facts[name] if value]
        return known[:1] if first else known

    def fact(self, name: str) -> Any:
        return self.facts[name][-1][0] if self.facts[name] else None

    def holds(self, when: Any) -> bool:
        match when:
            case None:
                return True
            case {"all": parts}:
                return all(map(self.holds, parts))
            case {"any": parts}:
                return any(map(self.holds, parts))
            case {"not": part}:
                return not self.holds(part)
            case {"fact": name, "is": "set"}:
                return self.fact(name) is not None
            case {"fact": name, "is": value}:
                return bool(self.fact(name) == value)
            case {"fact": name, "from": day}:
                return self.fact(name) is not None and str(self.fact(name)) >= day
            case {"fact": name, "before": day}:
                return self.fact(name) is not None and str(self.fact(name)) < day
            case _:
                raise ValueError(f"the oracle cannot judge {when}")

    # whether it is over

    def since_on(self, rule: dict[str, Any]) -> date | None:
        stage = rule.get("since", self.path[0].stage)
        return next((each.on for each in reversed(self.path) if each.stage == stage), None)

    def begins(self, rule: dict[str, Any]) -> tuple[date, bool]:
        """The day of the start in question, and whether it is the first."""
        since = self.since_on(rule)
        assert since
        again = "since" in rule and sum(each.stage == rule["since"] for each in self.path) > 1
        values = self.all_values(rule["anchor"])
        day, written = values[-1]
        first = len({each for each, _ in values}) == 1 and not again
        if rule.get("count") == "back" or day > written:
            day = since if first else written
        return (max(day, since) if again else day), first

    def all_values(self, anchor: dict[str, Any]) -> list[tuple[date, date]]:
        match anchor:
            case {"fact": str(name)}:
                return self.values(name, first=anchor.get("pick") == "first")
            case {"later_of": parts}:
                return max((self.all_values(part) for part in parts), key=lambda values: values[-1][0])
            case {"deadline": str(name)}:
                last_on = self.last_on(name)
                assert last_on
                return [(last_on, date.min)]
            case _:
                raise ValueError(f"the oracle cannot count from {anchor}")

    def has_ended(self, rule: dict[str, Any]) -> bool:
        begins_on, first = self.begins(rule)
        lapses = rule.get("lapses_at", [])
        if any(each.stage in lapses and each.left_on > begins_on for each in self.path):
            return True
        for way in rule.get("met_by", []):
            ahead = way.get("ahead") and first and rule.get("moment") != "opens"
            if any(day >= (date.min if ahead else begins_on) for day in self.happened(way)):
                return True
        return False

    def happened(self, way: dict[str, Any]) -> Iterator[date]:
        """The days on which one of the ways of meeting a term came true."""
        match way:
            case {"stage": stage}:
                yield from (each.on for each in self.path if each.stage == stage)
            case {"fact": name}:
                for value, on, _ in self.facts[name]:
                    yield date.fromisoformat(value) if is_day(value) else on
            case {"task": name}:
                done = 0
                for amount, on in self.done[name]:
                    done += amount
                    if done >= self.amounts[name]:
                        yield on
            case _:
                raise ValueError(f"the oracle does not know how {way} is done")


def is_day(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))


def days_between(after: date, last: date) -> Iterator[date]:
    while (after := after + own.DAY) <= last:
        yield after


def mended(rows: list[Row]) -> list[Row]:
    """With what was corrected, in the order in which it happened; an opening taken back leaves nothing that runs."""
    kept = {row.version: row for row in rows if row.type in READ}
    for row in rows:
        if row.type == "EventVoided" and row.data["version"] == 1:
            return [rows[0], rows[0]._replace(type="TrajectoryClosed")]
        if row.type == "EventVoided":
            kept.pop(row.data["version"], None)
        elif row.type == "EventReplaced" and row.data["version"] in kept:
            was = kept[row.data["version"]]
            data = {**was.data, **({"value": row.data["value"]} if row.data.get("value") is not None else {})}
            kept[was.version] = was._replace(occurred_on=row.data.get("occurred_on") or was.occurred_on, data=data)
        elif row.type not in (*READ, *ASIDE, "EventReplaced"):
            raise ValueError(f"the oracle does not know {row.type}")
    return sorted(kept.values(), key=lambda row: (row.occurred_on, row.version))


def named_in(mails: Iterable[tuple[date, str]]) -> set[tuple[date, str, str]]:
    """Which term was named in a mail of which day."""
    return {(day, key, rule) for day, text in mails for key, rule in NAMED.findall(text)}


def judge(book: Book, ticks: list[datetime], mails: Iterable[tuple[date, str]]) -> Verdict:
    """ticks: when messages went out, one for each office day. mails: the text of each, and its day."""
    named = named_in(mails)
    said: Said = defaultdict(list)
    files: dict[str, list[Row]] = defaultdict(list)
    running: dict[str, list[Term]] = {}
    verdict = Verdict([], [], [])
    seen: set[tuple[str, Term]] = set()
    rows = iter([*book.rows, None])
    row = next(rows)
    for tick in ticks:
        today, changed = tick.date(), set[str]()
        while row and row.known_at.date() <= today and row.known_at <= tick:
            if row.type == "ReminderSent":
                key, rule = NAMED.findall(row.data["reminder"])[0]
                if (row.known_at.date(), key, rule) in named:
                    said[key, rule].append((row.known_at.date(), str(row.data["due_on"])))
            elif re.fullmatch(r"t\d+", row.stream):
                files[row.stream].append(row)
                changed.add(row.stream)
            row = next(rows)
        running.update({key: list(Casework(files[key], book).terms()) for key in changed})
        for key, terms in running.items():
            for term in terms:
                _judge_one(verdict, seen, files[key], term, said[key, term.rule], today)
    return verdict


def _judge_one(
    verdict: Verdict,
    seen: set[tuple[str, Term]],
    rows: list[Row],
    term: Term,
    said: list[tuple[date, str]],
    today: date,
) -> None:
    key = rows[0].stream
    wrong = [due for day, due in said if day == today and due != term.last_on.isoformat()]
    verdict.wrong_days.extend((key, term, due) for due in wrong)
    if not term.is_owed(today) or (key, term) in seen:
        return
    seen.add((key, term))
    verdict.owed.append((key, term))
    if not any(due == term.last_on.isoformat() or today - day <= JUST_SAID for day, due in said):
        known_on = rows[-1].known_at.date()
        verdict.silences.append(Silence(key, rows[0].data["workflow"], term.rule, term.last_on, known_on, today))
