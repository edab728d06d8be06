"""What no template of ours may hold, and why."""

import re
from pathlib import Path

_COMMENTS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
_LAWS: dict[str, re.Pattern[str]] = {
    "marks text as safe: only the engine's renditions are": re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off|\bmark_safe\b"),
    "inline style: the policy refuses it": re.compile(r"<style\b|<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "inline event handler: the policy refuses it": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"(?:href|action|src|formaction)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "asks another host": re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed|object|link\b[^>]*\brel=[\"']?(?:stylesheet|preload|icon))\b[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//",
        re.IGNORECASE,
    ),
}
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_IS_DATA = re.compile(r"type\s*=\s*[\"']?application/(?:ld\+)?json", re.IGNORECASE)


def broken_laws(template: str) -> list[str]:
    """The laws that this template's text breaks, by line."""
    # Comments are blanked and not cut, so that line numbers stay.
    text = _COMMENTS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), template)
    faults = [(found.start(), law) for law, pattern in _LAWS.items() for found in pattern.finditer(text)]
    faults += [
        (found.start(), "inline script: the policy refuses it")
        for found in _SCRIPT.finditer(text)
        if not _IS_DATA.search(found[1]) and (found[2].strip() or "src" not in found[1])
    ]
    return [f"line {text.count(chr(10), 0, start) + 1}: {law}" for start, law in sorted(faults)]


def templates_below(folder: Path) -> list[Path]:
    """Every template there is."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".xml", ".svg"})
