"""Which calls the valid share is counted of."""

from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from intake.models import OWED, UNCOUNTED, Ring

# Each caller counts once: a silent call whose caller was rung back, by what he said then. Only such calls are looked up, each by
# itself: EXISTS or a join might be answered from one list of all the rings that ever were.
_CALL_BACK = Subquery(Ring.objects.filter(origin=OuterRef("pk"), call__isnull=False).order_by().values("pk")[:1])
RUNG_BACK = Q(validity__in=OWED) & ~Q(IsNull(_CALL_BACK, True))
RATED = ~Q(validity__in=UNCOUNTED) & (~Q(validity__in=OWED) | Q(IsNull(_CALL_BACK, True)))
