"""Work that outlasts a request: how far it is, and whether anybody still does it.

A job is a function with `@django_tasks.task()`, put in the queue with `.enqueue(...)`
and done by a worker (`manage.py run_jobs`), which `make run` starts beside the server.
While it works it holds a lock on a small file under JOBS_DIR and writes there how far
it is. A row would not do: SQLite has one writer, and that is the job itself. The system
lets go of the lock when a process dies, however it dies, so nobody has to guess.
"""

from locator.jobs.progress import Progress, Reporter, progress_of, working
from locator.jobs.worker import serving, worker_runs

__all__ = [
    "Progress",
    "Reporter",
    "progress_of",
    "serving",
    "worker_runs",
    "working",
]
