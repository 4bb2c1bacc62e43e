"""The invented people of the demo: 63 households whose counts are those of Westland in 2018, and what befalls them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from trajectories.people.clients import NewPerson
from workflows.calendar import builtin_calendar
from workflows.language.names import Role
from workflows.words import Words

SEED = 2018
LAST_ASSESSMENT = date(2018, 12, 21)
MONTHS = {9: 7, 15: 39, 21: 15}  # of guidance, by how many households
BOYS = 46  # of the 80 children
PATH = "WL-H-008"  # the household whose path is worth a look
REFUSED = "WL-H-062"  # the household that cannot go on yet


class Family(NamedTuple):
    """A household before anything happened. members: adults first, of whom the first applies for family reunion.

    months: of guidance as it will be assessed; 0 under the arrangement of before 2018. assessed_on: set where the day
    matters, else some weeks after housing. course: of the family reunion, empty where they do not apply.
    """

    ref: str
    dwelling: str
    members: tuple[NewPerson, ...]
    adult_count: int
    opened_on: date
    intake_on: date
    permit_on: date
    months: int
    course: str = ""
    assessed_on: date | None = None

    @property
    def adults(self) -> tuple[NewPerson, ...]:
        return self.members[: self.adult_count]


# the people of 2018


class Kind(NamedTuple):
    nationality: str
    adults: int
    children: int


def families(seed: int = SEED) -> list[Family]:
    """The households of the intake of 2018, in the order in which they come."""
    dice = Random(f"{seed} families")
    kinds = _kinds(dice)
    opened = _days_of_opening(len(kinds))
    courses, months = _applicants(kinds), _months(len(kinds), dice)
    genders, numbers = _genders(kinds, dice), count(1)
    found = []
    for place, kind in enumerate(kinds):
        ref, on = f"WL-H-{place + 1:03}", opened[place]
        course = courses.get(place, "")
        permit_on = PERMITS.get(ref) or on - timedelta(days=dice.randint(14, 30) if course else dice.randint(25, 160))
        members = _members(kind, on, genders[place], numbers, dice)
        assessed_on = ASSESSED.get(ref)
        family = Family(
            ref, f"WL-W-{place + 1:03}", members, kind.adults, on, on, permit_on, months[place], course, assessed_on
        )
        found.append(family)
    return found


def _place(ref: str) -> int:
    return int(ref.rpartition("-")[2]) - 1


def _kinds(dice: Random) -> list[Kind]:
    """Every household of NATIONS in the order of coming; those that matter to the tour in their own place."""
    kinds = [
        Kind(nationality, int(size[0]), int(size[2]))
        for nationality, nation in NATIONS.items()
        for size in nation.households.split()
    ]
    for kind in FIXED.values():
        kinds.remove(kind)
    dice.shuffle(kinds)
    for ref, kind in FIXED.items():  # in the order of their places
        kinds.insert(_place(ref), kind)
    return kinds


def _days_of_opening(number: int) -> list[date]:
    """Spread evenly from January to September, so that the housing phase ends within the year; the last two later."""
    calendar = builtin_calendar()
    first = date(2018, 1, 3)
    days = [day for after in range(248) if calendar.is_working_day(day := first + timedelta(days=after))]
    spread = number - len(LATECOMERS)
    return [days[round(place * (len(days) - 1) / (spread - 1))] for place in range(spread)] + list(LATECOMERS)


def _months(number: int, dice: Random) -> list[int]:
    """The assessed months by household. The last two are not assessed within the year."""
    months = [term for term, amount in MONTHS.items() for _ in range(amount)]
    months.remove(9)
    dice.shuffle(months)
    months.insert(_place(PATH), 9)
    return months + [15] * (number - len(months))


def _applicants(kinds: list[Kind]) -> dict[int, str]:
    """Which course of family reunion begins in which household: a single person who came about then."""
    found = {_place(REFUSED): "gathering", _place(LEASE_ONLY): "gathering"}
    for course, wanted in APPLICANTS:
        free = [place for place, kind in enumerate(kinds) if kind[1:] == (1, 0) and place not in found]
        found[min(free, key=lambda place: abs(place - wanted))] = course
    return found


def _genders(kinds: list[Kind], dice: Random) -> list[str]:
    """Per household the genders of its members, as one word: couples a man and a woman, most parents alone women."""
    alone = [place for place, kind in enumerate(kinds) if kind.adults == 1]
    single = [place for place in alone if not kinds[place].children]
    parents = [place for place in alone if kinds[place].children and place != _place(REFUSED)]
    others = {*dice.sample(single, WOMEN_ALONE), *(set(parents) - {dice.choice(parents)}), _place(REFUSED)}
    child_count = sum(kind.children for kind in kinds)
    children = iter(dice.sample("m" * BOYS + "v" * (child_count - BOYS), child_count))
    return [
        ("mv" if kind.adults == 2 else "v" if place in others else "m")
        + "".join(next(children) for _ in range(kind.children))
        for place, kind in enumerate(kinds)
    ]


def _members(kind: Kind, on: date, genders: str, numbers: Iterator[int], dice: Random) -> tuple[NewPerson, ...]:
    """Adults are adults and children are children on every day of the year. Siblings are a year apart or more."""
    age = dice.randint(20, 44) if not kind.children else dice.randint(22 + 2 * kind.children, 42)
    found: list[NewPerson] = []
    for gender in genders[: kind.adults]:
        ref = f"WL-2018-{next(numbers):03}"
        found.append(
            an_adult(ref, kind.nationality, gender, age + (dice.randint(0, 5) if gender == "m" else 0), on, dice)
        )
    family_name = found[0].name.split(" ", 1)[1]
    season = dice.randint(90, 300)  # days since the last birthday
    for years, gender in zip(
        sorted(dice.sample(range(min(16, age - 19)), kind.children), reverse=True), genders[kind.adults :], strict=True
    ):
        name = f"{dice.choice(_given(kind.nationality, gender))} {family_name}"
        born = on - timedelta(days=round(years * 365.25) + season + dice.randint(0, 30))
        found.append(NewPerson(f"WL-2018-{next(numbers):03}", name, born, gender, kind.nationality, "asiel"))
    return tuple(found)


def an_adult(ref: str, nationality: str, gender: str, age: int, on: date, dice: Random) -> NewPerson:
    name = f"{dice.choice(_given(nationality, gender))} {dice.choice(NATIONS[nationality].families.split())}"
    born = on - timedelta(days=round(age * 365.25) + dice.randint(20, 340))
    return NewPerson(ref, name, born, gender, nationality, "asiel")


def _given(nationality: str, gender: str) -> list[str]:
    nation = NATIONS[nationality]
    return (nation.men if gender == "m" else nation.women).split()


# the data; every name is invented


class Nation(NamedTuple):
    """households: adults + children of each; names: given names of men and of women, and family names."""

    households: str
    men: str
    women: str
    families: str


NATIONS = {
    "Syrisch": Nation(
        "2+4 2+4 2+3 2+3 2+3 2+2 2+2 2+1 1+3 1+2 1+2 1+0 1+0 1+0 1+0 1+0 1+0",
        "Samer Bilal Nizar Fadi Wael Anas Munir Tarek Ziad Ghassan Imad Rami",
        "Rima Hala Lubna Samar Dima Nour Rasha Salma Yara Hanan Maysa Abeer",
        "Darwazi Halabani Saqqari Nahhasi Qudmani Sabbaghi Rifawi Tahhani Barazani Jundari",
    ),
    "Eritrees": Nation(
        "2+3 2+2 2+2 2+1 1+2 1+2 1+1 1+1 1+1 1+0 1+0 1+0 1+0 1+0 1+0 1+0 1+0 1+0 1+0 1+0",
        "Filmon Yonas Abel Merhawi Kibrom Samuel Tesfay Biniam Robel Daniel Hagos Awet",
        "Selam Winta Senait Rahel Luwam Eden Feven Helen Bisrat Almaz Semhar Yordanos",
        "Gebretu Habtay Teklom Woldab Asmeru Okbazgi Measho Fessahay Zeray Negasi",
    ),
    "Afghaans": Nation(
        "2+3 2+2 2+2 1+2 1+0 1+0 1+0",
        "Farid Najib Omid Rahim Zaman Wahid Karim Sohrab",
        "Farzana Laila Shabnam Zohra Nargis Malalai Parwin Soraya",
        "Ahmadyar Noorzan Barekzad Hotaki Sultanyar Rahmanzai",
    ),
    "Iraaks": Nation(
        "2+4 2+2 1+2 1+0 1+0",
        "Haidar Mustafa Salam Ammar Qasim Layth",
        "Zainab Huda Shahad Noor Ibtisam Raghad",
        "Jumaili Tamiri Basrani Hamdawi Kinani",
    ),
    "Iraans": Nation(
        "2+2 2+1 2+0 1+1 1+0",
        "Behzad Kaveh Siamak Arash Navid Pouya",
        "Shirin Mahsa Parisa Nasrin Azadeh Roya",
        "Tehranfar Kashanpour Mohebi Rastegan Shirvandi",
    ),
    "Turks": Nation("2+3 2+3", "Emre Kerem Tolga Mert", "Elif Zeynep Esra Sevgi", "Yildizer Aksoylu Demirkan Ozturkan"),
    "Jemenitisch": Nation(
        "2+2 2+1 1+0", "Abdulhadi Saleh Majed Yahya", "Amal Wafa Ibtihal Arwa", "Shamirani Hadramani Taizari Sanaari"
    ),
    "Somalisch": Nation(
        "1+3 1+0 1+0", "Abdirahim Guled Liban Warsame", "Hodan Ifrah Sagal Ayaan", "Jamacade Warfaani Dirieye Cawalle"
    ),
    "Congolees": Nation("2+3", "Patient Christian Junior", "Grace Divine Esther", "Kalombwa Mutondi Ilungani"),
}
WOMEN_ALONE = 4

JURIST = "Femke Rodenburg"
STAFF: tuple[tuple[str, Role], ...] = (
    ("Marijke van Duin", "coordinator"),
    ("Joost Kaandorp", "coordinator"),
    ("Aysel Demirtas", "coordinator"),
    ("Ton Zwinkels", "volunteer"),
    ("Ria Valstar", "volunteer"),
    ("Henk Onderdijk", "volunteer"),
    ("Lies Grootscholte", "volunteer"),
    ("Piet van Geest", "volunteer"),
    (JURIST, "jurist"),
    ("Wim Hoogerbrugge", "teamleider"),
    ("Ingrid Audenaar", "auditor"),
)
COORDINATORS, VOLUNTEERS = ([name for name, role in STAFF if role == wanted] for wanted in ("coordinator", "volunteer"))

# The household whose path is shown, one that came from another municipality, and the two that are not assessed yet.
MOVED_IN, LEASE_ONLY = "WL-H-031", "WL-H-063"
FIXED = {
    PATH: Kind("Syrisch", 2, 3),
    MOVED_IN: Kind("Iraans", 2, 0),
    REFUSED: Kind("Eritrees", 1, 2),
    LEASE_ONLY: Kind("Syrisch", 1, 0),
}
LATECOMERS = (date(2018, 11, 5), date(2018, 11, 22))
# Chosen so that reminders fall on the morning of 31 December 2018: eight weeks before nine months are over, two months
# before a permit ends, two weeks before the three months for family reunion do.
ASSESSED = {PATH: date(2018, 5, 25)}
PERMITS = {MOVED_IN: date(2014, 3, 1), REFUSED: date(2018, 10, 15)}
REFUSE_FIRST = ("WL-H-014", "WL-H-037")  # the first dwelling
LATE, EXTENDED = ("WL-H-011", "WL-H-020", "WL-H-026"), "WL-H-020"  # assessed after the three months
HANDED_ON = "WL-H-019"

NEEDED = ("huisarts", "consultatiebureau", "school", "huurtoeslag", "zorgtoeslag")

# Family reunion: the steps of each course, some on a day that matters, else after so many working days.
WAITS = {
    "dien_aanvraag_in": (15, 25),
    "vraag_herstel": (15, 25),
    "vul_aan": (6, 9),
    "start_onderzoek": (20, 30),
    "willig_in": (60, 85),
    "haal_mvv_op": (20, 40),
    "reis_in": (15, 30),
    "meld_aan": (1, 3),
    "rond_af": (8, 12),
    "wijs_af": (50, 60),
    "maak_bezwaar": (12, 17),
    "wijs_bezwaar_af": (60, 70),
    "stel_beroep_in": (12, 15),
    "trek_in": (30, 40),
    "suspend": (20, 25),
}
LETTERS = {
    "dien_aanvraag_in": "aanvraag_ontvangen_op",
    "willig_in": "beslissing_op",
    "haal_mvv_op": "mvv_afgegeven_op",
    "reis_in": "ingereisd_op",
    "meld_aan": "gemeld_op",
    "rond_af": "vergunning_nareis_op",
    "wijs_af": "afwijzing_bekend_op",
    "wijs_bezwaar_af": "beslissing_bezwaar_op",
}
COURSES = {
    "reunited": "dien_aanvraag_in start_onderzoek willig_in haal_mvv_op reis_in meld_aan rond_af",
    "withdrawn": "dien_aanvraag_in trek_in",
    "rejected": "dien_aanvraag_in wijs_af maak_bezwaar wijs_bezwaar_af stel_beroep_in beroep_ongegrond@2018-03-07",
    "moved": "dien_aanvraag_in start_onderzoek verhuisd@2018-04-16",
    "gathering": "",
    "filed": "dien_aanvraag_in",
    "suspended": "dien_aanvraag_in suspend",
    "incomplete": "dien_aanvraag_in vraag_herstel@2018-12-17",
    "investigated": "dien_aanvraag_in start_onderzoek",
    "granted": "dien_aanvraag_in start_onderzoek willig_in@2018-12-18",
    "collected": ("dien_aanvraag_in vraag_herstel vul_aan start_onderzoek willig_in@2018-09-18 haal_mvv_op@2018-10-29"),
    "refused": "dien_aanvraag_in wijs_af@2018-12-04",
    "objecting": "dien_aanvraag_in start_onderzoek wijs_af maak_bezwaar",
}
APPLICANTS = (  # the course, and about which place in the year it begins
    ("reunited", 2),
    ("withdrawn", 11),
    ("investigated", 18),
    ("investigated", 24),
    ("granted", 28),
    ("refused", 43),
    ("incomplete", 48),
    ("filed", 52),
    ("suspended", 55),
    ("filed", 58),
)
EARLIER = (  # opened on, nationality, with a household under the old arrangement, course
    ("2017-02-27", "Syrisch", True, "rejected"),
    ("2017-07-03", "Eritrees", False, "reunited"),
    ("2017-07-17", "Syrisch", True, "reunited"),
    ("2017-07-31", "Eritrees", False, "reunited"),
    ("2017-08-14", "Syrisch", True, "reunited"),
    ("2017-08-21", "Eritrees", False, "moved"),
    ("2017-09-04", "Afghaans", True, "reunited"),
    ("2017-09-25", "Syrisch", False, "reunited"),
    ("2017-10-02", "Eritrees", True, "investigated"),
    ("2017-10-16", "Jemenitisch", False, "reunited"),
    ("2017-11-06", "Syrisch", True, "reunited"),
    ("2017-12-04", "Eritrees", False, "collected"),
    ("2017-12-11", "Somalisch", False, "objecting"),
)

DNA = Words("de IND wacht op de uitslag van het DNA-onderzoek", "the IND waits for the outcome of the DNA test")
ILL = Words("ziekte in het gezin; met de gemeente afgesproken", "illness in the family; agreed with the municipality")
LEAVE = Words("dossier overgenomen wegens verlof van de collega", "taken over while the colleague is on leave")
WRONG_DAY = Words("datum van de conceptversie ingevoerd", "the date of the draft was entered")
WRONG_YEAR = Words("jaartal verkeerd overgenomen van het document", "the year was copied wrongly from the document")
KEYS = Words(
    "Sleutels opgehaald bij de woningcorporatie; de buren weten ervan.",
    "Keys collected at the housing association; the neighbours know.",
)
