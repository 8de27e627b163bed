"""The small pieces of form that every page shares.

Rows are cached and carry no running times: these tags write the moments, `static/js/clock.js` turns them into words.
Without the script the clock time stands there, so a page that never ran it still tells the truth.
"""

import uuid
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join, json_script
from django.utils.translation import get_language, gettext, pgettext

from units import sounds

register = template.Library()

SOON = 0.8  # share of the time after which a clock is "due soon" when the clock does not say when it warned


def epoch_ms(moment):
    """Milliseconds since 1970, the one form in which moments travel to the scripts."""
    return int(moment.timestamp() * 1000) if moment else ""


def clock_text(moment):
    """The moment as the hall's clock shows it: the time today, the date as well on any other day."""
    local = timezone.localtime(moment)
    return local.strftime("%H:%M" if local.date() == timezone.localdate() else "%m-%d %H:%M")


@register.filter
def ms(moment):
    return epoch_ms(moment)


@register.filter
def clock(moment):
    return clock_text(moment) if moment else ""


@register.simple_tag
def time_left(due, start=None, warn=None, paused_until=None, done=None):
    """Time until `due` as an element: word, shape and colour come from clock.js, the clock time from here."""
    if due is None and paused_until is None and done is None:
        return format_html('<span class="left dim">{}</span>', pgettext("time left", "no limit"))
    state, words = "", ""
    if done:
        state = "is-over" if due and done > due else "is-done"
        words = gettext("done %(at)s") % {"at": clock_text(done)}
    elif paused_until:
        state, words = "is-paused", gettext("paused until %(at)s") % {"at": clock_text(paused_until)}
    elif due:
        words = gettext("due %(at)s") % {"at": clock_text(due)}
    moments = (("due", due), ("start", start), ("warn", warn), ("paused-until", paused_until), ("done", done))
    attrs = format_html_join("", ' data-{}="{}"', ((name, epoch_ms(at)) for name, at in moments if at))
    stamp = done or paused_until or due
    title = gettext("due %(at)s") % {"at": clock_text(due)} if due else words
    return format_html(
        '<time class="left {}" datetime="{}" title="{}"{}>{}</time>', state, stamp.isoformat(), title, attrs, words
    )


@register.simple_tag
def stamp(moment):
    """The moment to the second as an element; the year stands in its title."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(), local.strftime("%Y-%m-%d %H:%M:%S"), local.strftime("%m-%d %H:%M:%S"),
    )  # fmt: skip


@register.simple_tag
def clock_bar(start, due, stop=None, half=None, warn=None, pauses=(), paused_until=None, label=""):
    """A clock as a bar from start to due: pauses hatched, a mark where half is gone and where it warns.

    The run is drawn on by clock.js. SVG, since the CSP knows no style. A pause is a thick line of dashes: a hatch that
    needs no id of its own.
    """
    span = max((due - start).total_seconds(), 1)

    def percent(moment):
        return round(min(max((moment - start).total_seconds() / span, 0), 1) * 100, 1)

    stretches = ((percent(begin), percent(end)) for begin, end in pauses if end > begin)
    marks = ((percent(half) if half else 50,), (percent(warn) if warn else SOON * 100,))
    moments = (("start", start), ("due", due), ("warn", warn), ("paused-until", paused_until), ("done", stop))
    return format_html(
        '<svg class="clockbar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}" data-bar{}>'
        '<rect class="track" width="100" height="6"/><rect class="used" width="{}" height="6"/>{}{}</svg>',
        label or gettext("due %(at)s") % {"at": clock_text(due)},
        format_html_join("", ' data-{}="{}"', ((name, epoch_ms(at)) for name, at in moments if at)),
        percent(stop or timezone.now()),
        format_html_join("", '<path class="pause" d="M{} 3H{}"/>', stretches),
        format_html_join("", '<rect class="warn" x="{}" width=".5" height="6"/>', marks),
    )


@register.simple_tag
def priority(level):
    """P1 to P4 by weight of the mark; red is kept for what needs a hand now."""
    words = gettext("Priority %(level)s") % {"level": level}
    return format_html('<span class="prio p{}" title="{}">P{}</span>', level, words, level)


@register.simple_tag
def badge(words, tone=""):
    return format_html('<span class="badge {}">{}</span>', tone, words)


@register.simple_tag
def kbd(key):
    """The key printed on its button; screen readers hear it through aria-keyshortcuts instead."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', key)


