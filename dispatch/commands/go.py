"""go: a page of the person's own menu, by its name in either language, its initials or its address."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.commands import naming
from dispatch.commands.reading import Choice, Command, Reading
from units.context import menu
from units.labels import spelled


@dataclass(frozen=True)
class Page:
    url: str
    label: str
    names: tuple

    def written(self, typed):
        """The name that begins as it was typed: what Tab writes."""
        return next((name for name in self.names if name.startswith(typed)), self.names[0])


def pages(user, begins=""):
    """Pages that the person's role opens and one of whose names begins so; an exact name alone, if one is exact."""
    found = [page for page in _all(user) if any(name.startswith(begins) for name in page.names)]
    return [page for page in found if begins in page.names] or found


def _all(user):
    with translation.override("en"):
        english = [label for _name, label, _key in menu(user)]
    with translation.override("zh-hans"):
        chinese = [label for _name, label, _key in menu(user)]
    for (name, label, _key), en, zh in zip(menu(user), english, chinese, strict=True):
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        names = [en.lower(), name.split(":")[-1].replace("_", " "), zh, _initials(zh)]
        yield Page(url, label, tuple(dict.fromkeys(names)))


@lru_cache
def _initials(name):
    return spelled(name)[1]


def to(page, typed=""):
    name = page.written(typed)
    return Reading(says=_("Opens the page “%(page)s”") % {"page": page.label}, place=page.url, complete=name, kept=name)


def choice(page, typed=""):
    return Choice(page.written(typed), page.label, _("page"))


def read(user, word, rest):
    found = pages(user, naming.fold(rest))
    if len(found) == 1:
        return to(found[0])
    if not found:
        raise naming.Unreadable(_("Your menu has no page “%(page)s”.") % {"page": rest})
    return Reading(says=_("To which page?"), choices=tuple(choice(page) for page in found))


COMMAND = Command(
    ("go", "g", "去", "转到", "qu"), "go board", gettext_lazy("a page by its name; the name alone is enough"), read
)
