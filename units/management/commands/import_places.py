"""Places of the gazetteer from CSV, XLSX, GeoJSON, Shapefile (zipped too) or GeoPackage."""

import getpass

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from units import scope
from units.management.importing import short
from units.models import NamedPlace
from units.places.files import opened
from units.places.importing import check_lacking, import_places
from units.places.rows import HEADINGS
from units.services.tables import Unreadable


class Command(BaseCommand):
    help = (
        "Imports places: roads, landmarks, house numbers, lamp poles, alarm posts, kilometre stones, manholes, cameras,"
        " hydrants, shelters, sources of danger, teams. From CSV or XLSX with a heading line, GeoJSON (64 MB), Shapefile or"
        f" GeoPackage (200 MB, 1,000,000 rows). Columns: {', '.join(HEADINGS)}, or their Chinese headings. Lines become their"
        " middle, areas a point within. A list that is imported again is brought to what it says now: what it lacks is retired."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="The file to import.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would be done; write nothing.")
        parser.add_argument("--kind", choices=NamedPlace.Kind.values, help="Of rows that name none.")
        parser.add_argument(
            "--system", choices=NamedPlace.System.values, default="wgs84", help="What the file's positions are in."
        )
        parser.add_argument(
            "--layer",
            default="",
            help="The layer of a GeoPackage, and the name of the list: an import retires places of its own list alone."
            " The kind where it is not given.",
        )
        parser.add_argument(
            "--columns", nargs="+", default=[], metavar="OURS=THEIRS", help="name=杆件名称 code=杆件编号"
        )
        parser.add_argument("--retire", action="store_true", help="Also where more than half of the list would go.")

    def handle(self, *args, file, dry_run, kind, system, layer, columns, retire, **options):
        said = {"layer": (layer or kind or "places")[:60], "kind": kind or "", "columns": _columns(columns)}
        try:
            with scope.system():
                if not dry_run and not retire:
                    with opened(file, layer) as (headings, rows):
                        check_lacking(headings, rows, **said)
                with opened(file, layer) as (headings, rows):
                    found = import_places(
                        headings,
                        rows,
                        **said,
                        file=str(file),
                        by=_account(),
                        system=system,
                        dry_run=dry_run,
                        retire=retire,
                    )
        except Unreadable as reason:
            raise CommandError(f"{file}: {reason}") from None
        self._show(found)
        if found.figures["refused"]:
            self.stdout.write(_("Rows were refused, so nothing was retired."))
        if found.warning:
            self.stdout.write(found.warning)
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))

    def _show(self, found):
        for sign, sort, heading in (
            ("+", "added", _("added")),
            ("~", "changed", _("changed")),
            ("-", "retired", pgettext("places", "retired")),
            ("=", "unchanged", _("unchanged")),
            ("!", "refused", pgettext("rows", "refused")),
        ):
            shown = found.shown.get(sort, [])
            self.stdout.write(f"{sign} {heading}: {found.figures[sort]}")
            for one in shown:
                if sort == "refused":
                    self.stdout.write(f"    {one}")
                    continue
                self.stdout.write(f"    {one.code} {one.name}".rstrip())
                for name, (before, after) in one.fields.items():
                    self.stdout.write(f"        {name}: {short(before)} → {short(after)}")
            if len(shown) < found.figures[sort] and sort != "unchanged":
                self.stdout.write("    …")


def _columns(pairs):
    for pair in pairs:
        if "=" not in pair:
            raise CommandError(_("“%(pair)s”: write our name, =, and the heading of the file.") % {"pair": pair})
    return dict(pair.split("=", 1) for pair in pairs)


def _account():
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        return "?"
