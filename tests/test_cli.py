"""The command line: its exit codes, and JSON shapes that others rely on."""

import json
import subprocess
import sys

import pytest

from cx.cli import main
from cx.store import Store
from tests.exports import CONTACTS, ROOT, SAMPLES, bring

UPLOAD = [
    *("id", "file", "format", "rows_read", "new", "changed", "duplicate", "set_aside"),
    *("personal", "reasons"),
]
DRIVER = ["driver", "importance", "unique", "slope", "correlation", "mean", "n"]
ONE_CUSTOMER = "response_id,responded_at,nps,customer_id,touchpoint: Web\n" + "".join(
    f"R{n},2024-03-01,9,C1,{n % 2 + 3}\n" for n in range(12)
)


@pytest.fixture
def cx(tmp_path, capsys):
    """Run a command; return its exit code, what it printed and what it complained of."""

    def run(*words):
        code = main(["--home", str(tmp_path / "home"), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def strict(text):
    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(CONTACTS + "A9,soon,C1,phone,x\n", encoding="utf-8")
    return path


def test_import_says_what_became_of_every_line(cx, export):
    code, out, err = cx("import", export, "--json")
    (upload,) = strict(out)["uploads"]
    assert (code, err) == (0, "")
    assert list(upload) == UPLOAD
    assert [upload[key] for key in UPLOAD[1:8]] == [
        *("export.csv", "generic_contact"),
        *(4, 3, 0, 0, 1),
    ]
    assert upload["reasons"] == [
        {
            "line": 5,
            "column": "started_at",
            "value": "soon",
            "rule": "a date, year first",
        }
    ]


def test_a_refused_file_is_exit_one_with_the_reason_and_the_others_still_land(cx, export):
    broken = export.with_name("broken.csv")
    broken.write_text("colour\nred\n", encoding="utf-8")
    code, out, err = cx("import", broken, export, export.with_name("gone.csv"), "--json")
    said = strict(out)
    assert code == 1
    assert list(said) == ["uploads", "refused", "skipped"]
    assert [u["file"] for u in said["uploads"]] == ["export.csv"]
    assert [list(refused) for refused in said["refused"]] == [["file", "sentence"]] * 2
    assert "broken.csv" in err
    assert "gone.csv cannot be opened" in err


def test_measure_has_this_shape(cx):
    cx("import", SAMPLES / "sfo_airport_survey_2017.csv")
    code, out, _ = cx("measure", "nps", "--by", "attr_LANG", "--json")
    found = strict(out)
    assert code == 0
    assert list(found) == ["metric", "unit", "version", "definition", "estimates"]
    assert (found["metric"], found["unit"], found["version"]) == ("nps", "points", 1)
    first, *_, withheld = found["estimates"]
    assert list(first) == ["group", "n", "value", "low", "high", "note"]
    assert first["group"] == {"attr_LANG": "1"}
    assert (withheld["n"], withheld["value"], withheld["low"]) == (0, None, None)
    assert withheld["note"]


def test_what_is_not_known_is_null_in_json_never_nan(cx, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(ONE_CUSTOMER, encoding="utf-8")
    cx("import", path)
    _, out, _ = cx("measure", "touchpoint_score", "--json")
    (found,) = strict(out)["estimates"]
    # All twelve answers are one customer's.
    assert (found["n"], found["value"], found["low"], found["high"]) == (
        *(12, None, None),
        None,
    )
    assert "n 12" in cx("measure", "touchpoint_score")[1]


def test_drivers_has_this_shape(cx):
    cx("import", SAMPLES / "sfo_airport_survey_2017.csv")
    code, out, _ = cx("drivers", "nps", "--json")
    found = strict(out)
    assert code == 0
    assert list(found) == ["outcome", "n", "r2", "drivers"]
    assert (found["outcome"], found["n"]) == ("nps", 1741)
    assert [list(driver) for driver in found["drivers"]] == [DRIVER] * 7
    shares = sum(driver["importance"] for driver in found["drivers"])
    assert shares == pytest.approx(found["r2"])


def test_undo_and_redo_say_what_they_did(cx, export):
    cx("import", export)
    (upload,) = strict(cx("uploads", "--json")[1])["uploads"]
    assert "taken back" in cx("undo", upload["id"])[1]
    assert cx("measure", "repeat_share")[0] == 1
    assert "counts again" in cx("redo", upload["id"])[1]
    assert cx("undo", "nobody")[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["measure", "happiness"], "no metric happiness"),
        (["measure", "nps", "--by", "planet"], "planet"),
        (["measure", "nps", "--where", "channel=fax"], "no value fax"),
        (["measure", "nps", "--param", "x=1"], "no parameter x"),
        (["measure", "repeat_share", "--param", "window_days=x"], "whole number"),
        (["measure", "nps", "--version", "9"], "no version 9"),
        (["drivers", "nps"], "Nobody answered nps"),
        (["link", "http://x.test/?v=9"], "another dashboard"),
        (["import", "x.csv", "--mapping", "none.json"], "no mapping file"),
    ],
)
def test_what_cannot_be_done_is_exit_one_with_a_sentence(cx, export, words, said):
    cx("import", export)
    code, _, err = cx(*words)
    assert code == 1
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [[], ["dance"], ["measure"], ["measure", "nps", "--since", "soon"], ["undo"]],
)
def test_wrong_usage_is_exit_two(cx, words):
    with pytest.raises(SystemExit) as stopped:
        cx(*words)
    assert stopped.value.code == 2


def test_a_pair_without_equals_is_exit_two(cx):
    with pytest.raises(SystemExit) as stopped:
        cx("measure", "nps", "--where", "channel")
    assert stopped.value.code == 2


def test_a_link_is_explained(cx, export):
    cx("import", export)
    code, out, _ = cx(
        "link", "http://x.test/?v=1&channel=phone&since=2024-03-01", "--json"
    )
    said = strict(out)
    assert code == 0
    assert (said["filters"], said["since"]) == ({"channel": ["phone"]}, "2024-03-01")


def test_metrics_and_formats_are_listed(cx):
    assert {"id", "name", "unit", "theme", "definition"} == set(
        strict(cx("metrics", "--json")[1])["metrics"][0]
    )
    listed = strict(cx("formats", "--json")[1])["formats"]
    assert "sfo_airport_survey_2017" in [fmt["id"] for fmt in listed]


def test_a_custom_attribute_works_in_by_and_where(cx, tmp_path):
    store = Store(tmp_path / "home")
    bring(store, CONTACTS.replace("reason", "tier"))
    store.close()
    words = ("--by", "attr_tier", "--where", "attr_tier=Delivery", "--json")
    found = strict(
        cx("measure", "repeat_volume_share", *words, "--param", "window_days=1")[1]
    )
    assert [e["group"] for e in found["estimates"]] == [{"attr_tier": "Delivery"}]


def test_the_program_itself_runs(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "cx", "--home", str(tmp_path), "uploads"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "Nothing was loaded yet.\n")
