from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Tasks are ordered from every process, the web's too: without this one they would look for a broker elsewhere.
        import_module("config.celery")
