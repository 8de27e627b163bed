from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self):
        from dispatch import sms  # noqa: F401  registers its handler with the outbox
        from dispatch.live import notices, seats  # noqa: F401  register themselves with the live screens
