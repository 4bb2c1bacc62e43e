"""What each kind of list may say, by the names that offices give their columns."""

from functools import cache
from typing import Literal, NamedTuple

from workflows.typed_words import folded
from workflows.words import Words

Kind = Literal["clients", "households", "cases", "facts", "tasks", "notes", "history"]
FACT = "fact:"  # before the name of a fact that a column of cases, or of a log, holds

STAGE = "stage:"  # the same before the name of a stage that a case came through
KEY = "key"  # the field of a number that whoever a row is about has in another system


class Field(NamedTuple):
    """also: further names of its column, in either language, without accents and capitals. is_day: its cells hold days,
    or may, and prove in which order the file writes them.
    """

    name: str
    label: Words
    also: tuple[str, ...] = ()
    is_day: bool = False
    is_needed: bool = False

    @property
    def names(self) -> frozenset[str]:
        return _names(self)

    @property
    def own_names(self) -> frozenset[str]:
        """What it is called here."""
        return _names(self._replace(also=()))


@cache
def _names(field: Field) -> frozenset[str]:
    return frozenset(folded(each) for each in (field.name, *field.label.texts, *field.also))


REF = ("referentie", "ref", "ons kenmerk", "our reference")
REF_OF_CLIENT = (
    *REF,
    *("clientnummer", "clientnr", "client nr", "client nummer", "client", "client ref", "client id", "clientkenmerk"),
    *("nummer", "nr", "dossiernummer", "dossiernr", "dossier nr", "registratienummer"),
)
REF_OF_HOUSEHOLD = (*REF, "huishouden", "household", "gezin", "huishoudnummer", "gezinsnummer", "household ref")
OF_CASE = ("traject", "zaak", "case", "trajectnummer", *REF_OF_CLIENT, *REF_OF_HOUSEHOLD)
MUNICIPALITY = Field("municipality", Words("gemeente", "municipality"), ("plaats", "woonplaats", "gem"))
WORKFLOW = Field("workflow", Words("workflow", "workflow"), ("soort traject", "programma", "programme", "werkwijze"))
ON = Field("on", Words("datum", "date"), ("op", "dag", "day"), is_day=True)
NUMBER_ELSEWHERE = Field(
    KEY,
    Words("nummer elders", "number elsewhere"),
    ("sleutel", "externe sleutel", "external key", "extern nummer", "external number"),
)

