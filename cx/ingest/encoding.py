"""Bytes to text: which encoding an export is in.

Strict throughout: a file is never read with letters missing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable

import numpy as np

from cx.errors import UploadError

HANGUL = (("\uac00", "\ud7a3"), ("\u3131", "\u318e"))
LAST_OF_ASCII = 0x7F
INSIDE_A_WORD = re.compile(
    r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]|[£¥±]\s?\d|\d\s?[°²³]"
)
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
HEAD_BYTES = 2000
ALL_OF_ITS_LETTERS, MOST_OF_ITS_LETTERS = 1.0, 0.6

Blocks = Callable[[], Iterable[bytes]]


def decode(content: bytes, *, encoding: str | None = None) -> tuple[str, str]:
    """Decode the whole file strictly: BOM, UTF-8, then CP949, then Western European.

    >>> decode("고객".encode("cp949"))
    ('cp949', '고객')
    """
    used = encoding or find_encoding(lambda: [content])
    try:
        return used, content.decode(used)
    except (UnicodeDecodeError, LookupError) as error:
        raise cannot_be_read(used, error) from error


def cannot_be_read(encoding: str, error: Exception) -> UploadError:
    """The refusal of a file in the encoding that a person chose."""
    return UploadError(
        "The file cannot be read as {encoding} ({error}). Choose another "
        "encoding. Nothing was imported.",
        encoding=encoding,
        error=error,
    )


def find_encoding(blocks: Blocks) -> str:
    """The codec that reads all of a file; `blocks()` starts it from its beginning.

    >>> find_encoding(lambda: ["체크".encode("cp949")])
    'cp949'
    """
    head = next(iter(blocks()), b"")[:HEAD_BYTES]
    for mark, codec in MARKS:
        if head.startswith(mark):
            return _certain(blocks, codec)
    if head.count(b"\0") > len(head) // 4:
        little = head[::2].count(b"\0") < head[1::2].count(b"\0")
        return _certain(blocks, "utf-16-le" if little else "utf-16-be")
    utf8, korean = _Reading("utf-8"), _Reading("cp949")
    for block in blocks():
        utf8.take(block)
        # Hangul in UTF-8 cannot be an accident: no need to try anything else.
        utf8.settled = utf8.hangul > 0
        if not utf8.settled:
            korean.take(block)
        if utf8.failed and korean.failed:
            break
    utf8.end()
    korean.end()
    if not utf8.failed:
        # Short Korean text in CP949 can pass for UTF-8, never the other way round with
        # Hangul in it.  An accented letter within a Latin word is no accident,
        # nor is a pound sign in front of a number.
        doubtful = not utf8.hangul and not utf8.inside_a_word
        return "cp949" if doubtful and korean.reads(ALL_OF_ITS_LETTERS) else "utf-8"
    if korean.reads(MOST_OF_ITS_LETTERS):
        return "cp949"
    if _decodes(blocks, "cp1252"):
        return "cp1252"
    # Every byte has a meaning in Latin-1: what Windows-1252 lacks stays visible.
    return "latin-1" if korean.failed else "cp949"


class _Reading:
    """What a file looks like in one encoding, block by block."""

    def __init__(self, codec: str) -> None:
        self._decoder = codecs.getincrementaldecoder(codec)()
        self.failed = self.inside_a_word = False
        self.letters = self.hangul = 0
        # Nothing more has to be counted, only decoded.
        self.settled = False

    def take(self, block: bytes, *, final: bool = False) -> None:
        """Decode a block, and count its letters beyond ASCII."""
        if self.failed:
            return
        if block.isascii() and not self._decoder.getstate()[0]:
            return
        try:
            text = self._decoder.decode(block, final)
        except UnicodeDecodeError:
            self.failed = True
            return
        if text.isascii():
            return
        if self.settled:
            return
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        self.letters += int((points > LAST_OF_ASCII).sum())
        self.hangul += sum(
            int(((points >= ord(first)) & (points <= ord(last))).sum())
            for first, last in HANGUL
        )
        self.inside_a_word = self.inside_a_word or bool(INSIDE_A_WORD.search(text))

    def end(self) -> None:
        """A letter cut at the end of a file is a failure."""
        self.take(b"", final=True)

    def reads(self, share: float) -> bool:
        """Whether this share of the letters beyond ASCII is Hangul."""
        return (
            not self.failed and self.letters > 0 and self.hangul >= share * self.letters
        )


def _decodes(blocks: Blocks, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for block in blocks():
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _certain(blocks: Blocks, codec: str) -> str:
    if not _decodes(blocks, codec):
        raise UploadError(
            "The file says it is {codec} and is not: it was cut or joined from two "
            "files. Export it again. Nothing was imported.",
            codec=codec,
        )
    return codec
