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


register_converter(Word, "word")
register_converter(Username, "username")
