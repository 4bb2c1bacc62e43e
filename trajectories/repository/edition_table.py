"""The table of editions of what is recorded of persons; see tables, which has no room for one more."""

from sqlmodel import Field, SQLModel


class PersonFactsRow(SQLModel, table=True):
    """An edition of what is recorded of persons, by the hash of its text."""

    __tablename__ = "person_facts"

    hash: str = Field(primary_key=True)
    text: str


PERSON_FACTS = SQLModel.metadata.tables["person_facts"]
