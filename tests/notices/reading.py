"""Reading a mail as the program of whoever gets it does."""

import re
from html import unescape

from reviews.notices.models import Mail

#: As much as a list of mails shows of one beside its subject, in the programs that show most.
PREHEADER = 200


def in_words(html: str) -> str:
    """What a mail program shows beside the subject: the text from its beginning."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html.split("<body>")[1])).split())


def kind_of(mail: Mail) -> str:
    words = (mail.key or "").split(":")
    return words[2] if words[0] == "comment" else words[0]
