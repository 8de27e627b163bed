"""The numbers that lead to the centre, kept by a system administrator."""

from django.conf import settings
from django.utils.translation import gettext as _

from intake.models import Hotline
from units import clock
from units.labels import spelled
from units.refusals import BadInput, NotAllowed, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole


@whole()
def keep_hotline(*, number, name, greeting, by, name_en="", is_active=True, version=None):
    """Add a number, or change what is known of it: then `version` is the one that the form was drawn from."""
    if not by.has_perm("units.manage_registry"):
        raise NotAllowed(_("Only a system administrator changes the hotlines."))
    others = list(Hotline.objects.select_for_update().order_by("pk"))
    line = next((one for one in others if one.number == number), None)
    if line is None and version is not None:
        raise BadInput(_("There is no hotline of this number."), field="number")
    if line is not None and version is None:
        raise BadInput(_("This number stands in the list already."), field="number")
    if line is not None and line.version != version:
        facts = {"person": line.changed_by.label, "at": clock_text(line.changed_at)}
        raise Stale(_("%(person)s changed this hotline at %(at)s.") % facts, by=line.changed_by, at=line.changed_at)
    if is_active and sum(one.is_active for one in others if one.number != number) >= settings.HOTLINES_MOST:
        sentence = _("At most %(most)d numbers lead to the queue. Give one up first.") % {
            "most": settings.HOTLINES_MOST
        }
        raise BadInput(sentence, field="is_active")
    line = line or Hotline(number=number)
    line.name, line.name_en, line.greeting, line.is_active = name, name_en, greeting, is_active
    line.pinyin, line.initials = spelled(name)
    line.version, line.changed_at, line.changed_by = line.version + 1, clock.now(), by
    line.save()
    return line
