"""The forms of a unit's part. They clean input; `facts()` says it in the words of the service."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import OneOf
from dispatch.forms.moves import MoveForm, one_of, words
from dispatch.models import Feedback, Return, Ticket
from dispatch.services import Answer, colleagues, lacking
from dispatch.services.photos import MOST, looks_like_photo
from dispatch.services.time_asked import appealable
from units import duty
from units.templatetags.ui import clock_text

_MB = 1024 * 1024
# What a reader needs to choose rightly; the rules are domain.md §3.
REASON_HINTS = {
    "R1": _("The place lies outside our area. Name who is responsible there."),
    "R2": _("The law gives this power to another body. Cite the law and name the body."),
    "R3": _("Nobody knows who owns it. Name the unit that should find out."),
    "R4": _("Several bodies share it. Name the one that should lead."),
    "R5": _("Say what is missing; the call taker asks the caller."),
    "R6": _("Give the number of the other ticket."),
    "R7": _("We were there and saw nothing. Add a photo of the place."),
    "R8": _("The matter was answered finally before. Say when and under which number."),
    "R9": _("A court or petition office has it. Say which."),
}


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "data-photos": MOST, **(attrs or {})})


class PhotosField(forms.FileField):
    """Up to five photos. What the first bytes already show to be no photo is refused here, the rest by the worker."""

    widget = PhotosInput

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Photos"))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        if not uploads:
            if self.required:
                raise forms.ValidationError(_("Take a photo or choose one."), code="required")
            return []
        if len(uploads) > MOST:
            raise forms.ValidationError(_("At most %(most)s photos at once.") % {"most": MOST})
        for upload in uploads:
            self._refuse(upload)
        return uploads

    @staticmethod
    def _refuse(upload):
        facts = {"name": upload.name, "most": settings.PHOTO_MAX_BYTES // _MB}
        if upload.size > settings.PHOTO_MAX_BYTES:
            raise forms.ValidationError(_("“%(name)s” is larger than %(most)s MB.") % facts)
        head = upload.read(16)
        upload.seek(0)
        if not looks_like_photo(head):
            raise forms.ValidationError(_("“%(name)s” is not a JPEG, PNG or WebP photo.") % facts)


def yes_no(label, **kwargs):
    return forms.TypedChoiceField(
        label=label, choices=[("1", pgettext_lazy("answer", "Yes")), ("0", pgettext_lazy("answer", "No"))],
        coerce=lambda value: value == "1", widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")}, **kwargs,
    )  # fmt: skip


class PartForm(MoveForm):
    """Drawn for one part at one version: other units' moves on the ticket do not make it stale."""

    def __init__(self, part, *args, **kwargs):
        super().__init__(part.ticket, *args, **kwargs)
        self.part = part
        self.fields["version"].initial = part.version


class StepForm(PartForm):
    """Accept, depart, arrive: one press."""


