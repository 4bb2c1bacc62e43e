"""The table of what is mailed to witnesses; see tables, which has no room for one more."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class WitnessMailRow(SQLModel, table=True):
    """A mail to a witness, who stands outside the office: no delivery to a colleague, but kept by the same promises.

    kind: checkpoint (one for each day and witness) or removed (that it is a witness no more). day: the Amsterdam day
    that it belongs to. checkpoint: as JSON, fixed before the mail is handed over the first time; empty until then.
    state: waiting (not handed over yet), claimed (someone is at it), sent, failed or unknown (goes out again),
    uncertain (for the third time no answer: it ends so) or dropped (a later one says more). leased_until: of a claim,
    or of what is tried again. lost: how many answers.
    """

    __tablename__ = "witness_mail"
    __table_args__ = (
        CheckConstraint(
            "state in ('waiting', 'claimed', 'sent', 'failed', 'unknown', 'uncertain', 'dropped')",
            name="witness_mail_state",
        ),
        UniqueConstraint("witness", "day", "kind", name="witness_mail_once"),
    )

    message: str = Field(primary_key=True)
    witness: str
    kind: str
    day: str
    checkpoint: str
    state: str
    attempts: int
    lost: int
    token: str
    leased_until: str
    ended_at: str
    problem: str


WITNESS_MAIL = SQLModel.metadata.tables["witness_mail"]
