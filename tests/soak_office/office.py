"""An office that is run through the command line, in a sandbox with a clock and a mail server of its own."""

import contextlib
import heapq
import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import count
from typing import Any, NamedTuple

from cli.app import main
from tests.mailserver import MailServer
from tests.soak_office.history_rows import AMSTERDAM
from tests.soak_office.own_calendar import office_day_after, office_day_from

STAFF: dict[str, tuple[str, str]] = {  # name: role, and where they work; everywhere where it is empty
    "Cora": ("coordinator", "westland"),
    "Carl": ("coordinator", "westland"),
    "Lena": ("coordinator", "leiden"),
    "Hugo": ("coordinator", "den_haag"),
    "Vera": ("volunteer", "westland"),
    "Joost": ("jurist", ""),
    "Thea": ("teamleider", ""),
}
SMALL = {"Cora": ("coordinator", "westland"), "Joost": ("jurist", ""), "Thea": ("teamleider", "")}
Staff = dict[str, tuple[str, str]]

Story = Iterator[date]  # does its next piece of work, then names the day on which it goes on


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Mail(NamedTuple):
    day: date
    to: str
    text: str


class Office:
    """ticks: when messages went out. refused: commands that were not taken, by their first words and the exit code."""

    def __init__(self, url: str, server: MailServer, first: date, staff: Staff = STAFF) -> None:
        self.url, self.server, self.staff = url, server, staff
        self.today = office_day_from(first)
        self.ticks: list[datetime] = []
        self.mails: list[Mail] = []
        self.done, self.refused = Counter[str](), Counter[str]()
        self._waiting: list[tuple[date, int, Story]] = []
        self._numbers = count()
        self.ask("Ada", "--now", f"{self.today}T07:00", "init", "--sandbox")
        self.ask("Ada", "scheduler", "channel", "smtp")
        for name, (role, place) in staff.items():
            where = ["--municipality", place] if place else []
            self.ask("Ada", "staff", "add", name, "--role", role, *where, "--email", f"{name.lower()}@example.org")

    def coordinators(self) -> list[tuple[str, str]]:
        """Names, and where they work."""
        return [(name, place) for name, (role, place) in self.staff.items() if role == "coordinator"]

    # days

    def begin(self, story: Story, on: date) -> None:
        heapq.heappush(self._waiting, (office_day_from(on), next(self._numbers), story))

    def work_until(self, last: date) -> None:
        """Each office day: what is to be said at eight, and from nine on what people do."""
        while self.today <= last:
            self._tick()
            self._clock("Ada", time(9))
            while self._waiting and self._waiting[0][0] <= self.today:
                _, _, story = heapq.heappop(self._waiting)
                if (on := next(story, None)) is not None:
                    self.begin(story, max(on, self.today))
            self.today = office_day_after(self.today)

    def _clock(self, who: str, at: time) -> None:
        self.now = ["--now", f"{self.today}T{at:%H:%M}"]

    def _tick(self) -> None:
        self._clock("Ada", time(8))
        self.ticks.append(datetime.combine(self.today, time(8), AMSTERDAM))
        came = len(self.server.mails)
        ran = self.run("Ada", *self.now, "scheduler", "tick", "--send")
        assert 0 == ran.code, ran
        for mail in self.server.mails[came:]:
            body = mail.get_body(("plain",))
            assert body
            self.mails.append(Mail(self.today, str(mail["To"]), body.get_content()))

    # commands

    def run(self, who: str, *words: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["--database", self.url, "--by", who, *words])
        return Ran(code, out.getvalue(), err.getvalue())

    def ask(self, who: str, *words: str) -> Any:
        """The JSON answer of a command that must succeed."""
        ran = self.run(who, *words, *([] if "init" in words or "channel" in words else ["--json"]))
        assert 0 == ran.code, (words, ran)
        return json.loads(ran.out) if ran.out.startswith(("{", "[")) else None

    def try_(self, who: str, *words: str) -> Any:
        """The JSON answer, or None for a command that was refused; one that breaks down is an error."""
        ran = self.run(who, *self.now, *words, "--json")
        assert ran.code in (0, 2, 4, 5), (self.today, words, ran)
        name = " ".join(each for each in words[:2] if each.isalpha())
        if ran.code:
            self.refused[f"{name}: {ran.code}"] += 1
            return None
        self.done[name] += 1
        return json.loads(ran.out)

    # what people do in more than one command

    def show(self, ref: str) -> dict[str, Any]:
        ran = self.run("Ada", *self.now, "show", ref, "--json")
        found: dict[str, Any] = json.loads(ran.out) if ran.code == 0 else {"trajectories": []}
        return found

    def file(self, ref: str, workflow: str) -> dict[str, Any]:
        """The open trajectory of that workflow, or nothing."""
        files = [each for each in self.show(ref)["trajectories"] if each["workflow"] == workflow]
        return next((each for each in files if not each["closed"]), {})

    def fact(self, who: str, ref: str, workflow: str, name: str, value: str, on: date | None = None) -> Any:
        """Recorded; what is already there happens again, where the product asks which it is."""
        key = self.file(ref, workflow).get("trajectory")
        if not key:
            return None
        words = ["fact", "set", key, name, value, *(["--on", str(on)] if on else [])]
        return self.try_(who, *words) or self.try_(who, *words, "--again")

    def step(self, who: str, ref: str, workflow: str, trigger: str, *words: str) -> Any:
        key = self.file(ref, workflow).get("trajectory")
        return self.try_(who, "advance", key, trigger, *words) if key else None

    def forward(self, who: str, ref: str, workflow: str, triggers: dict[str, dict[str, str]]) -> None:
        """The first of the triggers that is there, with its facts; what is still to be done before it is done."""
        found = self.file(ref, workflow)
        there = {each["trigger"] for each in (*found.get("possible", []), *found.get("blocked", []))}
        trigger = next((each for each in triggers if each in there), "")
        if not trigger:
            return
        for task in found["open_tasks"]:
            if not task.get("optional"):
                member = ["--member", task["member"]] if task["member"] else []
                self.try_(who, "task", "done", found["trajectory"], task["task"], *member)
        for name, value in triggers[trigger].items():  # not every municipality asks for each
            self.try_(who, "fact", "set", found["trajectory"], name, value)
        self.try_(who, "advance", found["trajectory"], trigger)

    def answer_questions(self, who: str, ref: str, answers: Iterator[str]) -> None:
        for question in self.show(ref).get("questions", []):
            answer = next(answers)
            self.try_(
                who, "settle", question["question"], answer, *(["--reason", "blijft zo"] if answer == "no" else [])
            )


@contextlib.contextmanager
def mailing_to(server: MailServer) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in (*server.environment(), "TRAJECT_LANG")}
    os.environ.update({**server.environment(), "TRAJECT_LANG": "en"})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
