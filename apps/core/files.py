"""Files beside rows: they go after their row, and whatever a crash left without a row goes by itself."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.storage import Storage, default_storage


def delete_files(files: Iterable[tuple[Storage, str]]) -> None:
    """The files are gone; one that was gone before does not matter."""
    for storage, name in files:
        storage.delete(name)


def delete_files_without_row(folder: str, known: Iterable[str], *, written_before: datetime) -> int:
    """Files in the folder that no row knows are gone; return how many went.

    `known`: the names that rows have, folder included. A file is written before its row: the newest ones stay.
    """
    if not default_storage.exists(folder):
        return 0
    lost = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]} - set(known)
    gone = [name for name in lost if default_storage.get_modified_time(name) < written_before]
    delete_files((default_storage, name) for name in gone)
    return len(gone)
