import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.db import OperationalError
from django_tasks_db.management.commands import db_worker
from django_tasks_db.utils import is_locked_database_exception

from locator import jobs

PARENT_CHECK_S = 1


class Command(db_worker.Command):
    help = "Do the jobs that the site puts in its queue, such as imports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="End when the process that started this one has ended.",
        )

    def handle(self, **options: Any) -> None:
        if options.pop("with_parent"):
            threading.Thread(
                target=_end_with_parent, args=[os.getppid()], daemon=True
            ).start()
        with jobs.serving():
            while True:
                try:
                    return super().handle(**options)
                except OperationalError as error:
                    # A long import by hand: on SQLite the queue waits as all do.
                    if not is_locked_database_exception(error):
                        raise


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_S)
    os.kill(os.getpid(), signal.SIGTERM)
