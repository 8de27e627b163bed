from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = _("Linkage units")

    def ready(self):
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("measures")
