"""The empty view: what a page costs here before it does anything. Behind the same door, threads, session and scope."""

from django.http import HttpResponse
from django.urls import path


def empty(request):
    return HttpResponse("empty")


urlpatterns = [path("empty/", empty)]
