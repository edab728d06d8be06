"""From a text to a `Document`. Total: whatever comes in, a document comes out, and what is wrong with it is in it."""

from __future__ import annotations

from markdown_it.token import Token

from reviews.spoilers.cut import Cutter
from reviews.spoilers.document import Document, Prose, Source, Spoiler, SpoilerKind
from reviews.spoilers.door import printable
from reviews.spoilers.faults import hidden_blocks, in_blocks
from reviews.spoilers.grammar import grammar
from reviews.spoilers.inlines import InlineReader, Reading, TooComplex
from reviews.spoilers.layout import Layout, lay_out
from reviews.spoilers.lists import loosen
from reviews.spoilers.problems import ProblemCode, in_order, problem

#: A fault found in the text hides more of it, which takes link definitions away, which can show one more fault.
ROUNDS = 4


def parse(source: Source) -> Document:
    """Understand a text. Never raises: a text that can't be read is hidden, all of it, with a blocking problem."""
    text = printable(source.text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        return _parse(source, text if text.endswith("\n") else text + "\n")
    except TooComplex as error:
        return _all_hidden(source, text, ProblemCode.TOO_COMPLEX, error.line)
    except Exception:  # noqa: BLE001
        # The last resort: whatever is wrong with the parser, nobody but the author gets to read the text.
        return _all_hidden(source, text, ProblemCode.UNREADABLE, 1)


def named_works(document: Document) -> frozenset[str]:
    """The slugs that the text names by `of`."""
    return frozenset(spoiler.of for spoiler in document.spoilers if spoiler.of is not None)


def _parse(source: Source, text: str) -> Document:
    parser = grammar(source.kind)
    lines = text.split("\n")
    blocks = parser.blocks(text)
    loosen(blocks.tokens)
    faults, problems = in_blocks(blocks, lines, source.kind)

    layout, reading = Layout(), Reading()
    for _ in range(ROUNDS):
        layout = lay_out(blocks.tokens, len(lines), faults)
        reading = InlineReader(parser, source.kind, blocks, layout).read()
        more = [fault for fault in dict.fromkeys(reading.block_faults) if fault not in set(faults)]
        if not more:
            break
        faults += more
    else:
        raise TooComplex(1)

    hidden, in_tables = hidden_blocks(blocks.tokens, layout, reading, lines)
    cutter = Cutter(blocks.tokens, layout, reading, hidden)
    prose = cutter.cut()
    problems = [*problems, *layout.problems, *reading.problems, *in_tables, *cutter.problems]
    return Document(source, prose, tuple(cutter.spoilers), in_order(problems))


def _all_hidden(source: Source, text: str, code: ProblemCode, line: int) -> Document:
    body = Prose((Token("code_block", "code", 0, content=text),))
    spoiler = Spoiler(0, None, SpoilerKind.BLOCK, "", None, None, line, body, faulty=True, words=len(text.split()))
    gate = Prose((Token("gate", "", 0, meta={"spoiler": 0}),))
    return Document(source, gate, (spoiler,), (problem(code, line),))
