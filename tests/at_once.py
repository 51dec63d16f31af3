"""Several things at one moment, each with a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once[T](*work: Callable[[], T]) -> list[T]:
    """Begin all of it at the same moment, wait for its end, and return what each gave, in order.

    Raises ExceptionGroup with what failed. The test needs `django_db(transaction=True)`.
    """
    results: dict[int, T] = {}
    failures: list[Exception] = []
    begin = threading.Barrier(len(work))

    def run(place: int) -> None:
        try:
            begin.wait()
            results[place] = work[place]()
        except Exception as error:  # noqa: BLE001 - raised below, in the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise ExceptionGroup("not everything that began at once went well", failures)
    return [results[place] for place in range(len(work))]
