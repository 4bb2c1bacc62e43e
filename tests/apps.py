"""The databases that tests open, so that what a test opened is closed when it ends, however it ends.

A later test may use it again.
"""

from collections.abc import Callable
from pathlib import Path
from weakref import WeakSet

from scheduler.bootstrap import App
from trajectories.clock import Clock
from trajectories.repository.store import Store
from trajectories.settings import Settings
from workflows.catalogue.resolve import Selection

_new: list[Store] = []  # held, so that none is lost with its connections open
_known: WeakSet[Store] = WeakSet()  # closed before, and perhaps in use again by a later test


def an_app(settings: Settings, load_catalogue: Callable[[Path | None], Selection], clock: Clock | None = None) -> App:
    app = App(settings, load_catalogue, clock)
    _new.append(app.store)
    app.store.keep_open()  # a test has hundreds of transactions; that each is closed has tests of its own
    return app


def a_store(url: str) -> Store:
    _new.append(Store(url))
    _new[-1].keep_open()
    return _new[-1]


def close_apps() -> None:
    for store in (*_new, *_known):
        store.close()
    _known.update(_new)
    _new.clear()
