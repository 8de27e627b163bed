"""What the import commands share: one file, an optional dry run, errors by row, the diff for a person to read."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from units import scope
from units.services.importing import ImportRefused
from units.services.tables import Unreadable

_SHOWN = 40  # of each sort of change; --all shows every one


class ImportCommand(BaseCommand):
    """Subclasses say how a file is read (`read`) and what is done with it (`carry_out`)."""

    def add_arguments(self, parser):
        parser.add_argument("file", help="The file to import.")
        parser.add_argument("--dry-run", action="store_true", help="Check and show the differences; write nothing.")
        parser.add_argument("--all", action="store_true", help="Show every difference instead of the first forty.")

    def handle(self, *args, file, dry_run=False, **options):
        try:
            with scope.system():
                diff = self.carry_out(self.read(file), dry_run=dry_run, **options)
        except Unreadable as reason:
            raise CommandError(f"{file}: {reason}") from None
        except ImportRefused as refused:
            for error in refused.errors:
                self.stderr.write(str(error))
            raise CommandError(_("%(count)s errors; nothing was written.") % {"count": len(refused.errors)}) from None
        self.show(diff, everything=options["all"])
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))

    def show(self, diff, everything=False):
        for sign, heading, changes in (
            ("+", _("added"), diff.added),
            ("~", _("changed"), diff.changed),
            ("-", _("removed"), diff.removed),
            ("?", _("not in the file, left as it is"), diff.absent),
            ("=", _("unchanged"), diff.unchanged),
        ):
            self.stdout.write(f"{sign} {heading}: {len(changes)}")
            if sign == "=":
                continue
            for change in changes if everything else changes[:_SHOWN]:
                self.stdout.write(f"    {change.code} {change.name}")
                for name, (before, after) in change.fields.items():
                    self.stdout.write(f"        {name}: {short(before)} → {short(after)}")
            if not everything and len(changes) > _SHOWN:
                self.stdout.write("    …")


def short(value):
    value = "–" if value in (None, "") else str(value)
    return value if len(value) <= 80 else f"{value[:79]}…"
