"""The law as tables: what each article says, read by someone who had not seen the definitions.

facts.csv has a row for each term and validity. An empty `valid_from` or `valid_until` means that no edge is known;
both days count. `law_date` says which day picks the row, `read_in` which texts were read. `length` holds what counts:
where the text leaves a point open, or no article was found, that is the shortest reading, and `safe_day` says which
day is safe and what the other reading is. `start_event` is day zero, counted or not as `counts_that_day` says.
`moment` is `last_day` for a term that ends and `opens` for one after which something may be done.

grounds.csv has what may lengthen a term or make it stand still: a rule is in it, or its column says `none`.
remedies.csv has each decision with what it starts; no_term.csv what was read and gives no term, with the reason;
paragraphs.txt all that was read. In worked_cases.csv a day of `kind` last_day is the last on which it can be done,
first_day the first, and `none` says that no row of the rule holds on that day.
"""

import csv
from pathlib import Path

HERE = Path(__file__).parent

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def paragraphs() -> list[str]:
    return (HERE / "paragraphs.txt").read_text(encoding="utf-8").splitlines()


def holds_on(row: Row, day: str) -> bool:
    """Whether the row is law on an ISO day. Both edges count."""
    return (not row["valid_from"] or row["valid_from"] <= day) and (not row["valid_until"] or day <= row["valid_until"])


def overlap(one: Row, other: Row) -> bool:
    """Whether two rows hold on one day."""
    first = max(one["valid_from"], other["valid_from"])
    last = min(one["valid_until"] or "9999-12-31", other["valid_until"] or "9999-12-31")
    return first <= last
