"""Days that no calendar reaches: most often a way of saying `for ever`."""

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from workflows.checks.finding import Finding
from workflows.format.references import models_in, written

FIRST, LAST = date(1850, 1, 1), date(2200, 12, 31)


def days_out_of_reach(model: BaseModel) -> Iterator[Finding]:
    for place, part in models_in(model, ()):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, date) and not FIRST <= value <= LAST:
                text = f"{value} lies beyond every calendar; leave out an end that is open"
                yield Finding((*place, written(type(part), name)), "bad_value", text)
