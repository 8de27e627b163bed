"""Who comes in: each page of this app names the permission that opens it."""

from functools import wraps

from django.core.exceptions import PermissionDenied


def needs(permission):
    """403 for whoever lacks it, whatever the method: the page exists, but not for him."""

    def decorate(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return decorate
