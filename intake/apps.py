from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = _("Call intake")

    def ready(self):
        from intake import (
            lines,  # noqa: F401  registers the lines with the live screens and with tick
            owing,  # noqa: F401  and the calls owed with the shift ledger
            past,  # noqa: F401  and the homes that need care with what units are warned of
            takeovers,  # noqa: F401  registers itself with the live screens
            texts,  # noqa: F401  registers dialogues with tick, and how an answer leaves with the outbox
        )
