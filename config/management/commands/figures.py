"""The day's figures beside counts by plain SQL, written on their own: two ways of counting must agree."""

import re
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from units import clock, measures, scope
from units.models import User

_STATEMENTS = Path(__file__).parents[2] / "figures.sql"


def plain():
    """{code of the measure: statement that gives (of, n), or one number for a plain count}."""
    return dict(re.findall(r"^-- (\w+)\n([^;]+);", _STATEMENTS.read_text(encoding="utf-8"), re.MULTILINE))


def counted(code, day, now):
    """(of, n) of a measure by plain SQL."""
    start, end = clock.day_bounds(day)
    with connection.cursor() as cursor:
        cursor.execute(plain()[code], {"start": start, "end": end, "now": now})
        numbers = cursor.fetchone()
    return numbers[0], numbers[-1]


class Command(BaseCommand):
    help = "Shows the figures of a day as the pages show them, each beside a count by plain SQL; fails if one differs."

    def add_arguments(self, parser):
        parser.add_argument("day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="The local day.")

    def handle(self, *args, day, **options):
        outermost = not connection.in_atomic_block
        with scope.system(), transaction.atomic():
            if outermost:  # both ways must count the same rows, though the hall goes on working
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            now = clock.now()
            figures = measures.values(measures.all(), User.objects.system(), [day], now)
            differing = [self._line(measure, figures[measure.code, day], day, now) for measure in measures.all()]
        if any(differing):
            raise CommandError(_("%(count)s figures differ from plain SQL.") % {"count": sum(differing)})

    def _line(self, measure, value, day, now):
        """Write one line; True if the two ways of counting disagree."""
        page, plain = (value.of, value.n), counted(measure.code, day, now)
        shown = f"{value.share:7.1%}" if measure.part is not None and value.of else " " * 7
        verdict = "=" if page == plain else "≠"
        self.stdout.write(
            f"{measure.code:<20}{shown} {value.n:>7} / {value.of:<7} {verdict} SQL {plain[1]:>7} / {plain[0]:<7} {measure.label}"
        )
        return page != plain
