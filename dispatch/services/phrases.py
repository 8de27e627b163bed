"""Phrases and templates: kept, changed and taken out of the list by those whose they are."""

from django.utils.translation import gettext as _

from dispatch.models import Phrase
from units import clock
from units.refusals import BadInput, NotAllowed, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole

MOST = 40  # of one owner, kind by kind; more nobody finds his way through


def may_keep(user, *, owner_id, unit_id):
    """One's own in the hall; the unit's by its lead; the centre's by the shift leader."""
    if owner_id:
        return owner_id == user.pk and user.kind == "hall"
    keeps = "dispatch.keep_phrases"
    if unit_id:
        return any(unit == unit_id and keeps in role.permissions for role, unit in user.held)
    return user.kind == "hall" and user.has_perm(keeps)


@whole()
def keep_phrase(*, kind, words, by, sort=None, owner=None, unit=None):
    """A new one; without `sort` it stands at the end."""
    _allow(by, owner and owner.pk, unit and unit.pk)
    beside = Phrase.objects.standing().filter(kind=kind, owner=owner, unit=unit)
    sorts = list(beside.values_list("sort", flat=True))
    if len(sorts) >= MOST:
        raise BadInput(_("There are %(most)d already. Take one out first.") % {"most": MOST}, field="words")
    sort = sort or min(max(sorts, default=0) + 1, 99)
    return Phrase.objects.create(
        kind=kind, words=words, sort=sort, owner=owner, unit=unit, changed_at=clock.now(), changed_by=by
    )


def change_phrase(phrase, *, kind, words, sort, by, version):
    return _write(phrase, by, version, kind=kind, words=words, sort=sort or phrase.sort)


def end_phrase(phrase, *, by):
    """Out of the list. It stays in the table: nothing is ever deleted."""
    return _write(phrase, by, None, ended_at=clock.now())


@whole()
def _write(phrase, by, version, **facts):
    found = Phrase.objects.select_for_update().get(pk=phrase.pk)
    _allow(by, found.owner_id, found.unit_id)
    who = {"by": found.changed_by, "at": found.changed_at}
    words = {"by": who["by"].label, "at": clock_text(who["at"])}
    if found.ended_at:
        raise Stale(_("%(by)s took this out of the list at %(at)s.") % words, ended=True, **who)
    if version is not None and version != found.version:
        raise Stale(_("%(by)s changed this at %(at)s, after you had opened it.") % words, **who)
    for name, value in facts.items():
        setattr(found, name, value)
    found.version, found.changed_at, found.changed_by = found.version + 1, clock.now(), by
    found.save()
    return found


def _allow(by, owner_id, unit_id):
    if not may_keep(by, owner_id=owner_id, unit_id=unit_id):
        raise NotAllowed(
            _("The centre's words are the shift leader's to keep, a unit's its lead's, and others' are theirs.")
        )
