"""The roles that people hold, and what guards may ask about a household and its members, in words."""

from collections.abc import Iterable

from workflows.words import Lang, Words

ROLES = {
    "volunteer": Words("vrijwilliger", "volunteer"),
    "coordinator": Words("coördinator", "coordinator"),
    "jurist": Words("juridisch begeleider", "jurist"),
    "teamleider": Words("teamleider", "team leader"),
    "auditor": Words("auditor", "auditor"),
    "administrator": Words("beheerder", "administrator"),
}


def roles_said(roles: Iterable[str]) -> Words:
    """By their labels, and the codes last where they differ: `coördinator of teamleider (coordinator, teamleider)`."""
    codes = list(roles)
    both: tuple[Lang, Lang] = ("nl", "en")
    nl, en = ([ROLES.get(code, Words(code)).say(lang) for code in codes] for lang in both)
    last_nl, last_en = (f" ({', '.join(codes)})" if said != codes else "" for said in (nl, en))
    return Words(f"{' of '.join(nl)}{last_nl}", f"{' or '.join(en)}{last_en}")


GIVEN = ("coordinator", "volunteer", "jurist", "teamleider")  # the roles in which a case may be given to someone

QUESTIONS = {
    "has_young_child": Words("er een kind onder de vier is", "there is a child under four"),
    "has_school_child": Words("er een leerplichtig kind is", "there is a child of school age"),
    "has_child": Words("er een minderjarig kind is", "there is a child under eighteen"),
    "adult": Words("de persoon meerderjarig is", "the person is an adult"),
    "leerplichtig": Words("de persoon leerplichtig is", "the person is of school age"),
}