CLIENTS = (
    Field("ref", Words("kenmerk", "reference"), REF_OF_CLIENT, is_needed=True),
    Field("name", Words("naam", "name"), ("volledige naam", "full name", "naam client", "clientnaam", "client name")),
    Field(
        "born",
        Words("geboortedatum", "birth date"),
        ("geboren", "geboren op", "geb datum", "geb dat", "geboortedag", "date of birth", "dob", "birthday"),
        is_day=True,
    ),
    Field("gender", Words("geslacht", "gender"), ("m v", "m v x", "man vrouw", "sex")),
    Field("nationality", Words("nationaliteit", "nationality"), ("nat",)),
    Field("route", Words("route", "route"), ("aankomstroute", "arrival route")),
    Field("household", Words("huishouden", "household"), REF_OF_HOUSEHOLD),
    Field("first_name", Words("voornaam", "first name"), ("voornamen", "roepnaam", "voorletters", "given name")),
    Field("infix", Words("tussenvoegsel", "name prefix"), ("tussenvoegsels", "voorvoegsel", "tussenv", "tv")),
    Field("last_name", Words("achternaam", "last name"), ("familienaam", "geslachtsnaam", "surname", "family name")),
    NUMBER_ELSEWHERE,
)
HOUSEHOLDS = (
    Field("ref", Words("kenmerk", "reference"), REF_OF_HOUSEHOLD, is_needed=True),
    Field("member", Words("lid", "member"), ("leden", "members", "client", "clienten", "clients", "clientnummer")),
    MUNICIPALITY,
    Field("dwelling", Words("woning", "dwelling"), ("woningnummer", "woningsleutel")),
    Field("kind", Words("soort woning", "kind of dwelling"), ("woningsoort",)),
    Field("address", Words("adres", "address")),
    Field("housed_on", Words("gehuisvest op", "housed on"), ("woont er sinds", "sinds", "since"), is_day=True),
    NUMBER_ELSEWHERE,
)
CASES = (
    Field("ref", Words("kenmerk", "reference"), (*REF_OF_CLIENT, *REF_OF_HOUSEHOLD), is_needed=True),
    WORKFLOW._replace(also=(*WORKFLOW.also, "traject"), is_needed=True),
    MUNICIPALITY._replace(is_needed=True),
    Field(
        "stage",
        Words("stadium", "stage"),
        ("stap", "fase", "status", "staat in", "huidige stap", "huidige fase", "huidig stadium", "at"),
    ),
    Field(
        "since",
        Words("sinds", "since"),
        ("in stap sinds", "vanaf", "sedert", "stap sinds", "in stadium sinds", "stadium sinds"),
        is_day=True,
    ),
    Field("intake", Words("intake", "intake"), ("intake op", "datum intake", "intakedatum"), is_day=True),
    Field(
        "coordinator",
        Words("coördinator", "coordinator"),
        ("begeleider", "trajectbegeleider", "casemanager", "consulent", "houder", "holder"),
    ),
    Field("volunteer", Words("vrijwilliger", "volunteer"), ("maatje",)),
    Field("jurist", Words("juridisch begeleider", "jurist")),
    Field("teamleider", Words("teamleider", "team leader")),
    Field("start", Words("ook openen", "open beside"), ("start", "starten")),
    Field("note", Words("notitie", "note")),
    NUMBER_ELSEWHERE,
)
FACTS = (
    Field("ref", Words("kenmerk", "reference"), OF_CASE, is_needed=True),
    WORKFLOW,
    Field("fact", Words("feit", "fact"), is_needed=True),
    Field("value", Words("waarde", "value"), ("antwoord", "answer"), is_day=True, is_needed=True),
    ON,
)
TASKS = (
    Field("ref", Words("kenmerk", "reference"), OF_CASE, is_needed=True),
    WORKFLOW,
    Field("task", Words("taak", "task"), is_needed=True),
    Field("member", Words("lid", "member"), ("gezinslid", "voor", "voor wie", "for")),
    Field("amount", Words("aantal", "amount")),
    ON._replace(also=(*ON.also, "gedaan op", "done on")),
)
NOTES = (
    Field("ref", Words("kenmerk", "reference"), OF_CASE, is_needed=True),
    WORKFLOW,
    Field(
        "note",
        Words("notitie", "note"),
        ("opmerking", "opmerkingen", "aantekening", "bijzonderheden", "memo", "tekst", "text", "remark"),
        is_needed=True,
    ),
    ON,
)
HISTORY = (
    Field(
        "case", Words("zaak", "case"), ("case id", "caseid", "zaaknummer", "dossier", *REF_OF_CLIENT), is_needed=True
    ),
    Field("step", Words("stap", "step"), ("activiteit", "activity", "gebeurtenis", "event", "taak"), is_needed=True),
    Field("at", Words("tijdstip", "at"), ("datum", "date", "op", "time", "timestamp", "tijd"), is_needed=True),
    Field("actor", Words("door", "actor"), ("medewerker", "resource", "uitvoerder", "staff")),
)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "clients": CLIENTS,
    "households": HOUSEHOLDS,
    "cases": CASES,
    "facts": FACTS,
    "tasks": TASKS,
    "notes": NOTES,
    "history": HISTORY,
}


def field_named(typed: str, fields: tuple[Field, ...]) -> Field | None:
    """The one whose column may be called that, without accents and capitals; what stands in brackets need not be."""
    for plain in dict.fromkeys((folded(typed), folded(typed.partition("(")[0]))):
        named = [each for each in fields if plain and plain in each.names]
        exact = [each for each in named if plain in each.own_names]
        if exact or named:
            return (exact or named)[0]
    return None
