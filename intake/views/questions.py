"""The questions inside an item, asked while the call is on: the list is the page's, the answers are the ticket's."""

from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from intake.forms import CallForm
from intake.views.doors import needs


@needs("intake.take_call")
@require_safe
def questions(request):
    """A fragment: the questions of the item that was chosen, none where it has none."""
    form = CallForm(initial={"item": request.GET.get("item", "")[:8]}, user=request.user)
    return render(request, "intake/_questions.html", {"form": form})


urls = [path("calls/questions/", questions, name="questions")]
