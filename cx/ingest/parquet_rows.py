"""Parquet to rows of text."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cx.errors import UploadError
from cx.ingest.workbook_child import cell_text

MOST_CELLS = 1_000_000_000
BATCH_ROWS = 20_000
TICKS_PER_S = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def read_parquet(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The column names, then every row; parts of a structure get dotted names."""
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        cells = file.metadata.num_rows * file.metadata.num_columns
        names = _flat(file.schema_arrow.empty_table()).column_names
    except Exception as error:
        raise _damaged(name) from error
    if cells > MOST_CELLS:
        raise UploadError(
            "{name} has {cells} cells, more than fit. Split it by month, and load the "
            "parts. Nothing was imported.",
            name=name,
            cells=cells,
        )
    return chain([(0, list(names))], _rows(name, file))


def _rows(name: str, file: pq.ParquetFile) -> Iterator[tuple[int, list[str]]]:
    record = 0
    try:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            table = _flat(pa.Table.from_batches([batch]))
            columns = [_texts(column) for column in table.columns]
            for cells in zip(*columns, strict=True):
                record += 1
                yield record, list(cells)
    # Its bytes may be damaged in ways each part of the reader words in its own way.
    except Exception as error:
        raise _damaged(name) from error


def _damaged(name: str) -> UploadError:
    return UploadError(
        "{name} is a Parquet file that is damaged or was cut. Export it again. Nothing "
        "was imported.",
        name=name,
    )


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(column.type) for column in table.columns):
        table = table.flatten()
    return table


def _texts(column: pa.ChunkedArray) -> list[str]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_nested(kind):
        return [_json(value) for value in column.to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [
            "" if value is None else value.decode("utf-8", "replace")
            for value in column.to_pylist()
        ]
    if pa.types.is_floating(kind):
        return [_float_text(value) for value in column.to_pylist()]
    if pa.types.is_duration(kind):
        ticks = column.cast(pa.int64()).to_pylist()
        return [_duration(value, TICKS_PER_S[kind.unit]) for value in ticks]
    texts = pc.fill_null(column.cast(pa.string()), "")
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        # A time without fractions is written without them.
        texts = pc.replace_substring_regex(texts, r"\.0+(\D|$)", r"\1")
    return list(texts.to_pylist())


def _float_text(value: float | None) -> str:
    # Not a number means missing in files that come out of data frames.
    return "" if value is None or math.isnan(value) else cell_text(value)


def _duration(ticks: int | None, per_second: int) -> str:
    return "" if ticks is None else cell_text(timedelta(seconds=ticks / per_second))


def _json(value: object) -> str:
    if value is None or value == []:
        return ""
    return json.dumps(value, ensure_ascii=False, default=str)
