"""What a move may say beside its words: whose call for help it answers, which need became known."""

from django.utils.translation import gettext as _

from dispatch.models.cautions import Caution, Need


def helped(entry, event, told):
    if units := [told.parts[pk].unit.label for pk in event.data.get("helped", []) if pk in told.parts]:
        entry.facts.append((_("Answers the call for help"), _(", ").join(units)))


def needed(entry, event, told):
    if need := event.data.get("need"):
        entry.facts.append((Caution.Kind.NEED.label, Need(need).label))
