"""Everything that can go wrong and that a person can do something about.

CxError
├── DefinitionError    a metric, format or estimator file is wrong
├── UploadError        a file cannot be read, or has no column we need
│   ├── PasswordNeeded  the file opens with a password only
│   └── AlreadyLoaded   these bytes were uploaded before
├── QuestionError      a filter, period or parameter that this data does not have
├── LinkError          an address holds something we do not know
└── StoreError         the data folder cannot be read or written

Each message says what happened, where, what to do next, and what was kept.  Messages are
English and are the key of their translation; the changing parts travel beside them in
`details`.  A sentence that is no failure is `said`.
"""

from __future__ import annotations

from collections.abc import Iterable


class said(str):
    """An English sentence that can still be said in another language: see `cx.locale.t`.

    >>> found = said("{n} rows in {file}.", n=3, file="march.csv")
    >>> found
    '3 rows in march.csv.'
    >>> found.sentence, found.values
    ('{n} rows in {file}.', {'n': 3, 'file': 'march.csv'})
    """

    sentence: str
    values: dict[str, object]

    def __new__(cls, sentence: str, /, **values: object) -> said:
        """The sentence with its values put in; a value may itself be `said`."""
        made = super().__new__(cls, sentence.format(**values) if values else sentence)
        made.sentence = str(sentence)
        made.values = values
        return made

    @classmethod
    def together(cls, parts: Iterable[str], between: str = " ") -> said:
        """Several as one.

        >>> said.together([said("One."), said("Two.")])
        'One. Two.'
        """
        values = {f"part_{place}": part for place, part in enumerate(parts)}
        return cls(between.join(f"{{{name}}}" for name in values), **values)


class CxError(Exception):
    """A failure with a sentence a person can act on."""

    def __init__(self, sentence: str, /, **details: object) -> None:
        """The sentence, and the changing parts that it names in braces."""
        super().__init__(sentence.format(**details) if details else sentence)
        self.sentence = sentence
        self.details = details


class DefinitionError(CxError):
    """A metric, format or estimator file is wrong; the message names its faults."""


class UploadError(CxError):
    """A file cannot be read; nothing of it was kept."""


class PasswordNeeded(UploadError):
    """The file opens with a password only; `wrong` if one was given and does not fit."""

    def __init__(
        self, sentence: str, /, *, wrong: bool = False, **details: object
    ) -> None:
        """The sentence, and whether a password was tried."""
        super().__init__(sentence, **details)
        self.wrong = wrong


class AlreadyLoaded(UploadError):
    """These bytes are the upload `upload_id`, which counts or was `taken_back`."""

    def __init__(
        self,
        sentence: str,
        /,
        *,
        upload_id: str = "",
        taken_back: bool = False,
        **details: object,
    ) -> None:
        """The sentence, and the upload that has these bytes."""
        super().__init__(sentence, **details)
        self.upload_id = upload_id
        self.taken_back = taken_back


class QuestionError(CxError):
    """The data has no such dimension, value, period or parameter."""


class LinkError(CxError):
    """An address holds something we do not know, so no number is shown."""


class StoreError(CxError):
    """The data folder cannot be read or written."""
