"""Photos beside what they belong to: `{% photos_at ticket event.at %}` gives those that came with a move."""

from django import template

from dispatch.services.photos import REFUSALS

register = template.Library()


@register.filter
def refusal(photo):
    """Why a photo is not shown, as a sentence."""
    return REFUSALS.get(photo.refused_because, REFUSALS["broken"])


@register.inclusion_tag("dispatch/_photos.html")
def photo_list(photos):
    """Thumbnails in a row; nothing where there are none."""
    return {"photos": photos}
