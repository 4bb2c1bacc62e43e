"""The definitions that a command works with: ours, those of --workflows, and files named beside them."""

import os
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_cache_path

from cli.asked import Asked
from cli.late import by_name
from trajectories.settings import cache_folder
from workflows.catalogue.cache import Cache, CachedCatalogue
from workflows.catalogue.resolve import Selection, builtin_folder


def catalogue_of(asked: Asked, files: Iterable[Path] = (), *, fresh: bool = False) -> Selection:
    """files: further ones, before all others. fresh: read again."""
    further = [asked.workflows] if asked.workflows else []
    return load_catalogue([*further, *files], fresh=fresh)


def load_catalogue(further: Iterable[str | Path], *, fresh: bool = False) -> Selection:
    """From the cache it answers to all that a Catalogue does, but need not read the files again."""
    places = [builtin_folder(), *map(Path, further)]
    return (
        _read_catalogue(places) if fresh else CachedCatalogue(places, Cache(_cache()), lambda: _read_catalogue(places))
    )


def _read_catalogue(places: Iterable[Path]) -> Selection:
    """The reader of YAML is loaded only when a file is read: most commands find all they need in the cache."""
    found: Selection = by_name("workflows.catalogue.catalogue:Catalogue").load(*places)
    return found


def _cache() -> Path | None:
    return cache_folder(os.environ, user_cache_path("traject", appauthor=False))
