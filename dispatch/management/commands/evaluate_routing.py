"""How often the disposing unit of a past event is found from its sort and place: a model beside a plain table."""

from django.core.management.base import BaseCommand, CommandError

from dispatch.suggesting import files, routing
from dispatch.suggesting.measuring import figures


class Command(BaseCommand):
    help = (
        "Learns from the earlier four fifths of a file of events, by date, and measures on the rest. Changes nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "events",
            metavar="CSV",
            help=f"Columns {', '.join(routing.NEEDS)}, and street, main_type, event_type; also .gz.",
        )
        parser.add_argument("--aliases", metavar="CSV", help="Units that were renamed: columns former, present.")

    def handle(self, *args, events, aliases, **options):
        pairs = files.rows_of(aliases, needs=("former", "present")) if aliases else []
        rows = files.rows_of(events, needs=routing.NEEDS)
        merged = routing.one_name(rows, {pair["former"]: pair["present"] for pair in pairs})
        names = [len({row["dispose_unit"] for row in some}) for some in (rows, merged)]
        earlier, later = routing.split(merged)
        if len({row["dispose_unit"] for row in earlier}) < 2:
            raise CommandError("It takes earlier events of two units, and one later.")
        self.stdout.write(f"{len(rows)} events, {names[0]} names of units, {names[1]} units.")
        self.stdout.write(
            f"Learnt from {len(earlier)} to {earlier[-1]['create_time']}, measured on {len(later)} from then on."
        )
        units = [row["dispose_unit"] for row in later]
        for name, router in (("model", routing.Regression), ("table", routing.Table)):
            found = figures(router(earlier).ranked(later), units)
            self.stdout.write(f"{name}  top-1 {found.top1:.3f}  top-3 {found.top3:.3f}")
