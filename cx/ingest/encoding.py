"""Bytes to text: which encoding an export is in.

Strict throughout: a file is never read with letters missing.
"""

from __future__ import annotations

import re

from cx.errors import UploadError

HANGUL = re.compile("[\uac00-\ud7a3\u3131-\u318e]")
INSIDE_A_WORD = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes, *, encoding: str | None = None) -> tuple[str, str]:
    """Decode the whole file strictly: BOM, UTF-8, then CP949, then Western European.

    >>> decode("고객".encode("cp949"))
    ('cp949', '고객')
    """
    if encoding:
        try:
            return encoding, content.decode(encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise UploadError(
                "The file cannot be read as {encoding} ({error}). Choose another "
                "encoding. Nothing was imported.",
                encoding=encoding,
                error=error,
            ) from error
    for mark, codec in MARKS:
        if content.startswith(mark):
            return codec, _strict(content, codec)
    if content[:2000].count(b"\0") > len(content[:2000]) // 4:
        little = content[:2000:2].count(b"\0") < content[1:2000:2].count(b"\0")
        codec = "utf-16-le" if little else "utf-16-be"
        return codec, _strict(content, codec)
    if content.isascii():
        return "utf-8", content.decode("ascii")
    as_utf8 = _try(content, "utf-8")
    as_korean = _try(content, "cp949")
    if as_utf8 is not None:
        # Short Korean text in CP949 can pass for UTF-8, never the other way round with
        # Hangul in it.  An accented letter within a Latin word is no accident.
        if (
            as_korean is not None
            and _all_hangul(as_korean)
            and not HANGUL.search(as_utf8)
            and not INSIDE_A_WORD.search(as_utf8)
        ):
            return "cp949", as_korean
        return "utf-8", as_utf8
    if as_korean is not None and _mostly_hangul(as_korean):
        return "cp949", as_korean
    as_western = _try(content, "cp1252")
    if as_western is not None:
        return "cp1252", as_western
    if as_korean is not None:
        return "cp949", as_korean
    # Every byte has a meaning in Latin-1: what Windows-1252 lacks stays visible.
    return "latin-1", content.decode("latin-1")


def _try(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _strict(content: bytes, codec: str) -> str:
    text = _try(content, codec)
    if text is None:
        raise UploadError(
            "The file says it is {codec} and is not: it was cut or joined from two "
            "files. Export it again. Nothing was imported.",
            codec=codec,
        )
    return text


def _beyond_ascii(text: str) -> str:
    return "".join(letter for letter in text if letter > "\x7f")


def _all_hangul(text: str) -> bool:
    letters = _beyond_ascii(text)
    return bool(letters) and len(HANGUL.findall(letters)) == len(letters)


def _mostly_hangul(text: str) -> bool:
    letters = _beyond_ascii(text)
    return bool(letters) and len(HANGUL.findall(letters)) >= 0.6 * len(letters)
