import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "locator.config.settings")

application = get_wsgi_application()

# What is loaded by now stays, and answers leave hardly a cycle behind: the collector
# need not look at them after every 700 objects.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
