"""The owner's rules as a form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.comments.rules.book import settings_of
from reviews.comments.rules.checker import is_web_address
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.word_lists import faults_in
from reviews.web.fields import AdmittedField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from reviews.comments.rules.book import Settings

#: The settings in the order in which they are read, each group under a heading. Pausing has a button of its own.
GROUPS = (
    (gettext_lazy("Who waits for a moderator"), ("hold_all", "trust_after")),
    (gettext_lazy("What waits for a moderator"), ("links_held", "held_words", "hold_resembling")),
    (gettext_lazy("What is refused"), ("refused_words", "refuse_twice", "seconds_between", "replies_an_hour")),
    (gettext_lazy("When replies close"), ("close_after", "closes_from")),
    (gettext_lazy("Machines"), ("least_seconds", "checker_url", "checker_key")),
    (gettext_lazy("Readers"), ("flags_a_day", "public_log", "keep_networks")),
)
FIELDS = tuple(name for _heading, names in GROUPS for name in names)
#: The key of the checker is written and never shown.
SECRET = "checker_key"  # noqa: S105 - the name of a field
#: Replies a rehearsal goes through: enough to see something, enough to trust it, as many as a page can wait for.
LAST = (50, 200, 1_000)
#: A year. Who needs a network longer than that needs it for something else.
_MOST_DAYS_KEPT = 365
#: The largest number that its column holds.
_MOST = 32_767
_SALT = "reviews.moderation.rules.rehearsed"

_HELP = {
    "hold_all": gettext_lazy("The safest setting, and the slowest for everybody. Moderators’ own replies never wait."),
    "trust_after": gettext_lazy(
        "Counted by account, or by an address that was confirmed. A typed name and address count for nothing. 0: nobody waits for "
        "being new."
    ),
    "links_held": gettext_lazy("Links to other sites. With 2, one link passes and two wait. 0: links never make a reply wait."),
    "held_words": gettext_lazy(
        "One a line, whole words, in capitals or not. casino* finds casinos too; several words on a line are found in a row. Looked for in "
        "the text, the name and the address. After a # comes a note of your own."
    ),
    "hold_resembling": gettext_lazy(
        "Only before the break. Writers who know the story are asked first, and others are not told why it waits."
    ),
    "refused_words": gettext_lazy("Written the same way. The text goes back to its writer, who is not told which word it was."),
    "refuse_twice": gettext_lazy("The same words under the same review, in answer to the same reply."),
    "seconds_between": gettext_lazy("0: nobody has to wait."),
    "replies_an_hour": gettext_lazy("A network is a whole neighbourhood, so leave room for several people. 0: no limit."),
    "close_after": gettext_lazy("0: replies stay open. What was posted stays in any case."),
    "closes_from": gettext_lazy("While there is no reply, the days count from publication either way."),
    "least_seconds": gettext_lazy(
        "Seconds from the making of the form to its sending. What is faster waits for a moderator. 0: not looked at."
    ),
    "checker_url": gettext_lazy(
        "An outside service that speaks Akismet’s language, such as https://rest.akismet.com. It is sent each reply with all that is "
        "hidden in it, its writer’s name and a shortened network address. Empty: nobody is asked."
    ),
    "checker_key": gettext_lazy("It is never shown again. Leave this empty to keep the key that is set."),
    "flags_a_day": gettext_lazy("0: as many as they like."),
    "public_log": gettext_lazy("What was decided, why and when, without texts and names."),
    "keep_networks": gettext_lazy("After that the shortened, scrambled address of each reply and flag is forgotten. 0: the same day."),
}  # fmt: skip


def label_of(name: str) -> str:
    """What a setting is called."""
    column = RuleBook._meta.get_field(name)
    assert isinstance(column, models.Field)  # noqa: S101 - for the type checker
    label = str(column.verbose_name)
    return label[:1].upper() + label[1:]


def _number(most: int = _MOST) -> forms.IntegerField:
    limits = [MinValueValidator(0), MaxValueValidator(most)]
    return forms.IntegerField(validators=limits, widget=forms.NumberInput(attrs={"min": 0, "max": most, "inputmode": "numeric"}))


def _word_list() -> AdmittedField:
    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "none"})
    return AdmittedField(limit=20_000, line_limit=2_000, required=False, widget=widget)


class RulesForm(forms.Form):
    """Every setting but pausing, the version that was seen, and how many replies to rehearse with."""

    hold_all = forms.BooleanField(required=False)
    trust_after = _number()
    links_held = _number()
    held_words = _word_list()
    hold_resembling = forms.BooleanField(required=False)
    refused_words = _word_list()
    refuse_twice = forms.BooleanField(required=False)
    seconds_between = _number()
    replies_an_hour = _number()
    close_after = _number()
    closes_from = forms.ChoiceField(choices=RuleBook.ClosesFrom.choices)
    least_seconds = _number()
    checker_url = forms.URLField(required=False, assume_scheme="https", max_length=200)
    checker_key = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    flags_a_day = _number()
    public_log = forms.BooleanField(required=False)
    keep_networks = _number(_MOST_DAYS_KEPT)
    version = forms.IntegerField(widget=forms.HiddenInput)
    last = forms.TypedChoiceField(
        label=gettext_lazy("Try them on"), coerce=int, choices=[(count, count) for count in LAST], required=False, empty_value=None,
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, book: RuleBook) -> None:
        """`book` is what is set now; a form without data shows it."""
        self.book = book
        shown = {name: getattr(book, name) for name in FIELDS if name != SECRET}
        super().__init__(data, initial={**shown, "version": book.version, "last": LAST[1]})
        for name in FIELDS:
            self.fields[name].label = label_of(name)
            self.fields[name].help_text = str(_HELP[name])

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, for the page."""
        return ((str(heading), [self[name] for name in names]) for heading, names in GROUPS)

    def hidden(self) -> Iterator[str]:
        """All of it for a page that shows none of it."""
        return (self[name].as_hidden() for name in (*FIELDS, "version"))

    def clean_held_words(self) -> str:
        return _readable(self.cleaned_data["held_words"])

    def clean_refused_words(self) -> str:
        return _readable(self.cleaned_data["refused_words"])

    def clean_checker_url(self) -> str:
        url: str = self.cleaned_data["checker_url"]
        if url and not is_web_address(url):
            raise forms.ValidationError(_("It begins with https:// or http://."))
        return url

    def clean(self) -> dict[str, Any]:
        """A checker without a key can't be asked; a key without a checker is of no use to anybody."""
        values = super().clean() or self.cleaned_data
        if not values.get("checker_url") and "checker_url" in values:
            values[SECRET] = ""
        elif not values.get(SECRET) and not self.book.checker_key and SECRET in values:
            self.add_error(SECRET, _("The checker doesn’t answer without its key."))
        return values

    @property
    def how_many(self) -> int:
        """Replies that the rehearsal goes through."""
        return self.cleaned_data["last"] or LAST[1]

    @property
    def values(self) -> dict[str, Any]:
        """The columns as they would be stored. An empty key leaves the one that is set."""
        values = {name: self.cleaned_data[name] for name in FIELDS}
        if values["checker_url"] and not values[SECRET]:
            values[SECRET] = self.book.checker_key
        return values

    def settings(self) -> Settings:
        """What the rules would be asked with."""
        return settings_of(RuleBook(paused=self.book.paused, **self.values))

    def seal(self) -> str:
        """What a rehearsal of exactly this gives, so that nothing is saved that was not rehearsed."""
        said = {name: self.cleaned_data[name] for name in (*FIELDS, "version")}
        return salted_hmac(_SALT, json.dumps(said, sort_keys=True), algorithm="sha256").hexdigest()

    def is_rehearsed(self) -> bool:
        """Whether the page that sent this has shown what it would do."""
        return constant_time_compare(self.data.get("rehearsed", ""), self.seal())


def _readable(words: str) -> str:
    """Raises `ValidationError` with every line that can't be read."""
    if faults := faults_in(words):
        raise forms.ValidationError([_("Line %(line)s: %(why)s") % {"line": fault.line, "why": fault.why} for fault in faults])
    return words
