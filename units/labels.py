"""Names of registry rows in the reader's language, and how they are found by pinyin."""

from django.db import models
from django.utils.translation import get_language


class Named(models.Model):
    """A row with a Chinese name (which is its name) and an English one (a help for readers of English).

    `pinyin` orders rows, since the database has no Chinese collation; `initials` finds them by two or three keys.
    """

    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, db_index=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, db_index=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def label(self):
        return self.label_in(get_language())

    def label_in(self, language):
        """For long lists, which ask once what language they are in."""
        return self.name_en if self.name_en and (language or "").startswith("en") else self.name


def spelled(name):
    """(pinyin, initials) of a Chinese name: "岳麓" → ("yue lu", "yl")."""
    from pypinyin import Style, lazy_pinyin  # reads its whole dictionary; only who writes a name needs it

    syllables = lazy_pinyin(name, style=Style.NORMAL, errors=lambda text: [c for c in text.lower() if c.isalnum()])
    return " ".join(syllables)[:400], "".join(s[0] for s in syllables if s)[:120]
