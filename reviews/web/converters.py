"""What a piece of an address may be made of. Whatever else comes (PostgreSQL refuses a NUL aloud) is an address that doesn't exist."""

from django.urls import register_converter


class Word:
    """A slug or a token: letters and digits of any script, underscores, hyphens."""

    regex = r"[\w-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Username(Word):
    """What Django lets a user name be made of."""

    regex = r"[\w.@+-]+"


class Year:
    """Four digits."""

    regex = r"[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class Month:
    """01 to 12, in two digits: one way to write each."""

    regex = r"0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class FeedFormat(Word):
    """The formats that a feed is written in."""

    regex = "atom|rss|json"


class Signed(Word):
    """What Django's signer makes of words and numbers, joined by dots."""

    regex = r"[\w.-]+"


register_converter(Word, "word")
register_converter(Username, "username")
register_converter(FeedFormat, "feedformat")
register_converter(Signed, "signed")
register_converter(Year, "year")
register_converter(Month, "month")
