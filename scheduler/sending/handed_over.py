"""What went out and could not be recorded, as another database lies where this tick began."""

from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.outbox.ledger import Delivery
from trajectories.repository.replaced import DatabaseReplaced
from workflows.words import Words


@contextmanager
def handed_over(each: Delivery, message_id: str, *, is_so: bool = True) -> Iterator[None]:
    """Around the recording of one message: its error names it, by ids alone. is_so: whether it may have arrived."""
    try:
        yield
    except DatabaseReplaced as error:
        if not is_so:
            raise
        rungs = ", ".join(rung.reminder for rung in each.carried) or "–"
        known_as = f" <{message_id}>" if message_id else ""
        raise error.after_handing_over(
            Words(
                f"bericht {each.message}{known_as} aan {each.recipient}, met {rungs}",
                f"message {each.message}{known_as} to {each.recipient}, with {rungs}",
            )
        ) from error
