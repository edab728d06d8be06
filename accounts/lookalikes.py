"""Letters that pass for others: what `looks` compares names by. By hand, from Unicode's confusables (UTS #39), for letters that a name in
Latin script is forged with. A letter that is only somewhat alike is not here: somebody may bear it."""

from __future__ import annotations

#: Letters that are drawn as nothing at all and yet count as letters: the fillers of Hangul, and marks that stand by themselves.
UNSEEN = frozenset(
    {"\u115f", "\u1160", "\u3164", "\uffa0"}
    | {chr(code) for code in (*range(0x02B9, 0x02E0), *range(0x02E5, 0x0300), *range(0xA700, 0xA722), 0xA788, 0xA78B, 0xA78C)}
)


def _table(*rows: str) -> dict[int, str]:
    """Read `a  αа…`: all letters of the second word look like the first one. A letter stands in one row alone."""
    table: dict[int, str] = {}
    for row in rows:
        letter, lookalikes = row.split()
        for lookalike in lookalikes:
            if table.setdefault(ord(lookalike), letter) != letter:
                raise ValueError(f"U+{ord(lookalike):04X} looks like {table[ord(lookalike)]} and like {letter}.")
    return table


#: Capitals whose small letters look like something else, or like nothing of ours. Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu; the
#: small capitals of Latin stand with the small letters.
CAPITALS = _table(
    "a ΑАᎪꓮᗅ",
    "b ΒВᏴꓐᗷ",
    "c СϹᏟⲤꓚ",
    "d ᎠꓓᗞᗪԀ",
    "e ΕЕᎬꓰⴹ",
    "f ϜꓝᖴՖ",
    "g ԌᏀꓖ",
    "h ΗНᎻꓧⲎᕼ",
    "i ΙІӀᏆⲒꓲԼᏞꓡᒪ",
    "j ЈᎫꓙᒍͿ",
    "k ΚКᏦⲔꓗ",
    "m ΜМᎷⲘꓟϺᗰ",
    "n ΝⲚꓠ",
    "o ΟОՕⲞꓳ",
    "p ΡРᏢⲢꓑᑭ",
    "q Ԛ",
    "r ᎡꓣᏒᖇ",
    "s ЅՏᏚꓢ",
    "t ΤТᎢⲦꓔ",
    "u Սꓴᑌ",
    "v ᏙꓦѴ",
    "w ԜᎳꓪ",
    "x ΧХⲬꓫ",
    "y ΥУҮⲨꓬϒ",
    "z ΖᏃꓜ",
)

#: Small letters, after case and marks are gone; digits; and letters of Latin that no decomposition brings back to their own.
LETTERS = _table(
    "a аαɑᴀӕⲁⱥ",
    "b вβьƀɓʙᏼƅⲃ",
    "c сϲᴄⲥȼ",
    "d ԁɗđɖᴅⅾꭰ",
    "e еεєҽᴇɇ3зɛҿэⲉəǝ",
    "f ƒꞙꜰ",
    "g ɡցɠǥɢ",
    "h һհħнʜɦ",
    "i l1ıіιɩɨӏłɪɫʟɭƚⅼ",
    "j јϳɉյᴊʝ",
    "k кκƙᴋⲕқӄ",
    "m мᴍɱⲙ",
    "n пηոɴŋɲƞռⲛ",
    "o 0оοσօøᴏɵⲟס〇ዐဝഠଠօ",
    "p рρƿᴘⲣᵽ",
    "q ԛզɋ",
    "r гʀɼɽᴦⲅ",
    "s 5ѕꜱƽʂ",
    "t тτŧᴛⲧ",
    "u υսʉᴜʊμ",
    "v νѵᴠʋⱱ",
    "w ωԝѡᴡɯшա",
    "x хχⲭ",
    "y уγүʏყɏⲩ",
    "z ζᴢƶʐ",
    "ae æ",
    "oe œ",
) | {
    # Letters in black circles and squares, and those that flags are made of: none is a letter to Unicode, and all are read as one.
    first + step: chr(ord("a") + step)
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for step in range(26)
}

#: Letters that are two others standing together: which of the two was meant can't be seen.
JOINED = (("m", "rn"), ("w", "vv"))
