"""The secret key of a site that was given none: made once, kept in a file that only its owner may read."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """Return the key kept in `path`, making it (mode 600) when there is none.

    Two processes that start together end with the same key: only one can create the file, by linking a complete one into place.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        fresh.unlink()
    return _read(path)


def _read(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise ValueError(
            f"{path} holds no usable key (50 characters at least). Without the file, a new one is made and everybody signs in anew."
        )
    return key