class FeedbackForm(PartForm):
    facts_true = yes_no(_("Are the facts true?"), initial="1")
    in_remit = yes_no(_("Within our remit?"), initial="1")
    solved = yes_no(_("Solved?"))
    why_not = one_of(_("Why not"), Feedback.WhyNot.choices, required=False)
    contacted_at = forms.DateTimeField(
        label=_("Caller contacted at"), required=False, help_text=_("Leave empty if nobody spoke to the caller."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Give day and time, as on a clock.")},
    )  # fmt: skip
    public_answer = words(_("Answer to the caller"), hint=_("The caller reads this. No names, no numbers of others."))
    details = words(
        _("Details for the centre"), required=False, rows=2, hint=_("The centre and the other units read this.")
    )
    photos = PhotosField(help_text=_("The place after the work: at most 5 photos of 10 MB."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why_not"].choices = [("", _("Choose")), *Feedback.WhyNot.choices]
        self.fields["public_answer"].error_messages["required"] = _("Tell the caller what was done.")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("solved"):
            cleaned["why_not"] = ""
        elif cleaned.get("solved") is False and not cleaned.get("why_not") and "why_not" not in self.errors:
            self.add_error("why_not", gettext("Say why the matter is not solved."))
        return cleaned

    def facts(self):
        said = {name: self.cleaned_data[name] for name in Answer.__dataclass_fields__}
        return {"answer": Answer(**said)}


class HandBackForm(PartForm):
    reason = one_of(_("Reason"), Return.Reason.choices, widget=forms.RadioSelect)
    suggested_unit = OneOf(
        label=_("Whose matter it is"), required=False, help_text=_("Needed with R1 to R4. By name or initials.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        required=False,
        max_length=200,
        help_text=_(
            "Needed with R1, R2, R4: law and article. R8: day and number of the answer. R9: office and number."
        ),
    )
    other = forms.CharField(
        label=_("The other ticket"),
        required=False,
        max_length=24,
        help_text=_("Needed with R6: its number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "T20260822-0042", "class": "num"}),
    )
    text = words(_("Explanation"), hint=_("The dispatcher decides by this."))
    photos = PhotosField(help_text=_("Needed with R7: the place as you found it."))

    def __init__(self, part, *args, units, user, **kwargs):
        super().__init__(part, *args, **kwargs)
        self.user = user
        others = [unit for unit in units if unit.pk != part.unit_id]
        self.fields["suggested_unit"].offer(others, blank=_("Choose"))
        self.fields["suggested_unit"].widget.attrs["data-combo"] = ""

    @property
    def reasons(self):
        """[(radio, its hint)] for the list of reasons."""
        return [(radio, REASON_HINTS[radio.data["value"]]) for radio in self["reason"]]

    def clean(self):
        cleaned = super().clean()
        reason = cleaned.get("reason")
        given = [cleaned.get(name) for name in ("legal_basis", "suggested_unit", "other", "photos")]
        for field, sentence in lacking(reason, *given).items():
            if field not in self.errors:
                self.add_error(field, sentence)
        return cleaned

    def clean_other(self):
        """A ticket that this person may read, by its number; of others the form does not know whether they exist."""
        number = self.cleaned_data["other"].strip().upper()
        found = Ticket.objects.visible_to(self.user).filter(number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(gettext("Your unit has no ticket of this number."))
        return found

    def facts(self):
        return {name: self.cleaned_data[name] for name in ("reason", "text", "legal_basis", "suggested_unit", "other")}


class AnswerForm(PartForm):
    text = words(_("Answer to the centre"), hint=_("Why it took so long, what is done now, and until when."))


class AskExtensionForm(PartForm):
    text = words(_("Why more time is needed"), hint=_("What is done, what is missing, and when it will be there."))


class AskSuspensionForm(PartForm):
    until = forms.DateTimeField(
        label=_("Until"), help_text=_("At most a year; it goes on by itself then."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"required": _("Give day and time, as on a clock."), "invalid": _("Give day and time, as on a clock.")},
    )  # fmt: skip
    text = words(_("Why it must wait"), hint=_("The centre reads this, and it stands on the clock."))


class AppealForm(PartForm):
    limit = one_of(_("Which clock"), [], widget=forms.RadioSelect)
    text = words(_("Why it could not be kept"), hint=_("Two reviewers read this. There is one appeal a clock."))

    def __init__(self, part, *args, **kwargs):
        super().__init__(part, *args, **kwargs)
        self.limits = {str(clock.pk): clock for clock in appealable(part)}
        self.fields["limit"].choices = [
            (pk, f"{clock.get_kind_display()} · {clock_text(clock.due_at)}") for pk, clock in self.limits.items()
        ]
        self.initial.setdefault("limit", next(iter(self.limits), None))

    def facts(self):
        said = super().facts()
        return {**said, "limit": self.limits[said["limit"]]}


class HandToForm(PartForm):
    to = one_of(_("Who takes it on"), [], widget=forms.RadioSelect)
    text = words(_("Words for the handler"), required=False, rows=2)

    def __init__(self, part, *args, **kwargs):
        super().__init__(part, *args, **kwargs)
        self.people = {str(person.pk): person for person in colleagues(part)}
        there = {turn.user_id: turn for turn in duty.on_duty(part.unit_id)}
        self.fields["to"].choices = [
            (pk, _told(person, part, there.get(person.pk)))
            for pk, person in sorted(self.people.items(), key=lambda each: each[1].pk not in there)
        ]

    def facts(self):
        said = super().facts()
        return {**said, "to": self.people[said["to"]]}


def _told(person, part, turn):
    if person.pk == part.handler_id:
        return gettext("%(name)s · has it now") % {"name": person.label}
    if turn is None:
        return person.label
    return gettext("%(name)s · on duty until %(at)s") % {"name": person.label, "at": clock_text(turn.ends_at)}


class HelpForm(PartForm):
    text = words(
        _("What is needed"),
        hint=_("Hands, equipment, another unit, and until when. The hall sees it until it answers."),
    )


class NoteForm(PartForm):
    needs_version = False
    text = words(
        pgettext_lazy("noun", "Note"),
        hint=_("The centre and the other units read it. It stops the first-feedback clock."),
    )
