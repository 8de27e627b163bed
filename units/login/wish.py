"""Where somebody wanted to go when the door, or the lock, stood in between."""

from django.utils.http import url_has_allowed_host_and_scheme


def wish(request):
    """A path of this site from the parameter `next`, or ''. Only a path: `redirect` takes other words for a view's name."""
    given = request.POST.get("next", request.GET.get("next", ""))
    own = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if own and given.startswith("/") else ""
