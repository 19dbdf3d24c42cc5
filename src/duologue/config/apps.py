"""The one app of the house."""

from django.apps import AppConfig


class DuologueConfig(AppConfig):
    """Connects the news of one slice to the verbs of another once everything is loaded."""

    name = "duologue"
    label = "duologue"
    verbose_name = "Duologue"

    def ready(self):
        from duologue.config import wiring

        wiring.connect()
