"""Compiles translations without gettext's own tools, which an ordinary machine lacks."""

from pathlib import Path

import polib


def compile_catalogues(root: Path) -> int:
    """Write each `.po` below `locale/` as the `.mo` that Django reads, where it changed; return how many."""
    stale = [source for source in root.glob("locale/*/LC_MESSAGES/*.po") if _is_stale(source)]
    for source in stale:
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
    return len(stale)


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
