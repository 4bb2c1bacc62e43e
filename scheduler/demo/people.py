"""The invented people of the demo: the households of the intake and those of the year before, drawn with the seed."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from scheduler.demo.cohort import Road, cohort
from trajectories.people.clients import NewPerson
from workflows.calendar import builtin_calendar

SEED = 2018


class Family(NamedTuple):
    """A household before anything happened. members: adults first, of whom the first applies for family reunion.

    months: of guidance as it will be assessed; 0 under the arrangement of before 2018. course: of the family reunion,
    empty where they do not apply.
    """

    ref: str
    dwelling: str
    members: tuple[NewPerson, ...]
    adult_count: int
    opened_on: date
    intake_on: date
    permit_on: date
    months: int
    course: str
    road: Road

    @property
    def adults(self) -> tuple[NewPerson, ...]:
        return self.members[: self.adult_count]

    @property
    def permit_until(self) -> date:
        return date(self.permit_on.year + 5, self.permit_on.month, min(self.permit_on.day, 28))


class Kind(NamedTuple):
    nationality: str
    adults: int
    children: int


def families(seed: int = SEED) -> list[Family]:
    """The households of the intake, in the order in which they come."""
    dice, known = Random(f"{seed} families"), cohort().households
    kinds = _kinds(dice)
    opened = _days_of_opening(len(kinds))
    courses, months = _courses(kinds), _months(len(kinds), dice)
    genders, numbers = _genders(kinds, dice), count(1)
    found = []
    for place, kind in enumerate(kinds):
        ref, on, course = f"WL-H-{place + 1:03}", opened[place], courses.get(place, "")
        own = known.get(ref)
        permit_on = (own and own.permit_on) or on - timedelta(dice.randint(14, 30) if course else dice.randint(25, 160))
        members = _members(kind, on, genders[place], numbers, dice)
        road = own.road if own else cohort().roads["usual"]
        dwelling = f"WL-W-{place + 1:03}"
        found.append(Family(ref, dwelling, members, kind.adults, on, on, permit_on, months[place], course, road))
    return found


def earlier(seed: int = SEED) -> list[Family]:
    """The single persons of before."""
    found = []
    for number, row in enumerate(cohort().earlier, 1):
        dice, on = Random(f"{seed} earlier {number}"), row.opened_on
        gender = "v" if dice.random() < 0.3 else "m"
        person = _adult(f"WL-2017-{number:03}", row.nationality, gender, 34, on, dice)
        permit_on = on - timedelta(dice.randint(8, 25))
        ref, dwelling, road = f"WL-H-2017-{number:02}", f"WL-W-2017-{number:02}", cohort().roads[row.road]
        found.append(Family(ref, dwelling, (person,), 1, on, permit_on, permit_on, 0, row.course, road))
    return found


def _place(ref: str) -> int:
    return int(ref.rpartition("-")[2]) - 1


def _kind(nationality: str, size: str) -> Kind:
    return Kind(nationality, int(size[0]), int(size[2]))


def _kinds(dice: Random) -> list[Kind]:
    """Every household of the nations in the order of coming; those that are known in their own place."""
    nations, known = cohort().nations, cohort().households
    kinds = [_kind(name, size) for name, nation in nations.items() for size in nation.households.split()]
    fixed = {_place(ref): _kind(each.nationality, each.size) for ref, each in known.items() if each.size}
    for kind in fixed.values():
        kinds.remove(kind)
    dice.shuffle(kinds)
    for place in sorted(fixed):
        kinds.insert(place, fixed[place])
    return kinds


def _days_of_opening(number: int) -> list[date]:
    """Spread evenly over the working days of the intake; the latecomers last."""
    intake, calendar = cohort().intake, builtin_calendar()
    every = range((intake.last_on - intake.first_on).days + 1)
    days = [day for after in every if calendar.is_working_day(day := intake.first_on + timedelta(after))]
    spread = number - len(intake.latecomers)
    return [days[round(place * (len(days) - 1) / (spread - 1))] for place in range(spread)] + list(intake.latecomers)


def _months(number: int, dice: Random) -> list[int]:
    """The assessed months by household. The latecomers are not assessed within the year."""
    fixed = {_place(ref): each.months for ref, each in cohort().households.items() if each.months}
    months = [term for term, amount in cohort().intake.guidance for _ in range(amount)]
    for term in fixed.values():
        months.remove(term)
    dice.shuffle(months)
    for place in sorted(fixed):
        months.insert(place, fixed[place])
    return months + [15] * (number - len(months))


def _courses(kinds: list[Kind]) -> dict[int, str]:
    """Which course of family reunion begins in which household: a single person who came about then."""
    found = {_place(ref): each.course for ref, each in cohort().households.items() if each.course}
    for course, about in cohort().intake.reunions:
        free = [place for place, kind in enumerate(kinds) if kind[1:] == (1, 0) and place not in found]
        found[min(free, key=lambda place: abs(place - about))] = course
    return found


def _genders(kinds: list[Kind], dice: Random) -> list[str]:
    """Per household the genders of its members, as one word: couples a man and a woman, most parents alone women."""
    intake = cohort().intake
    women = {_place(ref) for ref, each in cohort().households.items() if each.head == "v"}
    alone = [place for place, kind in enumerate(kinds) if kind.adults == 1]
    single = [place for place in alone if not kinds[place].children]
    parents = [place for place in alone if kinds[place].children and place not in women]
    women |= {*dice.sample(single, intake.women_alone), *(set(parents) - {dice.choice(parents)})}
    child_count = sum(kind.children for kind in kinds)
    children = iter(dice.sample("m" * intake.boys + "v" * (child_count - intake.boys), child_count))
    return [
        ("mv" if kind.adults == 2 else "v" if place in women else "m")
        + "".join(next(children) for _ in range(kind.children))
        for place, kind in enumerate(kinds)
    ]


def _members(kind: Kind, on: date, genders: str, numbers: Iterator[int], dice: Random) -> tuple[NewPerson, ...]:
    """Adults are adults and children are children on every day of the year. Siblings are a year apart or more."""
    age = dice.randint(20, 44) if not kind.children else dice.randint(22 + 2 * kind.children, 42)
    found: list[NewPerson] = []
    for gender in genders[: kind.adults]:
        ref = f"WL-2018-{next(numbers):03}"
        years = age + (dice.randint(0, 5) if gender == "m" else 0)
        found.append(_adult(ref, kind.nationality, gender, years, on, dice))
    family_name = found[0].name.split(" ", 1)[1]
    season = dice.randint(90, 300)  # days since the last birthday
    for years, gender in zip(
        sorted(dice.sample(range(min(16, age - 19)), kind.children), reverse=True), genders[kind.adults :], strict=True
    ):
        name = f"{dice.choice(_given(kind.nationality, gender))} {family_name}"
        born = on - timedelta(round(years * 365.25) + season + dice.randint(0, 30))
        found.append(NewPerson(f"WL-2018-{next(numbers):03}", name, born, gender, kind.nationality, "asiel"))
    return tuple(found)


def _adult(ref: str, nationality: str, gender: str, age: int, on: date, dice: Random) -> NewPerson:
    family_names = cohort().nations[nationality].families.split()
    name = f"{dice.choice(_given(nationality, gender))} {dice.choice(family_names)}"
    born = on - timedelta(round(age * 365.25) + dice.randint(20, 340))
    return NewPerson(ref, name, born, gender, nationality, "asiel")


def _given(nationality: str, gender: str) -> list[str]:
    nation = cohort().nations[nationality]
    return (nation.men if gender == "m" else nation.women).split()
