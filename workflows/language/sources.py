"""What rules rest on, and rules that have no term of their own."""

from pydantic import Field

from workflows.language.names import Certainty, Day, Frozen, SourceName
from workflows.words import Words


class Source(Frozen):
    """Where a rule comes from, and how sure we are of it.

    law: read in the law; page: read on a public page; report: a municipality's annual report;
    proposal: ours, to be bettered; unverified: general knowledge, and said so wherever it speaks.
    text_of: the text that was read, by the day from which it held.
    """

    ref: str
    certainty: Certainty
    text_of: Day | None = None
    url: str = ""
    note: str = ""


class PlainRule(Frozen):
    """A rule without a term of its own: it stands in the register of rules, and in what people are told.

    from_ and until: the first and last day on which it holds.
    """

    rule: str
    label: Words
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    source: SourceName
    certainty: Certainty | None = None
    note: Words | None = None
