"""The door to the fault laboratory in tests/faults: the whole plan, one line a fault, exit code 1 on a broken promise."""

import importlib
import json
import logging
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Breaks a product of its own in every way of the fault plan and checks what is left. Touches no other data."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--minutes", type=float, default=30, help="How long it may take; 30 is the plan's whole size."
        )
        parser.add_argument("--seed", type=int, default=20261123)
        parser.add_argument("--only", default="", help="Codes of faults, as F3,F8.")
        parser.add_argument("--json", type=Path, help="Write the figures to this file as well.")
        parser.add_argument("--port", type=int, default=0)

    def handle(self, *args, minutes, seed, only, port, **options):
        lab, bench, plan = (_part(name) for name in ("lab", "bench", "plan"))
        logging.getLogger("httpx").setLevel(logging.WARNING)
        try:
            faults = plan.chosen([code for code in only.upper().split(",") if code])
        except LookupError as reason:
            raise CommandError(str(reason)) from None
        began, results = time.monotonic(), []
        self.stdout.write(f"faultlab --minutes {minutes:g} --seed {seed}: {len(faults)} faults")
        with lab.Lab(port) as laboratory:
            table = bench.Bench(laboratory, seed, minutes / bench.WHOLE_MINUTES)
            try:
                for fault in faults:
                    try:
                        results.append(table.run(fault))
                        self.stdout.write(str(results[-1]))
                    except bench.Skipped as reason:
                        self.stdout.write(f"{fault.CODE:<4} skip  {fault.TITLE}: {reason}")
                    self.stdout.flush()
            finally:
                table.close()
        failed = [result.code for result in results if result.broken]
        took = (time.monotonic() - began) / 60
        self.stdout.write(f"{len(results)} faults in {took:.1f} min, seed {seed}: {len(failed)} failed {failed or ''}")
        if options["json"]:
            _write(options["json"], minutes, seed, results)
        if failed:
            raise CommandError(f"Broken: {', '.join(failed)}", returncode=1)


def _part(name):
    try:
        return importlib.import_module(f"tests.faults.{name}")
    except ImportError as reason:
        raise CommandError(
            f"The laboratory lives in tests/faults and needs a checkout with the development dependencies (uv sync): {reason}"
        ) from None


def _write(path, minutes, seed, results):
    facts = {"minutes": minutes, "seed": seed, "faults": [vars(result) for result in results]}
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1, default=str))
