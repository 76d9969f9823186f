"""A large file is read from disk, and gives what the same bytes give in memory."""

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cx import catalog
from cx.errors import UploadError
from cx.ingest import background, large, load, read
from cx.ingest.encoding import find_encoding
from cx.ingest.read import Stored, read_file
from cx.ingest.scan import scan
from cx.ingest.workplace import Workplace
from cx.store import Store
from tests.exports import SAMPLES

CELL = st.text(alphabet="ab1,;\"'\n\r 뷁é-=", max_size=6)
HEAD = "id,started_at,customer_id,channel\n"


@pytest.fixture(autouse=True)
def any_size(monkeypatch):
    """Every file counts as large."""
    monkeypatch.setattr(read, "LARGE_BYTES", 0)


def both(content: bytes, folder: Path):
    """The same bytes from memory and from disk, or the sentences they end in."""
    path = folder / "given"
    path.write_bytes(content)
    place = folder / "rows"
    place.mkdir(exist_ok=True)
    found = []
    for given_content, where in ((content, None), (path, place)):
        try:
            found.append(read_file("given.csv", given_content, folder=where))
        except UploadError as error:
            found.append(str(error))
    return found


def told(raw) -> object:
    if isinstance(raw, str):
        return raw
    rows = raw.first(1_000_000).to_pylist()
    return (
        raw.header,
        [{name: "" if v is None else v for name, v in row.items()} for row in rows],
        raw.sha256,
        raw.encoding,
        raw.delimiter,
        raw.rows_read,
        sorted(raw.left_out),
        [(r.line, r.cells, r.text) for r in raw.ragged],
    )


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.csv")), ids=lambda p: p.name)
def test_a_sample_from_disk_is_the_sample_from_memory(path, tmp_path):
    small, big = both(path.read_bytes(), tmp_path)
    assert isinstance(big.table, Stored)
    assert told(small) == told(big)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=3, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16"]),
    tail=st.sampled_from(["", "\n", "x", "합계;;\n", '"open']),
)
@example(
    rows=[["a", 'say "hi"', "x\ny"], ["b", "", "z"], ["1", "2", "3"]],
    delimiter=",",
    end="\n",
    codec="utf-8",
    tail="",
)
def test_whatever_the_cells_disk_and_memory_agree(
    rows, delimiter, end, codec, tail, tmp_path
):
    def quoted(cell: str) -> str:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"' if set(cell) & set(',;\t"\r\n') else cell

    lines = [delimiter.join(map(quoted, row)) for row in [["id", "왜", "c"], *rows]]
    content = (end.join(lines) + end + tail).encode(codec, errors="replace")
    small, big = both(content, tmp_path)
    assert told(small) == told(big)


