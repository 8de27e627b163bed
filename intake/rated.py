"""Which calls the valid share is counted of."""

from django.db.models import Exists, OuterRef, Q

from intake.models import OWED, UNCOUNTED, Ring

# Each caller counts once: a silent call whose caller was rung back, by what he said then. Only such calls are looked up.
_RUNG_BACK = Exists(Ring.objects.filter(origin=OuterRef("pk"), call__isnull=False))
RATED = ~Q(validity__in=UNCOUNTED) & (~Q(validity__in=OWED) | ~_RUNG_BACK)
