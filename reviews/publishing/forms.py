"""What an author's browser may send from the writing desk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from markdownx.fields import MarkdownxFormField
from markdownx.widgets import MarkdownxWidget

from reviews.spoilers.document import SourceKind
from reviews.web.fields import AdmittedField
from reviews.works.models import Work

from . import actions
from .compiling import read
from .draft import ReviewDraft
from .former import review_that_left
from .models import FormerSlug, Review, ReviewedWork, Tag
from .problems import sentences

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from reviews.spoilers.document import Problem


def _stars(rating: Decimal) -> str:
    """One spelling for one rating: 4, not 4.0, whatever the database says."""
    return f"{rating.normalize():f}"


_HALF_STARS = [("", _("no rating")), *((_stars(Decimal(n) / 2), _stars(Decimal(n) / 2)) for n in range(1, 11))]


#: Reviews may be older than the web, and scheduled for as long as anybody plans.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class MarkdownWidget(MarkdownxWidget):  # type: ignore[misc]  # markdownx has no types
    """markdownx's field with our module instead of its script, which traps Tab and writes errors into the text."""

    template_name = "reviews/_markdown_widget.html"

    class Media:
        extend = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        ours = {"data-preview-url": reverse("admin:reviews_review_preview"), "data-upload-url": reverse("admin:reviews_review_upload")}
        return cast("dict[str, Any]", super().get_context(name, value, {**(attrs or {}), **ours}))


class ReviewTextField(AdmittedField, MarkdownxFormField):  # type: ignore[misc]  # markdownx has no types
    """The text of a review: markdownx's field behind the one door."""

    widget = MarkdownWidget