@register.simple_tag
def receipt_key():
    """One key for one drawing of a form: sent twice, it still writes once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.simple_tag
def field_attrs(field, error=""):
    """Draw a bound field tied to its hint and its error sentence; `error`: the id of one that several fields share."""
    parts = [f"{field.auto_id}-hint"] if field.help_text else []
    attrs = {}
    if field.errors:
        parts.append(error or f"{field.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if parts:
        attrs["aria-describedby"] = " ".join(parts)
    return field.as_widget(attrs=attrs)


@register.filter
def step5(share):
    """A share of 0..1 as the width class of its nearest five per cent."""
    try:
        value = min(max(float(share), 0), 1)
    except (TypeError, ValueError):
        value = 0
    return f"w-{round(value * 20) * 5}"


@register.simple_tag
def sounds_of(user):
    """How loud a person wants each sound, for sound.js; nothing where everything is as it comes."""
    floors = sounds.floors(user)
    if not floors and not user.volumes:
        return ""
    told = (" ".join(f"{kind}:{volume}" for kind, volume in of.items()) for of in (sounds.volumes(user), floors))
    return format_html('<meta name="volumes" content="{}"><meta name="floors" content="{}">', *told)


@register.simple_tag
def ui_strings():
    """Every sentence that the scripts say, in the page's language."""
    return _ui_strings(get_language())


@lru_cache(maxsize=8)
def _ui_strings(language):
    return json_script(
        {
            "left_s": pgettext("time left", "{m}:{s} left"),
            "left_m": pgettext("time left", "{m} min left"),
            "left_h": pgettext("time left", "{h} h {m} min left"),
            "left_d": pgettext("time left", "{d} d {h} h left"),
            "over_m": pgettext("time left", "{m} min over"),
            "over_h": pgettext("time left", "{h} h {m} min over"),
            "over_d": pgettext("time left", "{d} d {h} h over"),
            "paused": pgettext("time left", "paused until {at}"),
            "done": pgettext("time left", "done {at}"),
            "done_late": pgettext("time left", "done {at}, late"),
            "due": pgettext("time left", "due {at}"),
            "of": pgettext("running time of limit", "{t} of {limit}"),
            "line_live": pgettext("line state", "live"),
            "line_catching": pgettext("line state", "catching up"),
            "line_stale": pgettext("line state", "stale since {at}"),
            "stale": gettext(
                "This screen may be out of date since {at}. It refreshes by itself when the line is back."
            ),
            "tick": gettext("Deadlines are not being watched: no heartbeat since {at}. Watch the clocks by eye."),
            "reload": gettext("Reload now"),
            "ack": gettext("Acknowledge"),
            "sound_off": gettext("Sounds are off until you click or press a key."),
            "sound_on": gettext("Turn sounds on"),
            "sound_none": gettext("turned off by you"),
            **{f"s_{kind}": str(label) for kind, label in sounds.LABELS.items()},
            "behind": gettext(
                "Messages and photos are delayed since {at}: the processes behind the screens are silent."
            ),
            "net": gettext("The server could not be reached. What you typed is kept; sending again in {s} s."),
            "net_changed": gettext(
                "You changed this after you sent it, so it does not go by itself any more. Send it again when it is right."
            ),
            "net_now": gettext("Send now"),
            "offline": gettext(
                "No network. What you type stays here; what you sent goes by itself when the network is back."
            ),
            "failed": gettext("This could not be saved (code {code}). What you typed is kept."),
            "gone": gettext("You were signed out. Sign in again in a new window; what you typed is kept here."),
            "sending": gettext("Sending…"),
            "none": gettext("Nothing found. Try fewer letters."),
            "remove": pgettext("chip", "Remove {name}"),
            "choose": gettext("Type to search"),
            "keys": gettext("Keys on this page"),
            "key_list": gettext("Show this list"),
            "key_find": gettext("Go to search"),
            "key_command": gettext("Command line"),
            "key_back": gettext("Close what is open, back to where you were"),
            "keys_page": gettext("This page"),
            "keys_everywhere": gettext("Everywhere"),
            "close": pgettext("dialog", "Close"),
            "new_rows": gettext("{n} new above, show them"),
            "map_failed": gettext("The map could not be loaded. Type the place instead."),
            "map_place": gettext("Click the map to set the place."),
            "map_placed": gettext("Place set: {lat}, {lon}"),
            "map_in": gettext("Zoom in"),
            "map_out": gettext("Zoom out"),
            "map_all": gettext("Show the whole district"),
            "places": gettext("Places found"),
            "places_found": gettext("{n} places found"),
            "place_verified": pgettext("a place", "verified"),
            "places_none": gettext("Not in the gazetteer. The address is kept as it is written."),
            "places_away": gettext("Places cannot be looked up now. Go on typing the address."),
            "layers": pgettext("of a map", "Layers"),
            "layer_camera": gettext("Cameras"),
            "layer_hydrant": gettext("Hydrants"),
            "layer_shelter": gettext("Shelters"),
            "layer_hazard": gettext("Sources of danger"),
            "layer_team": gettext("Teams"),
            "layer_ticket": gettext("Open tickets"),
            "layer_pole": gettext("Lamp poles"),
            "layers_more": gettext("More than is shown, come closer: {layers}"),
            "list_comma": gettext(", "),
            "layers_away": gettext("The layers could not be loaded."),
        },
        "strings",
    )
