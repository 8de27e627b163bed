"""Short answers of a dialogue by text, offered as one types; they go out in the district's language."""

from django.utils.translation import gettext_lazy as _

PHRASES = (
    _("This is the emergency linkage centre. Where are you? Street and house number, or what you see."),
    _("What has happened?"),
    _("Is anybody hurt or in danger?"),
    _("Are you safe? Reply 1 for yes, 2 for no."),
    _("Help is on its way. Stay where you are if it is safe."),
    _("We have noted it and send it to the unit in charge."),
    _("Please do not call; write here. We read every message."),
)