class ReviewForm(forms.ModelForm[Review]):
    """A review as its author sees it. Blocking problems are told with their lines, and refuse publishing."""

    title = AdmittedField(
        label=_("title"), limit=200, widget=AdminTextInputWidget, help_text=_("Everybody reads it, so keep the story out of it.")
    )  # fmt: skip
    summary = AdmittedField(
        label=_("summary"), limit=500, widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("One or two sentences without spoilers, for lists, feeds and previews."),
    )  # fmt: skip
    slug = forms.CharField(label=_("slug"), required=False, max_length=120, help_text=_("Left empty, it is made from the title."))
    reviewed_works = forms.ModelMultipleChoiceField(
        label=_("works"), queryset=Work.objects.all(), help_text=_("What this review is about.")
    )
    mentioned_works = forms.ModelMultipleChoiceField(
        label=_("also mentions"), queryset=Work.objects.all(), required=False, help_text=_("Other works the text talks about.")
    )  # fmt: skip
    tag_names = AdmittedField(label=_("tags"), limit=500, required=False, help_text=_("With commas between them. They are public."))
    rating = forms.TypedChoiceField(label=_("rating"), choices=_HALF_STARS, coerce=Decimal, empty_value=None, required=False)
    text = ReviewTextField(
        label=_("text"), limit=actions.REVIEW_LIMIT, line_limit=actions.LINE_LIMIT, widget=MarkdownWidget(attrs={"rows": 28, "cols": 80})
    )
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    forget_slugs = forms.ModelMultipleChoiceField(
        label=_("former addresses to forget"), queryset=FormerSlug.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Links to these lead to this review. One that gives something away is better forgotten: it leads nowhere then."),
    )  # fmt: skip

    class Meta:
        model = Review
        fields = ["title", "slug", "summary", "rating", "status", "published_at", "author"]

    #: Set by the admin for each request.
    writer: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[Problem, ...] = ()
        if "author" in self.fields:
            self.fields["author"].required = False
        for name in ("reviewed_works", "mentioned_works"):
            self._offer_to_add(name)
        if self.instance.pk:
            self._fill()

    def _offer_to_add(self, name: str) -> None:
        """Let a writer who may add works do so without leaving the page."""
        field = cast("forms.ModelMultipleChoiceField[Work]", self.fields[name])
        relation = ReviewedWork._meta.get_field("work").remote_field
        can_add = self.writer.has_perm("reviews.add_work")
        field.widget = RelatedFieldWidgetWrapper(field.widget, relation, admin.site, can_add_related=can_add)

    def _fill(self) -> None:
        review = self.instance
        self.initial["reviewed_works"] = [work.pk for work in review.subjects]
        self.initial["mentioned_works"] = [work.pk for work in review.mentions.filter(mention__is_stated=True)]
        self.initial["tag_names"] = ", ".join(tag.name for tag in review.tags.all())
        if self.initial.get("rating") is not None:
            self.initial["rating"] = _stars(self.initial["rating"])
        self.initial["seen_revision"] = review.revision
        cast("forms.ModelMultipleChoiceField[FormerSlug]", self.fields["forget_slugs"]).queryset = review.former_slugs.all()
        # Back to the person who wrote it.
        self.initial["text"] = review.source.text.reveal()

    def clean_tag_names(self) -> list[str]:
        """Return the tags' names; each fits its column."""
        names = [" ".join(name.split()) for name in self.cleaned_data["tag_names"].split(",")]
        limit = Tag._meta.get_field("name").max_length or 0
        for name in names:
            if len(name) > limit:
                raise forms.ValidationError(
                    _("“%(name)s” is too long for a tag: %(limit)s characters fit."), params={"name": name, "limit": limit}
                )
        return [name for name in names if name]

    def clean_published_at(self) -> datetime | None:
        """A date that every time zone can show."""
        at: datetime | None = self.cleaned_data["published_at"]
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise forms.ValidationError(_("Choose a year from %(first)s to %(last)s."), params={"first": FIRST_YEAR, "last": LAST_YEAR})
        return at

    def clean_slug(self) -> str:
        """A slug once given stays: an empty box does not move a review that has readers."""
        slug: str = self.cleaned_data["slug"].strip() or self.instance.slug
        if slug and review_that_left(slug) not in (None, self.instance):
            raise forms.ValidationError(
                _("“%(slug)s” was the address of another review, and links to it still lead there. Choose another."), params={"slug": slug}
            )
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._notice_other_saves(cleaned)
        if cleaned.get("status") == Review.Status.PUBLISHED and not cleaned.get("published_at") and "published_at" not in self.errors:
            # Without microseconds, which the form could not give back.
            cleaned["published_at"] = timezone.now().replace(microsecond=0)
        if "text" in cleaned and "reviewed_works" in cleaned:
            self.problems = read(cleaned["text"], SourceKind.REVIEW, subjects=self.works()).problems
            if cleaned.get("status") == Review.Status.PUBLISHED:
                for sentence in sentences(problem for problem in self.problems if problem.blocking):
                    self.add_error("text", sentence)
        return cleaned

    def _notice_other_saves(self, cleaned: dict[str, Any]) -> None:
        """Refuse a save over one its writer has not seen; the second press says that it was meant."""
        newest = actions.revision_of(self.instance) if self.instance.pk else 0
        if not newest or cleaned.get("seen_revision") == newest:
            return
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent[self.add_prefix("seen_revision")] = str(newest)
        self.data = sent
        self.add_error(
            None,
            _("Somebody has saved this review since you opened it. Your text is below. Save again to replace theirs; both are kept."),
        )

    def works(self) -> tuple[Work, ...]:
        """The works under review: those it has keep their order, new ones follow in the order in which they were sent."""
        chosen = {str(work.pk): work for work in self.cleaned_data["reviewed_works"]}
        known = [str(work.pk) for work in self.instance.subjects] if self.instance.pk else []
        return tuple(chosen[key] for key in dict.fromkeys([*known, *self._sent_works()]) if key in chosen)

    def _sent_works(self) -> list[str]:
        """The works' ids as they were sent: a queryset has lost their order."""
        return self.data.getlist(self.add_prefix("reviewed_works")) if isinstance(self.data, QueryDict) else []

    def draft(self) -> ReviewDraft:
        """What the author asks for, for `actions.save_review`."""
        sent = self.cleaned_data
        return ReviewDraft(
            title=sent["title"],
            slug=sent["slug"],
            summary=sent["summary"],
            author=sent.get("author") or (self.instance.author if self.instance.author_id else self.writer),
            text=sent["text"],
            works=self.works(),
            mentions=tuple(sent["mentioned_works"]),
            tags=tuple(sent["tag_names"]),
            rating=sent["rating"],
            status=sent["status"],
            published_at=sent["published_at"],
        )


class PreviewForm(forms.Form):
    """What the editor sends while its author writes."""

    text = AdmittedField(limit=actions.REVIEW_LIMIT, line_limit=actions.LINE_LIMIT, required=False)
    reviewed_works = forms.ModelMultipleChoiceField(queryset=Work.objects.all(), required=False)


class PictureForm(forms.Form):
    """One picture for a review."""

    # Not an ImageField: that one tries every decoder Pillow has, before anybody has looked at the size. `pictures` decodes.
    image = forms.FileField(label=_("picture"))
