"""Whether what a variant changes is there to change: a misspelt name would be something new, and half of it missing."""

from collections.abc import Iterator

from workflows.checks.finding import Finding, meant
from workflows.format.yaml_document import Document

NEEDED = {  # what only something new must say, by table
    "stages": ("stage", "label"), "tasks": ("task", "label"), "facts": ("fact", "type"),
    "outcomes": ("outcome", "label"), "deadlines": ("deadline", "term"), "sources": ("source", "ref"),
    "transitions": ("trigger", "to"),
}  # fmt: skip


def names_misspelt(base: Document, change: Document) -> Iterator[Finding]:
    for table, (kind, needed) in NEEDED.items():
        known = base.declares(table)
        for name, said in change.table(table).items():
            near = meant(name, known) if isinstance(said, dict) and needed not in said and name not in known else None
            if near:
                text = f"the base has no {kind} '{name}' to change; did you mean '{near}'?"
                yield Finding((table, name), f"unknown_{kind}", text, key=True)
