"""A column is known by the names that offices and this product itself give it, in both languages."""

import pytest

from trajectories.imports.fields import FIELDS, field_named

AS_OFFICES_CALL_THEM = [
    ("clients", "Referentie", "ref"),
    ("clients", "Cliënt-nr.", "ref"),
    ("clients", "Registratienummer", "ref"),
    ("clients", "Geb.datum", "born"),
    ("clients", "Achternaam", "last_name"),
    ("clients", "Tussenv.", "infix"),
    ("clients", "Roepnaam", "first_name"),
    ("clients", "Geboren op", "born"),
    ("clients", "M/V", "gender"),
    ("households", "Referentie", "ref"),
    ("households", "Gezinsnummer", "ref"),
    ("cases", "Referentie", "ref"),
    ("cases", "Reference", "ref"),
    ("cases", "STADIUM", "stage"),
    ("cases", "Stage", "stage"),
    ("cases", "huidige fase", "stage"),
    ("cases", "Stadium sinds", "since"),
    ("cases", "Casemanager", "coordinator"),
    ("facts", "Antwoord", "value"),
    ("tasks", "Gezinslid", "member"),
    ("notes", "Bijzonderheden", "note"),
]


@pytest.mark.parametrize("kind, typed, name", AS_OFFICES_CALL_THEM)
def test_a_column_is_known_by_what_offices_call_it(kind, typed, name):
    found = field_named(typed, FIELDS[kind])
    assert found is not None
    assert name == found.name


@pytest.mark.parametrize("kind", FIELDS)
def test_each_label_is_its_own_field_and_no_others(kind):
    """What the preview calls a column is what it may be called."""
    for each in FIELDS[kind]:
        assert [each] * 3 == [field_named(name, FIELDS[kind]) for name in (each.name, each.label.nl, each.label.en)]
