"""Trains the model that suggests the item, shows those that there are, goes back to one, or tries files."""

from django.core.management.base import BaseCommand, CommandError

from dispatch.models import Suggester
from dispatch.suggesting import files, making, running
from dispatch.suggesting.grams import grams
from dispatch.suggesting.measuring import measure
from units import scope
from units.models import User


class Command(BaseCommand):
    help = "Trains what suggests the item from the centre's closed tickets, and uses it unless the one that runs is better."

    def add_arguments(self, parser):
        parser.add_argument("--by", metavar="USERNAME", help="In whose name it is trained or used.")
        parser.add_argument(
            "--list", action="store_true", help="Show the models, the newest first, and which one runs."
        )
        parser.add_argument("--use", type=int, metavar="N", help="Let this one run from now on: how one goes back.")
        parser.add_argument(
            "--from", dest="learn", metavar="CSV", help="Learn from a file (subject, text, label; also .gz)."
        )
        parser.add_argument(
            "--evaluate", metavar="CSV", help="Measure on it; the same file twice: a fifth is held out."
        )
        parser.add_argument("--seed", type=int, default=0, help="Which fifth.")

    def handle(self, *args, by, learn, evaluate, seed, **options):
        if bool(learn) != bool(evaluate):
            raise CommandError("--from and --evaluate go together.")
        if learn:
            self._try(learn, evaluate, seed)
            return
        with scope.system():
            by = self._person(by)
            if options["list"]:
                self._list()
            elif options["use"] is not None:
                self._use(options["use"], by)
            else:
                self._train(by)

    @staticmethod
    def _person(username):
        if not username:
            return None
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no person {username}.")
        return person

    def _try(self, learn, evaluate, seed):
        """Changes nothing: what is learnt from a file is thrown away."""
        from dispatch.suggesting import training

        if learn == evaluate:
            known, unknown = files.stratified(*files.labelled(learn), seed)
        else:
            known, unknown = files.labelled(learn), files.labelled(evaluate)
        if len(set(known[1])) < 2 or not unknown[0]:
            raise CommandError("It takes texts of two labels to learn from, and one to measure on.")
        figures = measure(training.train(*known, grams), *unknown, grams)
        self.stdout.write(
            f"Learnt from {len(known[0])} texts of {len(set(known[1]))} labels, measured on {figures.texts}."
        )
        self.stdout.write(f"top-1 {figures.top1:.3f}  top-3 {figures.top3:.3f}  macro-F1 {figures.macro_f1:.3f}")
        self.stdout.write(f"time per text: p50 {figures.p50 * 1000:.2f} ms, p95 {figures.p95 * 1000:.2f} ms")

    def _train(self, by):
        try:
            suggester = making.begin(by=by)
        except making.Nothing:
            raise CommandError("The duty list has not two items to tell apart.") from None
        while making.step(suggester):
            self.stdout.write(".", ending="")
            self.stdout.flush()
        suggester.refresh_from_db()
        self.stdout.write(f"\n{_line(suggester, running.number())}")
        if running.number() != suggester.pk:
            self.stdout.write(
                f"Not used: the one that runs has {suggester.former_top3:.3f} of the same tickets among its first three."
                f" `train_suggestions --use {suggester.pk}` uses it all the same."
            )

    def _list(self):
        now = running.number()
        for suggester in Suggester.objects.select_related("by").order_by("-pk")[: making.KEPT]:
            self.stdout.write(_line(suggester, now))

    def _use(self, number, by):
        suggester = Suggester.objects.filter(pk=number).first()
        if suggester is None or running.read(number) is None:
            raise CommandError(f"There is no model {number} that could run; --list shows those there are.")
        running.use(suggester, by=by)
        self.stdout.write(_line(suggester, number))


def _line(suggester, now):
    """One model in a line: number, whether it runs, when and by whom, what it learnt from, how good it is."""
    mark = "*" if suggester.pk == now else " "
    made = f"{suggester.trained_at:%Y-%m-%d %H:%M} UTC" if suggester.trained_at else "not finished"
    source = f"{suggester.tickets} tickets" if suggester.tickets else "the duty list's words (cold start)"
    until = f" until {suggester.until:%Y-%m-%d}" if suggester.until else ""
    shares = "not measured" if suggester.top1 is None else (
        f"top-1 {suggester.top1:.3f}, top-3 {suggester.top3:.3f} of {suggester.held_out} held out"
    )  # fmt: skip
    return f"{mark}{suggester.pk}  {made} by {suggester.by or 'the system'}, from {source}{until}: {shares}"
