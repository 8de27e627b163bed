"""Pieces of a page that are drawn once and kept: `{% piece seconds name vary … %}…{% endpiece %}`.

As Django's `{% cache %}`, with two differences. The language is always a part of the key. And what belongs to one
request (the token of its forms, the address to come back to) is left out when a piece is kept, and put in each time, so
that a frame with forms in it can be kept. Every other thing that a piece shows must be among what it varies on.
"""

import secrets

from django import template
from django.core.cache import cache
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Where they stand in a kept piece. Nobody can guess a mark, so nothing that somebody typed is taken for one.
_OF_THE_REQUEST = {name: f"[{name} {secrets.token_hex(12)}]" for name in ("csrf_token", "this_page")}


class Piece(template.Node):
    def __init__(self, nodelist, seconds, name, vary):
        self.nodelist, self.seconds, self.name, self.vary = nodelist, seconds, name, vary

    def render(self, context):
        varied = "\x1f".join([str(expression.resolve(context)) for expression in self.vary])
        key = f"piece:{self.name}:{get_language()}:{varied}"
        kept = cache.get(key)
        if kept is None:
            with context.push(**_OF_THE_REQUEST):
                kept = self.nodelist.render(context)
            cache.set(key, kept, self.seconds)
        for name, mark in _OF_THE_REQUEST.items():
            if mark in kept:
                kept = kept.replace(mark, conditional_escape(context.get(name, "")))
        return SafeString(kept)


@register.tag
def piece(parser, token):
    try:
        _tag, seconds, name, *vary = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("{% piece %} needs the seconds to keep it and a name.") from None
    nodelist = parser.parse(["endpiece"])
    parser.delete_first_token()
    return Piece(nodelist, int(seconds), name, [parser.compile_filter(part) for part in vary])
