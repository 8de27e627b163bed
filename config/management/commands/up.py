"""Everything on this machine, from one command: services, set-up, demo district, web, worker, tick, outbox."""

import logging
import os
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from config.demo import people
from config.doctor import BAD, WARN, examine
from config.doctor.configuration import Configuration
from config.doctor.machine import Machine
from config.embedded import places
from config.embedded.address import ForeignFolder
from config.embedded.lock import DataLock, Taken
from config.embedded.places import Unusable
from config.embedded.port import listen
from config.embedded.product import Product, Wanted
from config.embedded.supervisor import Stopped, Supervisor


class Command(BaseCommand):
    help = "Starts everything on this machine and keeps it running until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from other machines.")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data-dir", type=Path, default=settings.DATA_DIR, help="Everything that must survive.")
        parser.add_argument("--no-demo", action="store_true", help="Start with an empty district.")
        parser.add_argument("--tls-cert", help="Certificate chain (PEM); with --tls-key the port speaks HTTPS.")
        parser.add_argument("--tls-key", help="Private key (PEM).")
        parser.add_argument("--backup-dir", type=Path, default=settings.BACKUP_DIR, help="Follow the database there.")

    def handle(self, *args, host, port, data_dir, no_demo, tls_cert, tls_key, backup_dir, **options):
        if bool(tls_cert) != bool(tls_key):
            raise CommandError("--tls-cert and --tls-key come together.")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # our own question whether a page is answered
        self.console = Console(highlight=False, soft_wrap=True)
        os.umask(0o077)
        began = time.monotonic()
        supervisor = Supervisor(tell=lambda text: self.console.print(f"  {text}", markup=False))
        supervisor.listen_to_signals()
        backup_dir = backup_dir.resolve() if backup_dir else None
        wanted = Wanted(Path(data_dir).resolve(), host, port, not no_demo, tls_cert, tls_key, backup_dir)
        try:
            places.prepare(wanted.data_dir)
            lock = DataLock(wanted.data_dir).take()
            listener = listen(host, port)
            lock.note(f"process {os.getpid()}, at {wanted.address}")
            product = Product(wanted, supervisor, listener)
        except Taken as holder:
            raise CommandError(
                f"The data folder {wanted.data_dir} is in use: {holder} runs there already. "
                "Use that one, stop it (kill the process), or start a second with --data-dir and --port."
            ) from None
        except (Unusable, ForeignFolder) as reason:
            raise CommandError(str(reason)) from None
        try:
            self._start(product)
            self._greet(product, time.monotonic() - began)
            supervisor.watch()
        except Stopped:
            pass
        except (Unusable, ForeignFolder) as reason:
            raise CommandError(str(reason)) from None
        finally:
            self.console.print("Stopping …")
            listener.close()
            supervisor.stop()
            product.places.leave()
            lock.release()
            self.console.print("Stopped. The data stay in", str(wanted.data_dir), markup=False)

    def _start(self, product):
        self._step("Words", product.compile_messages)
        self._step("Machine", lambda: self._examine(product.wanted))
        self._step("PostgreSQL", product.start_database)
        self._step("Redis", product.start_redis)
        self._step("Tables", product.set_up)
        if product.wanted.demo and product.is_empty():
            self.console.print("[bold]Demo district[/] (first start only)")
            product.load_demo()
        self._step("Processes", product.start_processes)
        self._step("First answer", product.wait_for_an_answer)

    def _examine(self, wanted):
        """What the doctor calls bad stops the start before anything is touched; the rest is said once."""
        machine = Machine(wanted.data_dir, embedded=not os.environ.get("DATABASE_URL"))
        configuration = Configuration(wanted.host, tls=bool(wanted.tls_cert))
        lines = list(examine([*machine.checks(), configuration.mode, configuration.urls, configuration.services]))
        if bad := [line for line in lines if line.level == BAD]:
            raise Unusable("\n".join(map(str, bad)))
        for line in lines:
            if line.level == WARN:
                self.console.print(f"  {line}", markup=False)

    def _step(self, name, work):
        began = time.monotonic()
        with self.console.status(f"{name} …"):
            said = work()
        note = f" ({said})" if isinstance(said, str) else ""
        self.console.print(f"[green]✓[/] {name}{note} [dim]{time.monotonic() - began:.1f} s[/]")

    def _greet(self, product, seconds):
        self.console.print(f"\n[bold]The console runs at {product.wanted.address}[/]  (started in {seconds:.0f} s)")
        if product.wanted.host in ("0.0.0.0", "::"):  # noqa: S104 – asked for by the person
            self.console.print(f"From other machines: {product.wanted.seen_from_outside}")
        if product.shows_demo():
            table = Table("Account", "Who it is", "", box=None, title=f"Demo accounts, password {people.PASSWORD}")
            for account in people.accounts():
                table.add_row(account.username, account.words_en, account.words)
            self.console.print(table)
        self.console.print("Ctrl-C stops it; the data stay.")
