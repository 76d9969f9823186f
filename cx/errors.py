"""Everything that can go wrong and that a person can do something about.

CxError
├── DefinitionError    a metric, format or estimator file is wrong
├── UploadError        a file cannot be read, or has no column we need
├── QuestionError      a filter, period or parameter that this data does not have
├── LinkError          an address holds something we do not know
└── StoreError         the data folder cannot be read or written

Each message says what happened, where, what to do next, and what was kept.  Messages are English
and are the key of their translation; the changing parts travel beside them in `details`.
"""

from __future__ import annotations


class CxError(Exception):
    """A failure with a sentence a person can act on."""

    def __init__(self, sentence: str, /, **details: object) -> None:
        super().__init__(sentence.format(**details) if details else sentence)
        self.sentence = sentence
        self.details = details


class DefinitionError(CxError):
    """A metric, format or estimator file is wrong; the message names every fault in it."""


class UploadError(CxError):
    """A file cannot be read; nothing of it was kept."""


class QuestionError(CxError):
    """The data has no such dimension, value, period or parameter."""


class LinkError(CxError):
    """An address holds something we do not know, so no number is shown."""


class StoreError(CxError):
    """The data folder cannot be read or written."""
