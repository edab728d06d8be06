"""The rules in words: a plain name for whoever wrote the reply, a full sentence with the evidence for whoever decides on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .findings import Effect, Finding
from .word_lists import entries_in, find

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Said of every rule that looks at what the words say. One sentence for all of them: a writer who could tell a rule from another could
#: find out by trying which words give a hidden passage away.
_A_PERSON_READS = gettext_lazy("A moderator reads it before it is shown.")

#: For writers: what the rule is, and what helps. Never the words that matched.
_PLAIN = {
    "staff": gettext_lazy("Replies by moderators are published at once."),
    "paused": gettext_lazy("All replies are paused for the moment. Keep your text, and send it later."),
    "expired": gettext_lazy("This page was open for longer than 30 days. Look at your reply once more, and send it again."),
    "closed": gettext_lazy("This review takes no more replies."),
    "refused_words": gettext_lazy("There is a word in it that is not taken here. Word it differently, and send it again."),
    "flood": gettext_lazy("Many replies came from you, or from somebody near you, within the hour. Wait a while, and send it again."),
    "too_fast": gettext_lazy("Your last reply was a moment ago. Wait a little, and send it again."),
    "twice": gettext_lazy("You have said the same thing here already."),
    "hold_all": gettext_lazy("Every reply waits for a moderator here."),
    "first": gettext_lazy("The first replies of a writer wait for a moderator."),
    "links": gettext_lazy("A reply with several links waits for a moderator."),
}

#: For the settings, the rehearsal and filters of the desk: a rule by its short name.
TITLES = {
    "staff": gettext_lazy("Written by a moderator"),
    "expired": gettext_lazy("An old page"),
    "closed": gettext_lazy("Closed by age"),
    "refused_words": gettext_lazy("Refused words"),
    "flood": gettext_lazy("Too many in an hour"),
    "too_fast": gettext_lazy("Too soon after the last"),
    "twice": gettext_lazy("Said twice"),
    "hold_all": gettext_lazy("Everything waits"),
    "first": gettext_lazy("New writers"),
    "links": gettext_lazy("Links"),
    "held_words": gettext_lazy("Held words"),
    "resembling": gettext_lazy("Like a hidden passage"),
    "trap": gettext_lazy("The hidden field"),
    "time_trap": gettext_lazy("Faster than people write"),
    "checker": gettext_lazy("Spam checker"),
    "failed": gettext_lazy("A rule that failed"),
    "flag": gettext_lazy("Reported by a reader"),
    "edited": gettext_lazy("Changed by its writer"),
}


def plain_name(rule: str) -> str:
    """Return what a writer is told of a rule that held or refused their reply: one sentence, without its limits and its words."""
    return str(_PLAIN.get(rule, _A_PERSON_READS))


def title_of(rule: str) -> str:
    """Return a rule's short name, for people who set rules and decide by them."""
    return str(TITLES.get(rule, rule))


def told(finding: Finding, *, shown: str | None = None) -> str:
    """Return a finding as a sentence with its evidence, for moderators.

    Evidence quotes the reply. Where a moderator may not read all of it, `shown` is what they may ("" for nothing): words that don't stand
    in it are counted and not named.
    """
    say = _TELL.get(finding.rule)
    try:
        return say(finding.evidence, shown) if say else title_of(finding.rule)
    except (KeyError, TypeError, ValueError, AttributeError):
        # Its evidence is gone, or of another edition: the rule's name is still true.
        return title_of(finding.rule)


def told_all(evidence: Mapping[str, Any], *, shown: str | None = None) -> list[str]:
    """Return every finding kept with a decision as a sentence. What can't be read any more (it was erased) is left out."""
    findings = evidence.get("findings", [])
    return [told(Finding(each["rule"], Effect.HOLD, each.get("evidence", {})), shown=shown) for each in findings if each.get("rule")]


def _expired(evidence: Mapping[str, Any], _shown: str | None) -> str:
    return _("Its form was made %(days)s days ago, and %(limit)s are allowed.") % dict(evidence)


def _closed(evidence: Mapping[str, Any], _shown: str | None) -> str:
    if evidence["since"] == "last_reply":
        return _("The last reply is %(days)s days old, and a review closes %(limit)s days after it.") % dict(evidence)
    return _("The review is %(days)s days old, and closes after %(limit)s.") % dict(evidence)


def _flood(evidence: Mapping[str, Any], _shown: str | None) -> str:
    if evidence["by"] == "account":
        return _("This account sent %(count)s replies within the hour, and %(limit)s are allowed.") % dict(evidence)
    return _("%(count)s replies came from the same network within the hour, and %(limit)s are allowed.") % dict(evidence)