@pytest.mark.parametrize(
    ("text", "why_not"),
    [
        ('a,"b"\nc,d\n', ""),
        ('a,"b\nb"\nc,d', ""),
        ('a,"say ""b"""\n"",d\n', ""),
        ('a,"b" \n', "quotes"),
        ('a,b"b\n', "quotes"),
        ('a,"b\n', "quotes"),
        ("a,b\n\nc,d\n", "blank lines"),
        ("a,b\r\n\r\nc,d\r\n", "blank lines"),
        ('a,"b"\n\nc,d\n', "blank lines"),
        ("a,b\rc,d\n", "letters that end no line"),
        ("a,\0\n", "letters that end no line"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_only_regular_text_goes_to_the_fast_reader(text, why_not, size):
    content = text.encode()
    blocks = [content[i : i + size] for i in range(0, len(content), size)]
    found = scan(blocks, ",")
    assert found.why_not == why_not
    if not why_not:
        assert found.records == 2


def test_a_regular_file_takes_the_fast_way_and_an_irregular_one_does_not(
    tmp_path, monkeypatch
):
    taken = []
    careful = large.careful_table
    monkeypatch.setattr(large, "careful_table", lambda *a: taken.append(1) or careful(*a))
    rows = "".join(f"{i},2024-03-01,c{i},chat\n" for i in range(300))
    small, big = both((HEAD + rows).encode(), tmp_path)
    assert not taken
    assert told(small) == told(big)
    small, big = both((HEAD + rows + "1,2\n").encode(), tmp_path)
    assert taken
    assert told(small) == told(big)
    assert big.ragged[0].line == 302


@pytest.mark.parametrize("cut", [1, 2, 3, 7])
def test_letters_cut_between_two_blocks_are_still_letters(cut):
    for text, codec in (("문의 뷁 고객", "cp949"), ("문의 고객", "utf-8")):
        content = text.encode(codec)
        blocks = [content[i : i + cut] for i in range(0, len(content), cut)]
        assert find_encoding(lambda blocks=blocks: blocks) == codec


def test_a_large_file_inside_an_archive_is_unpacked_to_disk(tmp_path):
    rows = (HEAD + "".join(f"{i},2024-03-01,c{i},chat\n" for i in range(90_000))).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("march.csv", rows)
        archive.writestr("readme.txt", b"about")
    for content in (gzip.compress(rows), packed.getvalue()):
        small, big = both(content, tmp_path)
        assert isinstance(big.table, Stored)
        assert told(small) == told(big)
        assert small.opened.inner_name == big.opened.inner_name
        assert small.opened.members == big.opened.members


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path):
    bomb = tmp_path / "bomb.gz"
    with gzip.open(bomb, "wb") as packed:
        for _ in range(200):
            packed.write(b"a,b\n" * 250_000)
    place = tmp_path / "rows"
    place.mkdir()
    with pytest.raises(UploadError, match="would unpack"):
        read_file("bomb.gz", bomb, folder=place)
    assert sum(p.stat().st_size for p in place.rglob("*")) < 100 * 1024**2


def test_an_import_from_disk_is_the_import_from_memory(tmp_path):
    """Contacts, surveys and orders: every column of every table, in both ways."""
    homes = [Store(tmp_path / "memory"), Store(tmp_path / "disk")]
    # The same key: the same customers get the same codes.
    key = (homes[0].home / "identity.key").read_bytes()
    (homes[1].home / "identity.key").write_bytes(key)
    for path in sorted(SAMPLES.glob("hanbit_*.csv")):
        small = load.import_file(homes[0], path.name, path.read_bytes()).upload
        big = load.import_file(homes[1], path.name, path).upload
        assert (small.new, small.changed, small.duplicate, small.set_aside) == (
            big.new,
            big.changed,
            big.duplicate,
            big.set_aside,
        )
        assert small.personal == big.personal
    for table in ("contact", "answer", "purchase"):
        found = []
        for store in homes:
            alias = store.mart()
            found.append(
                store.query(
                    f"select * exclude (upload_id) from {alias}.{table} order by all"
                ).rows
            )
        assert found[0] == found[1]
        assert found[0]
    assert not list((homes[1].home / "spill").glob("*/*"))
    for store in homes:
        store.close()


def test_a_process_of_its_own_reads_and_checks_the_same(tmp_path):
    path = SAMPLES / "hanbit_contacts.csv"
    store = Store(tmp_path / "home")
    with Workplace(store.home) as place:
        raw = background.reading(place.folder, path.name, path).result()
        assert raw.rows_read == read_file(path.name, path.read_bytes()).rows_read
        checking = background.checking(
            place.folder / "checked",
            raw,
            fmt=catalog.formats()["generic_contact"],
            home=store.home,
            active=(),
            upload_id="ab12cd34",
        )
        staged = background.opened(checking.result())
        assert checking.share == pytest.approx(0.8)
        assert staged.new == raw.rows_read - staged.set_aside
        report = load.commit(store, staged)
    assert report.upload.new == staged.new
    assert store.query(f"select count(*) from {store.mart()}.contact").rows == [
        (staged.new,)
    ]
    store.close()


def test_what_it_refuses_is_said_as_if_it_were_here(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"\n\n\n")
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(UploadError) as refused:
        background.reading(place, "빈 파일.csv", path).result()
    assert refused.value.details["name"] == "빈 파일.csv"
    assert "Nothing was imported." in str(refused.value)


def test_stopping_it_leaves_nothing(tmp_path):
    path = tmp_path / "long.csv"
    rows = "".join(f'{i},2024-03-01,"c{i},chat\n' for i in range(200_000))
    path.write_text(HEAD + rows, encoding="utf-8")
    store = Store(tmp_path / "home")
    place = Workplace(store.home)
    work = background.reading(place.folder, path.name, path)
    work.stop()
    place.leave()
    assert work.over
    assert not list((store.home / "spill").glob("*/*"))
    assert store.register.version == 0
    store.close()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path):
    """Twice the rows, the same memory but for a tenth."""
    peaks = []
    for rows in (400_000, 800_000):
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as written:
            written.write(HEAD)
            for i in range(rows):
                written.write(f"{i},2024-03-01 09:00:00,c{i % 999},chat {i % 7} 상담\n")
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(path), str(tmp_path / f"home{rows}")],
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.1 * peaks[0]


PEAK = """
import resource, sys
from pathlib import Path
from cx.ingest.read import read_file
place = Path(sys.argv[2]); place.mkdir()
read_file("x.csv", Path(sys.argv[1]), folder=place)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
