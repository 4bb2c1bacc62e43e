"""The list of an invented location that docs/administrator.md brings in: `python -m tests.write_lists` writes it anew.

As offices keep them: titles, an empty row, a total, columns nobody asked for, capitals, Dutch words, and days in every
form; the clients on one sheet and the running cases on another. Every person is invented.
"""

from datetime import date, timedelta
from pathlib import Path

from tests.workbooks import xlsx
from trajectories.imports.cells import Cell

FILE = Path(__file__).parent.parent / "docs" / "lists" / "waterweg.xlsx"
COUNT = 40
FIRST = (
    "Amal",
    "Bashir",
    "Dunya",
    "Emad",
    "Farah",
    "Ghada",
    "Hamid",
    "Iman",
    "Jamal",
    "Karima",
    "Layla",
    "Mounir",
    "Nadia",
    "Omar",
    "Rima",
    "Samir",
    "Tarek",
    "Yara",
)
LAST = ("Haddad", "Khalil", "Mansour", "Nasser", "Rahimi", "Saleh", "Tesfay", "Younan", "Zidan", "Abebe", "Berhane")
PLACES = ("Westland", "leiden", "Den Haag", "HILLEGOM", "Leidschendam-Voorburg")
STAGES = ("Koppeling", "bezichtiging", "Coaching vestiging", "MAATSCHAPPELIJKE BEGELEIDING", "Eindgesprek")
ELSEWHERE = {"HILLEGOM": {4: "Spreekuur"}, "Den Haag": {1: "Regeldag"}, "Leidschendam-Voorburg": {1: "plaatsing"}}
COLLEAGUES = ("Ria", "karim")
NATIONS = ("Syrisch", "Eritrees", "Iraaks", "Afghaans")
Rows = list[tuple[Cell, ...]]


def as_written(day: date, form: int) -> Cell:
    """In a cell that is a date, or typed in one of two ways."""
    return (day, f"{day:%d-%m-%Y}", day.isoformat())[form % 3]


def people() -> Rows:
    rows: Rows = [("Cliënten locatie Waterweg",), ("Peildatum 1 maart 2026",), ()]
    rows.append(("Cliëntnr.", "NAAM", "Geb. datum", "Geslacht (m/v)", "Nationaliteit", "Huishouden", "Opmerking"))
    for one in range(COUNT):
        name = f"{FIRST[one % len(FIRST)]} {LAST[one % len(LAST)]}"
        born = as_written(date(1961, 1, 23) + timedelta(days=331 * one), one)
        told = "belt terug" if one == 7 else ""
        nation = NATIONS[one % len(NATIONS)]
        rows.append((f"WW-{one + 1:03}", name, born, ("Vrouw", "man")[one % 2], nation, f"H-{one + 1:03}", told))
    return [*rows, (), ("Totaal", COUNT)]


def cases() -> Rows:
    rows: Rows = [
        ("Lopende begeleiding",),
        ("Huishouden", "Traject", "Gemeente", "Fase", "Sinds", "Begeleider", "Kleur"),
    ]
    for one in range(COUNT):
        since = as_written(date(2025, 9, 3) + timedelta(days=4 * one), one + 1)
        workflow = ("vestiging", "Vestiging en begeleiding")[one % 2]
        place = PLACES[one % 5]
        stage = ELSEWHERE.get(place, {}).get(one // 5 % 5, STAGES[one // 5 % 5])
        rows.append((f"h-{one + 1:03}", workflow, place, stage, since, COLLEAGUES[one % 2], "geel"))
    return [*rows, ("Totaal", COUNT)]


def content() -> bytes:
    return xlsx({"Cliënten": people(), "Trajecten": cases()})


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(content())
