"""The duty list brought from a file: first tried, with every difference shown, then carried out as it was shown."""

import csv
import hashlib
import io

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch.forms.duty_list import ApplyForm, UploadForm, tomorrow
from dispatch.services.duty_list import COLUMNS
from dispatch.services.duty_list import import_duty_list as carry_out
from dispatch.views.duty_list import refuse_readers
from units import receipts
from units.refusals import Conflict
from units.services.importing import ImportRefused
from units.services.tables import Unreadable, read_table


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_duty_list(request):
    """GET the form; POST a file to try it; POST what was tried to carry it out."""
    refuse_readers(request.user)
    if request.method != "POST":
        return _page(request, UploadForm(initial={"valid_from": tomorrow()}))
    return _apply(request) if "text" in request.POST else _try(request)


def _try(request):
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        rows = read_table(form.cleaned_data["file"], needs=COLUMNS)
        return _shown(request, form, rows, form.cleaned_data["valid_from"])
    except Unreadable as reason:
        form.add_error("file", str(reason))
    except ImportRefused as refused:
        return _page(request, form, errors=refused.errors, status=422)
    return _page(request, form, status=422)


def _shown(request, form, rows, valid_from, *, status=200, refusal=""):
    diff = carry_out(rows, valid_from, dry_run=True)
    initial = {"text": _as_text(rows), "valid_from": valid_from, "seen": _digest(diff)}
    return _page(request, form, diff=diff, apply=ApplyForm(initial=initial), refusal=refusal, status=status)


def _apply(request):
    form = ApplyForm(request.POST)

    def act(said):
        rows = read_table(said["text"].encode(), needs=COLUMNS)
        if _digest(carry_out(rows, said["valid_from"], dry_run=True)) != said["seen"]:
            raise Conflict(_("The list has changed since you tried this file. Look at the differences again."))
        diff = carry_out(rows, said["valid_from"], by=request.user)
        facts = {"added": len(diff.added), "changed": len(diff.changed)}
        messages.success(request, _("Carried out: %(added)s added, %(changed)s changed.") % facts)
        return reverse("dispatch:duty_list")

    upload = UploadForm(initial={"valid_from": form["valid_from"].value()})
    try:
        place = receipts.submit(request, form, act)
    except Conflict as conflict:
        said = form.cleaned_data
        rows = read_table(said["text"].encode(), needs=COLUMNS)
        return _shown(request, upload, rows, said["valid_from"], status=409, refusal=str(conflict.sentence))
    except Unreadable as reason:
        return _page(request, upload, refusal=str(reason), status=422)
    except ImportRefused as refused:
        return _page(request, upload, errors=refused.errors, status=422)
    if place:
        return redirect(place)
    return _page(request, upload, refusal=_("The page was not whole. Choose the file again."), status=422)


def _page(request, form, *, diff=None, apply=None, errors=(), refusal="", status=200):
    context = {"form": form, "diff": diff, "apply": apply, "errors": errors, "refusal": refusal, "columns": COLUMNS}
    return render(request, "dispatch/duty_import.html", context, status=status)


def _as_text(rows):
    """The rows as one CSV, whatever file they came in."""
    written = io.StringIO(newline="")
    columns = list(dict.fromkeys(name for row in rows for name in row if name))
    writer = csv.DictWriter(written, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _digest(diff):
    told = [[(c.code, c.name, sorted(map(str, c.fields.items()))) for c in part] for part in (diff.added, diff.changed)]
    return hashlib.sha256(repr(told).encode()).hexdigest()


urls = [path("registry/duty-list/import/", import_duty_list, name="import_duty_list")]
