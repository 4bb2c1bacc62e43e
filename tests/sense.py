"""A definition with a fact of every kind, and values that make sense for it, or do not."""

from typing import NamedTuple

ZIN = """workflow: zin
version: 1
label: {nl: Zin, en: Sense}
subject: person
source: ons
sources:
  ons: {ref: Ons voorstel, certainty: proposal}
facts:
  verleend_op: {type: date, lies: past, not_before: born, label: {nl: Verleend op, en: Granted on}}
  ontvangen_op: {type: date, lies: past, not_before: 20 years back, label: {nl: Ontvangen op, en: Received on}}
  geldig: {type: date, lies: any, not_before: 2015-01-01, not_after: 5 years on, label: {nl: Geldig, en: Valid}}
  gepland_op: {type: date, lies: any, label: {nl: Gepland op, en: Planned on}}
  gezien_op: {type: date, lies: past, private: true, not_before: born, label: {nl: Gezien op, en: Seen on}}
  vingerafdruk_op: {type: date, lies: past, private: true, label: {nl: Afdruk op, en: Print on}}
  maanden: {type: integer, label: {nl: Maanden, en: Months}}
  kinderen: {type: integer, at_least: 0, at_most: 20, label: {nl: Kinderen, en: Children}}
  akkoord: {type: boolean, label: {nl: Akkoord, en: Agreed}}
stages:
  begin: {label: {nl: Begin, en: Start}, initial: true}
  midden: {label: {nl: Midden, en: Middle}}
  einde: {label: {nl: Einde, en: End}, final: true, outcome: klaar}
transitions:
  ga: {from: begin, to: midden}
  sluit: {from: midden, to: einde}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
deadlines:
  begeleiding:
    rule: X1
    label: {nl: Begeleiding, en: Guidance}
    anchor: {fact: verleend_op}
    term: {months: {fact: maanden}}
    source: ons
"""
HOUSEHOLD = ZIN.replace("subject: person", "subject: household").replace("version: 1", "version: 2")


class Case(NamedTuple):
    """sure: whether it is taken when someone says that it is right. says: of why not, in both languages."""

    fact: str
    value: str
    sure: bool
    en: str
    nl: str


AHEAD = ("cannot be on {}: that is after today (2024-01-08)", "kan niet op {}: dat is na vandaag (2024-01-08)")
OUTSIDE = [
    Case("verleend_op", "2062-01-20", False, AHEAD[0].format("2062-01-20"), AHEAD[1].format("2062-01-20")),
    Case("verleend_op", "2024-01-09", False, AHEAD[0].format("2024-01-09"), AHEAD[1].format("2024-01-09")),
    Case("gezien_op", "2024-01-09", False, AHEAD[0].format("that day"), AHEAD[1].format("die dag")),
    Case("verleend_op", "1990-04-30", True, "before the client's birth", "voor de geboorte van de cliënt"),
    Case("gezien_op", "1990-04-30", True, "that day is unlikely: that is before", "die dag is onwaarschijnlijk"),
    Case("ontvangen_op", "2004-01-07", True, "before 2004-01-08", "voor 2004-01-08"),
    Case("geldig", "2014-12-31", True, "before 2015-01-01", "voor 2015-01-01"),
    Case("geldig", "2029-01-09", True, "after 2029-01-08", "na 2029-01-08"),
    Case("gepland_op", "2034-01-09", True, "after 2034-01-08", "na 2034-01-08"),
    Case("maanden", "99999", False, "give a number from 0 up to and including 1200", "een getal vanaf 0 tot en met"),
    Case("maanden", "-1", False, "give a number from 0", "geef een getal vanaf 0"),
    Case("kinderen", "21", False, "from 0 up to and including 20", "vanaf 0 tot en met 20"),
    Case("kinderen", "-1", False, "from 0 up to and including 20", "vanaf 0 tot en met 20"),
]
INSIDE = [
    ("verleend_op", "2024-01-08"),
    ("verleend_op", "1990-05-01"),
    ("gezien_op", "1990-05-01"),
    ("vingerafdruk_op", "1901-01-01"),
    ("ontvangen_op", "2004-01-08"),
    ("geldig", "2015-01-01"),
    ("geldig", "2029-01-08"),
    ("gepland_op", "2034-01-08"),
    ("gepland_op", "1950-01-01"),
    ("maanden", "0"),
    ("maanden", "1200"),
    ("kinderen", "20"),
    ("akkoord", "ja"),
]
