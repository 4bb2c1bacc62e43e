"""What happens to the people of a simulated office in two years. All of it is drawn beforehand.

So two versions of the product see the same happenings: a story draws from its own dice, and no answer moves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.soak_office.office import Office, Story

ROAD = ["plan_bezichtiging", "accepteer_woning", "start_coaching", "start_begeleiding"]


def days(count: int) -> timedelta:
    return timedelta(count)


@dataclass
class Family:
    """A household that comes on a day. members: reference and birth date; the first is always grown up."""

    office: Office
    ref: str
    dice: Random
    comes_on: date
    place: str = ""
    who: str = ""
    members: dict[str, date] = field(default_factory=dict)
    granted_on: date = date.min

    def __post_init__(self) -> None:
        self.who, self.place = self.dice.choice(self.office.coordinators())
        self.granted_on = self.comes_on - days(self.dice.randint(3, 110))
        ages = [self.dice.randint(19, 60)]
        ages += [self.dice.randint(19, 60)] * self.dice.randint(0, 1)
        ages += [self.dice.choice([0, 2, 4, 9, 15, 17, 17]) for _ in range(self.dice.randint(0, 2))]
        for number, age in enumerate(ages, 1):
            birthday = self.comes_on - days(round(365.25 * age) + self.dice.randint(0, 364))
            self.members[f"{self.ref}-{number}"] = birthday

    def adults(self) -> list[str]:
        return [ref for ref, born in self.members.items() if born <= self.comes_on - days(18 * 365 + 5)]

    def begin(self) -> None:
        office = self.office
        office.begin(self.arrive(), self.comes_on)
        office.begin(self.settle(Random(f"{self.ref} settle")), self.comes_on + days(20))
        for ref in self.members:
            office.begin(self.watch_permit(ref, Random(f"{ref} permit")), self.comes_on + days(1))
        for ref in self.adults():
            office.begin(self.bring_family(ref, Random(f"{ref} nareis")), self.comes_on + days(1))
            office.begin(self.integrate(ref, Random(f"{ref} plicht")), self.comes_on + days(1))
        office.begin(self.lead_a_life(Random(f"{self.ref} life")), self.comes_on + days(40))

    def today(self) -> date:
        return self.office.today

    def arrive(self) -> Story:
        yield self.comes_on
        for ref, born in self.members.items():
            self.office.try_(self.who, "client", "add", "--ref", ref, "--born", str(born))
        members = [word for ref in self.members for word in ("--member", ref)]
        self.office.try_(self.who, "household", "add", "--ref", self.ref, *members)
        self.office.try_(self.who, "open", "vestiging", self.ref, "--municipality", self.place)
        key = self.office.file(self.ref, "vestiging").get("trajectory", "")
        self.office.try_(self.who, "assign", key, self.who, "--as", "coordinator")

    def settle(self, dice: Random) -> Story:
        """Dwelling, registration, insurance, income; each late now and then."""
        office, who, ref = self.office, self.who, self.ref
        yield self.comes_on + days(dice.randint(20, 60))
        asked_on = self.today() - days(dice.randint(0, 50))
        office.fact(who, ref, "vestiging", "uitkering_aangevraagd_op", str(max(asked_on, self.comes_on)))
        facts: dict[str, dict[str, str]] = {each: {} for each in ROAD}
        for _ in range(3):
            yield self.today() + days(dice.randint(5, 20))
            moved_on = str(self.today() - days(dice.choice([0, 0, 1, 9])))
            facts["start_coaching"] = {"huurcontract_op": moved_on, "gevestigd_op": moved_on}
            office.forward(who, ref, "vestiging", facts)
        office.try_(who, "household", "house", ref, "--municipality", self.place, "--dwelling", f"D-{ref}")
        office.fact(
            who, ref, "vestiging", "verzekeringsplichtig_op", str(self.today() - days(dice.choice([0, 30, 140])))
        )
        yield self.today() + days(dice.choice([0, 3, 9, 30]))
        office.fact(who, ref, "vestiging", "ingeschreven_brp_op", str(self.today()))
        yield self.today() + days(dice.randint(5, 60))
        office.fact(who, ref, "vestiging", "uitkering_besluit_op", str(self.today()))
        yield self.today() + days(dice.randint(5, 120))
        office.fact(who, ref, "vestiging", "zorgverzekering_op", str(self.today()))
        facts["start_begeleiding"] = {"mb_maanden": "15"}
        office.forward(who, ref, "vestiging", facts)

    def watch_permit(self, ref: str, dice: Random) -> Story:
        office, who = self.office, self.who
        yield self.comes_on + days(dice.randint(1, 90))
        begins_on = self.granted_on - days(dice.choice([0, 200, 1500]))
        office.fact(who, ref, "verblijf", "ingang_op", str(begins_on))
        office.fact(who, ref, "verblijf", "geldig_tot", str(begins_on + days(1826)))
        if dice.random() < 0.3:
            office.fact(
                who, ref, "verblijf", "rechtmatig_sinds", str(self.granted_on - days(dice.choice([0, 1700, 1800])))
            )
        if self.granted_on >= date(2026, 6, 12) and dice.random() < 0.5:
            office.fact(who, ref, "verblijf", "alleen_subsidiair", "true")
            office.fact(who, ref, "verblijf", "vergunning_bekend_op", str(self.granted_on))
        yield self.today() + days(dice.randint(60, 300))
        if dice.random() < 0.3:
            office.fact(who, ref, "verblijf", "onbepaalde_tijd", "true")
            office.step(who, ref, "verblijf", "vraag_verlenging_aan")
            office.fact(who, ref, "verblijf", "aanvraag_ontvangen_op", str(self.today() - days(dice.randint(0, 20))))

    def bring_family(self, ref: str, dice: Random) -> Story:
        """The permit's day, sometimes late and sometimes wrong; then the request and what comes of it."""
        office, who, workflow = self.office, self.who, "gezinshereniging"
        yield self.comes_on + days(dice.choice([1, 1, 5, 20, 90]))
        typed = self.granted_on - days(dice.choice([0, 0, 0, 30, 61, 365])) + days(dice.choice([0, 0, 0, 2]))
        done = office.fact(who, ref, workflow, "vergunning_verleend_op", str(typed))
        if typed != self.granted_on:
            yield self.today() + days(dice.choice([1, 4, 40]))
            if done:
                value = ["--value", str(self.granted_on), "--reason", "verkeerde dag"]
                office.try_(who, "correct", done["trajectory"], str(done["version"]), *value)
        yield self.today() + days(dice.randint(1, 100))
        wanted = dice.random()
        if wanted < 0.2:
            return  # nobody asks on
        office.fact(who, ref, workflow, "aanvragen", "true" if wanted > 0.4 else "false")
        office.step(who, ref, workflow, "rond_intake_af")
        if wanted <= 0.4:
            return
        yield self.today() + days(dice.randint(1, 40))
        filed_on = self.today()
        yield self.today() + days(dice.choice([0, 0, 10, 100]))
        office.step("Joost", ref, workflow, "dien_aanvraag_in", "--on", str(filed_on))
        office.fact("Joost", ref, workflow, "aanvraag_ontvangen_op", str(filed_on))
        yield self.today() + days(dice.randint(40, 330))
        yield from self.decide(ref, dice)

    def decide(self, ref: str, dice: Random) -> Story:
        office, workflow = self.office, "gezinshereniging"
        if dice.random() < 0.2:
            office.fact("Joost", ref, workflow, "ingebrekestelling_op", str(self.today()))
            yield self.today() + days(dice.randint(10, 60))
        if dice.random() < 0.4:
            yield from self.enter(ref, dice)
            return
        known_on = str(self.today() - days(dice.choice([0, 3, 20, 40])))
        office.fact("Joost", ref, workflow, "afwijzing_bekend_op", known_on)
        office.step("Joost", ref, workflow, "wijs_af")
        yield self.today() + days(dice.choice([5, 15, 25, 50]))
        office.step("Joost", ref, workflow, "maak_bezwaar")
        yield self.today() + days(dice.randint(40, 200))
        known_on = str(self.today() - days(dice.choice([0, 3, 20, 40])))
        office.fact("Joost", ref, workflow, "beslissing_bezwaar_op", known_on)
        office.step("Joost", ref, workflow, "wijs_bezwaar_af")
        yield self.today() + days(dice.choice([5, 15, 25, 50]))
        office.step("Joost", ref, workflow, "stel_beroep_in")

    def enter(self, ref: str, dice: Random) -> Story:
        office, who, workflow = self.office, self.who, "gezinshereniging"
        office.fact("Joost", ref, workflow, "beslissing_op", str(self.today()))
        office.step("Joost", ref, workflow, "willig_in")
        yield self.today() + days(dice.randint(5, 80))
        for name, trigger in (
            ("mvv_afgegeven_op", "haal_mvv_op"),
            ("ingereisd_op", "reis_in"),
            ("gemeld_op", "meld_aan"),
        ):
            office.fact(who, ref, workflow, name, str(self.today()))
            office.step(who, ref, workflow, trigger)
            yield self.today() + days(dice.randint(3, 30))
        office.fact(who, ref, workflow, "vergunning_nareis_op", str(self.today()))

    def integrate(self, ref: str, dice: Random) -> Story:
        office, who, workflow = self.office, self.who, "inburgering"
        yield self.comes_on + days(dice.randint(1, 60))
        old_law = dice.random() < 0.2
        obliged_on = date(2021, 12, 31) - days(dice.randint(0, 200)) if old_law else self.granted_on
        office.fact(who, ref, workflow, "inburgeringsplichtig_op", str(obliged_on))
        office.step(who, ref, workflow, "start_inburgering")
        yield self.today() + days(dice.choice([1, 20, 60]))
        if old_law:
            office.fact(who, ref, workflow, "verlenging_gevraagd_op", str(self.today()))
            office.step(who, ref, workflow, "vraag_verlenging")
            return
        told_on = self.today() - days(dice.choice([0, 10, 90]))
        office.fact(who, ref, workflow, "kennisgeving_duo_op", str(max(told_on, self.granted_on)))
        office.fact(who, ref, workflow, "ingeschreven_brp_op", str(max(told_on, self.granted_on)))
        if dice.random() < 0.5:
            office.fact(who, ref, workflow, "bijstand_sinds", str(self.today() - days(dice.choice([0, 100, 200]))))
        yield self.today() + days(dice.randint(20, 110))
        if dice.random() < 0.8:
            office.fact(who, ref, workflow, "pip_op", str(self.today()))
            office.step(who, ref, workflow, "stel_pip_vast")

    def lead_a_life(self, dice: Random) -> Story:
        """Births, splits, moves, deaths, wrong openings; and what the office is asked of them."""
        office, who = self.office, self.who
        answers = iter(lambda: dice.choice(["yes", "yes", "no"]), "")
        for happens in dice.sample(
            [self.give_birth, self.split, self.move, self.die, self.open_wrongly, self.leave], 3
        ):
            yield self.today() + days(dice.randint(10, 160))
            happens(dice)
            yield self.today() + days(dice.randint(1, 25))
            for ref in (self.ref, *self.members):
                office.answer_questions(who, ref, answers)

    def give_birth(self, dice: Random) -> None:
        born = self.today() - days(dice.randint(0, 30))
        ref = f"{self.ref}-b"
        self.office.try_(self.who, "client", "add", "--ref", ref, "--born", str(born))
        self.office.try_(self.who, "household", "join", self.ref, "--member", ref, "--on", str(born))

    def split(self, dice: Random) -> None:
        if len(self.members) > 1:
            ref = list(self.members)[1]
            on = str(self.today() - days(dice.randint(0, 10)))
            self.office.try_(self.who, "household", "leave", self.ref, "--member", ref, "--on", on)
            self.office.try_(self.who, "household", "add", "--ref", f"{self.ref}-s", "--member", ref)

    def move(self, dice: Random) -> None:
        """A day after: the second day of settling, and often the second registration."""
        (_, place), on = dice.choice(self.office.coordinators()), str(self.today() - days(dice.choice([0, 0, 3, 20])))
        dwelling = ["--municipality", place, "--dwelling", f"D-{self.ref}", "--on", on]
        if not self.office.try_(self.who, "household", "move", self.ref, *dwelling):
            self.office.try_(self.who, "household", "house", self.ref, *dwelling)
        registered = dice.random() < 0.5
        self.office.fact(self.who, self.ref, "vestiging", "gevestigd_op", on)
        if registered:
            self.office.fact(self.who, self.ref, "vestiging", "ingeschreven_brp_op", str(self.today()))

    def die(self, dice: Random) -> None:
        if len(self.members) > 2:
            ref = list(self.members)[-1]
            self.office.try_(self.who, "client", "leave", ref, "--reason", "overleden")

    def leave(self, dice: Random) -> None:
        ref, returns = list(self.members)[-1], dice.random() < 0.5
        if len(self.members) > 1:
            self.office.try_(self.who, "client", "leave", ref, "--reason", "verhuisd")
            if returns:
                self.office.try_(self.who, "client", "return", ref)

    def open_wrongly(self, dice: Random) -> None:
        opened = self.office.try_(
            self.who, "open", "naturalisatie", next(iter(self.members)), "--municipality", self.place
        )
        if opened:
            words = ["--void", "--reason", "verkeerde cliënt"]
            self.office.try_(self.who, "correct", opened["trajectory"], "1", *words)


