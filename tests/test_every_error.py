"""Every failure a person meets is a sentence they can act on."""

import ast
import string

import pytest

from cx import errors
from cx.errors import CxError
from tests.exports import ROOT

KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, CxError)
}
TRACEBACK_WORDS = ("exception", "traceback", "invalid", "errno", "none type", "null ")


def sentences():
    """(where, text) of every message given to one of our errors."""
    for path in sorted((ROOT / "cx").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                for text in texts(node.args[0]):
                    yield pytest.param(text, node, id=f"{path.stem}-{node.lineno}")


def texts(node):
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


SENTENCES = list(sentences())


def test_there_are_messages_to_look_at():
    assert len(SENTENCES) > 30


@pytest.mark.parametrize("text", [given.values[0] for given in SENTENCES])
def test_a_message_ends_as_a_sentence_and_has_no_word_of_a_traceback(text):
    assert text.endswith((".", "}"))
    assert text[0].isupper() or text[0] == "{"
    assert not any(word in text.lower() for word in TRACEBACK_WORDS)


@pytest.mark.parametrize(("text", "node"), SENTENCES)
def test_every_gap_of_a_message_is_filled(text, node):
    gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    given = {keyword.arg for keyword in node.keywords}
    assert gaps <= given


def test_a_message_is_the_key_of_its_translation_and_keeps_its_details():
    error = CxError("{file} is empty. Nothing was imported.", file="a{b}.csv")
    assert str(error) == "a{b}.csv is empty. Nothing was imported."
    assert (error.sentence[:6], error.details) == ("{file}", {"file": "a{b}.csv"})
