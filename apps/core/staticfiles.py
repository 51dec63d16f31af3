"""Static files under names that change with their content, the imports inside modules and style sheets included."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, override

from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/app.css"
IMPORT = re.compile(r'^@import url\("([\w/-]+\.css)"\);\n', re.MULTILINE)


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from "./x.js"` to the hashed name, so that old and new modules never mix.

    `css/app.css` becomes one file: following its imports would cost a slow connection several round trips.
    """

    support_js_module_import_aggregation = True

    @override
    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if ENTRY in paths and not dry_run:
            Path(self.path(ENTRY)).write_text(flatten(lambda name: _source(paths, name)), encoding="utf-8")
            # Django hashes what it reads from the source, not what was copied: let it read the one file.
            paths = paths | {ENTRY: (self, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)


def flatten(read: Callable[[str], str]) -> str:
    """Return the entry sheet with every import replaced by the sheet itself; `read` gives a sheet by its name.

    Addresses inside a sheet stay as they are: only the sheets beside the entry may use `url()`.
    """
    return IMPORT.sub(lambda found: read(f"css/{found[1]}"), read(ENTRY))


def _source(paths: dict[str, tuple[Storage, str]], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as sheet:
        return str(sheet.read().decode())