def are_away(office: Office, dice: Random, first: date, last: date) -> Iterator[None]:
    """Everyone is away now and then, half of the time with a substitute; never two of the same work at once."""
    names = [name for name, (role, _) in office.staff.items() if role != "teamleider"]
    day = first
    while (day := day + days(dice.randint(15, 40))) < last:
        name = dice.choice(names)
        others = [each for each in names if each != name and office.staff[each][0] == office.staff[name][0]]
        other = dice.choice(others) if others and dice.random() < 0.5 else ""
        office.begin(_away(office, name, other, day, dice.randint(2, 14)), day)
    yield


def _away(office: Office, name: str, other: str, day: date, count: int) -> Story:
    yield day
    words = ["--until", str(office.today + days(count)), *(["--substitute", other] if other else [])]
    office.try_("Thea", "staff", "away", name, *words)


def live(office: Office, seed: int, families: int, first: date, last: date) -> None:
    """Everybody comes in the first three quarters of the time, and lives until its last day."""
    dice = Random(seed)
    span = (last - first).days * 3 // 4
    for number in range(1, families + 1):
        ref = f"H{number:03}"
        Family(office, ref, Random(f"{seed} {ref}"), first + days(dice.randint(0, span))).begin()
    for _ in are_away(office, dice, first, last):
        office.work_until(last)
