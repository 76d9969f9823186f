"""What must be true of any data: each query in tests/identities finds no row."""

from pathlib import Path

import pytest

from cx import catalog

FILES = sorted((Path(__file__).parent / "identities").glob("*.sql"))


@pytest.fixture(scope="module")
def tables(sample_store):
    alias = sample_store.mart()
    marts = [f"{name} as (select * from {alias}.{name})" for name in catalog.ROWS]
    uploads = ", ".join(
        f"('{u.id}', {u.rows_read}, {u.new}, {u.changed}, {u.duplicate}, {u.set_aside})"
        for u in sample_store.register.uploads()
    )
    names = "id, rows_read, new, changed, duplicate, set_aside"
    listed = f"upload as (select * from (values {uploads}) as listed ({names}))"
    return "with " + ", ".join([*marts, listed])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_row_breaks_it(sample_store, tables, path):
    sql = path.read_text(encoding="utf-8")
    assert sample_store.query(f"{tables} select * from ({sql})").rows == []