def _too_fast(evidence: Mapping[str, Any], _shown: str | None) -> str:
    return _("It came %(seconds)s seconds after the writer’s last reply, and %(limit)s must lie between two.") % dict(evidence)


def _first(evidence: Mapping[str, Any], _shown: str | None) -> str:
    if not evidence["known"]:
        return _("The writer has no account and has proven no address, so nothing they wrote before counts for them.")
    words = ngettext(
        "%(count)s reply of this writer is published, and it takes %(limit)s to be trusted.",
        "%(count)s replies of this writer are published, and it takes %(limit)s to be trusted.",
        evidence["count"],
    )
    return words % dict(evidence)


def _links(evidence: Mapping[str, Any], _shown: str | None) -> str:
    words = ngettext("It has %(count)s link, and %(limit)s wait.", "It has %(count)s links, and %(limit)s or more wait.", evidence["count"])
    return words % dict(evidence)


def _resembling(evidence: Mapping[str, Any], shown: str | None) -> str:
    written = dict.fromkeys(str(each.get("written", "")) for each in evidence.get("resembles", []))
    if shown is not None:
        written = {words: None for words in written if words and words in shown}
    named = [f"“{words}”" for words in written if words]
    if not named:
        return _("Some of its words are like those of a hidden passage.")
    return _("These words are like those of a hidden passage: %(words)s.") % {"words": ", ".join(named)}


def _trap(_evidence: Mapping[str, Any], _shown: str | None) -> str:
    return _("It filled in the field that people don’t see.")


def _time_trap(evidence: Mapping[str, Any], _shown: str | None) -> str:
    if evidence["seconds"] is None:
        return _("Its form doesn’t say when it was made, as every form of ours does.")
    return _("It was sent %(seconds)s seconds after its form was made, and people need at least %(limit)s.") % dict(evidence)


def _checker(evidence: Mapping[str, Any], _shown: str | None) -> str:
    answers = {
        "spam": _("The spam checker says that it is spam."),
        "ham": _("The spam checker has nothing against it."),
    }
    return answers.get(evidence.get("answer", ""), _("It waits for the answer of the spam checker."))


def _failed(evidence: Mapping[str, Any], _shown: str | None) -> str:
    facts = {"rule": title_of(evidence["rule"]), "fault": evidence["fault"]}
    return _("The rule “%(rule)s” could not be asked (%(fault)s), so somebody should look.") % facts


def _found_words(evidence: Mapping[str, Any], shown: str | None) -> str:
    named: dict[str, None] = {}
    for match in evidence["matches"]:
        if shown is None or _may_be_named(match, shown):
            named[_quoted(match)] = None
    hidden = sum(shown is not None and not _may_be_named(match, shown) for match in evidence["matches"])
    parts = []
    if named:
        parts.append(_("It has listed words: %(words)s.") % {"words": ", ".join(named)})
    if hidden:
        parts.append(
            ngettext(
                "A listed word stands in a hidden part.",
                "%(count)s listed words stand in hidden parts.",
                hidden,
            )
            % {"count": hidden}
        )
    return " ".join(parts)


def _may_be_named(match: Mapping[str, Any], shown: str) -> bool:
    """A word of the text may be named to whoever can read it there; one of the name or the address, to whoever sees anything at all."""
    if match["in"] in {"text", "words"}:
        return bool(find(entries_in(match["entry"]), shown))
    return bool(shown)


def _quoted(match: Mapping[str, Any]) -> str:
    if match["in"] == "email":
        return _("“%(entry)s” in the address") % {"entry": match["entry"]}
    if match["in"] == "name":
        return _("“%(matched)s” in the name") % {"matched": match["matched"]}
    if match["matched"].casefold() == match["entry"].casefold():
        return f"“{match['matched']}”"
    return _("“%(matched)s” (by “%(entry)s”)") % {"matched": match["matched"], "entry": match["entry"]}


_TELL: dict[str, Callable[[Mapping[str, Any], str | None], str]] = {
    "expired": _expired,
    "closed": _closed,
    "refused_words": _found_words,
    "flood": _flood,
    "too_fast": _too_fast,
    "twice": lambda _evidence, _shown: _("The same writer has said the same words here already."),
    "hold_all": lambda _evidence, _shown: _("Every reply waits for a moderator."),
    "staff": lambda _evidence, _shown: _("Written by a moderator."),
    "first": _first,
    "links": _links,
    "held_words": _found_words,
    "resembling": _resembling,
    "trap": _trap,
    "time_trap": _time_trap,
    "checker": _checker,
    "failed": _failed,
}
