from typing import Any

from django.core.management.base import BaseCommand

from guides.publishing import render_all


class Command(BaseCommand):
    help = "Render every guide again, after a change of the renderer or of channels."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = render_all()
        for name, sentences in problems.items():
            for sentence in sentences:
                self.stdout.write(f"{name}: {sentence}")
        self.stdout.write(f"Rendered. Texts with problems: {len(problems)}.")
