"""Front matter as a tree of values that know their own lines, so that whatever is wrong with one can be named."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import yaml
from django.utils.translation import gettext as _

from reviews.spoilers.door import Refused, admit

from .reasons import why_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: The facts about a review fit on a page or two; more than this is a body whose closing `---` was lost.
MAX_CHARACTERS = 50_000
#: A list of works, each with a list of creators, is three levels deep. PyYAML's composer recurses, so depth must end somewhere.
MAX_DEPTH = 6
#: Longest list of one value: works, creators, tags.
MAX_ENTRIES = 50

_TAG = "tag:yaml.org,2002:"
TEXT, NULL, INTEGER, NUMBER, TIMESTAMP = (_TAG + name for name in ("str", "null", "int", "float", "timestamp"))
_BLANKS = re.compile(r"[ \t\r\n]+")


class BadFile(Exception):
    """A file that can't be imported: `reason`, for people, and the `line` it is about."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"{line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Value:
    """One value: the key it stands under, its line in the file, YAML's tag, and what it holds."""

    name: str
    line: int
    tag: str
    scalar: str = ""
    entries: tuple[Value, ...] = ()
    fields: tuple[Value, ...] = ()
    #: Where the key stands; a list begins a line below it.
    key_line: int = 0

    def refuse(self, reason: str) -> NoReturn:
        raise BadFile(self.line, reason)

    @property
    def is_empty(self) -> bool:
        return self.tag == NULL

    def text(self, *, limit: int) -> str:
        """Return the words on one line, not blank, as they may be stored."""
        if self.tag == NULL:
            self.refuse(_("%(name)s is empty.") % {"name": self.name})
        if self.tag != TEXT:
            hint = _(' Put it in quotes: "%(value)s".') % {"value": self.scalar} if self.scalar else ""
            self.refuse(_("%(name)s must be text.") % {"name": self.name} + hint)
        try:
            words = _BLANKS.sub(" ", admit(self.scalar, limit=limit, line_limit=limit)).strip()
        except Refused as refused:
            self.refuse(f"{self.name}: {why_refused(refused)}")
        if not words:
            self.refuse(_("%(name)s is empty.") % {"name": self.name})
        return words

    def list(self) -> tuple[Value, ...]:
        """Return the entries of a list. A key without a value is an empty list."""
        if self.is_empty:
            return ()
        if not self.tag.endswith(":seq"):
            self.refuse(_("%(name)s must be a list.") % {"name": self.name})
        if len(self.entries) > MAX_ENTRIES:
            self.refuse(_("%(name)s has more than %(limit)d entries.") % {"name": self.name, "limit": MAX_ENTRIES})
        return self.entries

    def mapping(self, known: Collection[str]) -> dict[str, Value]:
        """Return the fields of a mapping. A key that is not among `known` is refused: a typo must not pass for silence."""
        if not self.tag.endswith(":map"):
            self.refuse(_("%(name)s must be made of “key: value” pairs.") % {"name": self.name})
        fields: dict[str, Value] = {}
        for field in self.fields:
            if field.name in fields:
                raise BadFile(field.key_line, _("“%(key)s” is given twice.") % {"key": field.name})
            if field.name not in known:
                facts = {"key": field.name, "known": ", ".join(known)}
                raise BadFile(field.key_line, _("“%(key)s” is not a key of this format. Known: %(known)s.") % facts)
            fields[field.name] = field
        return fields


def read_front_matter(text: str, *, first_line: int) -> Value:
    """Return the tree of `text`, which begins on `first_line` of its file. Raises `BadFile`.

    Nothing is constructed but text: tags, anchors and aliases make no objects and no bombs.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadFile(first_line, _("The front matter is longer than %(limit)d characters.") % {"limit": MAX_CHARACTERS})

    def line_at(index: int) -> int:
        return first_line + text.count("\n", 0, index)

    try:
        _check_events(text, line_at=line_at)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = line_at(mark.index) if mark else first_line
        raise BadFile(line, _("The front matter is not YAML: %(problem)s.") % {"problem": error.problem or error.context}) from error
    except yaml.reader.ReaderError as error:
        raise BadFile(line_at(error.position), _("The front matter holds a character that YAML doesn't allow.")) from error
    if node is None:
        raise BadFile(first_line, _("The front matter is empty."))
    return _value(_("The front matter"), node, line_at=line_at)


def _check_events(text: str, *, line_at: Callable[[int], int]) -> None:
    """Refuse, before anything is built, what could grow or go deep."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = line_at(event.start_mark.index if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent):
            raise BadFile(line, _("YAML aliases (*name) are not used in this format. Write the value out, or put it in quotes."))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if documents > 1:
            raise BadFile(line, _("The front matter is more than one YAML document."))
        if depth > MAX_DEPTH:
            raise BadFile(line, _("The front matter is nested too deep."))


def _value(name: str, node: yaml.Node, *, line_at: Callable[[int], int]) -> Value:
    line = line_at(node.start_mark.index)
    if isinstance(node, yaml.SequenceNode):
        return Value(name, line, node.tag, entries=tuple(_value(name, entry, line_at=line_at) for entry in node.value))
    if isinstance(node, yaml.MappingNode):
        return Value(name, line, node.tag, fields=tuple(_field(key, value, line_at=line_at) for key, value in node.value))
    return Value(name, line, node.tag, scalar=node.value)


def _field(key: yaml.Node, value: yaml.Node, *, line_at: Callable[[int], int]) -> Value:
    if not isinstance(key, yaml.ScalarNode):
        raise BadFile(line_at(key.start_mark.index), _("A key must be a word."))
    return replace(_value(key.value, value, line_at=line_at), key_line=line_at(key.start_mark.index))
