"""Every English sentence a person may see, and the translations kept in step with them.

    python -m cx.translations update

rewrites each `locales/<language>.po`: new sentences come in untranslated, those nobody
says any more go, and what was translated stays.  A new language begins as an empty file.

Sentences are found in four places: the first argument of `t()` and of what passes it on;
the first argument of an error; some named constants and modules; the definition files.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import sqlglot
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from sqlglot import exp

from cx import catalog, errors, frameworks, methods
from cx.catalog import ROOT
from cx.locale import LOCALES

# Their first argument is said in the reader's language.
SPEAKERS = {"t", "said", "lead"}
ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.CxError)
}
# Said elsewhere than where they are written: the constant, and which part of its rows.
CONSTANTS = {"NOTES": 0, "EXACT": 0, "JOHNSON": 0}
# Every whole sentence in these reaches the Data page.
SENTENCES_IN = re.compile(r"cx/ingest/.*|cx/ui/mapping_screen\.py")
# What `t()` may be given besides: definitions, errors, the lists above, and what SPEAKERS
# pass on.  Anything else stays in `open`, and a test fails.
ELSEWHERE = re.compile(
    r"(.*\.)?(name|definition|counts|caveat|why|theme|label|note|rule|sentence|method|title"
    r"|doubt|fault|proxy|cannot|shown|stored|format|column)(\(.*\))?|(comments|NOTES|BOOKS|ROW_NAMES|QUESTION_NAMES|OUTCOMES)\[.*\]|raw|staff\.NO_ROWS|said\(.*\)"
    r"|(.*\.)?(get|dimension_name)\(.*\)"
)
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: {language}\\n"

"""

Place = tuple[str, int]
Assigned = dict[str, list[ast.expr]]


class Origins:
    """Sentences and where each is written, in the order of the files."""

    def __init__(self) -> None:
        """Nothing is found yet."""
        self.places: dict[str, list[Place]] = {}
        self.open: list[str] = []

    def add(self, text: str, file: str, at: int) -> None:
        """Remember a sentence; one without a word needs no translation."""
        if re.search("[A-Za-z]", re.sub(r"\{\w*\}", "", text)):
            self.places.setdefault(text, []).append((file, at))


@cache
def origins() -> Origins:
    """Every sentence and where it is written; `open` names what could not be followed."""
    found = Origins()
    for path in sorted([*ROOT.glob("cx/**/*.py"), *ROOT.glob("pages/*.py")]):
        file = path.relative_to(ROOT).as_posix()
        add_python(found, file, path.read_text(encoding="utf-8"))
    _definitions(found)
    return found


def add_python(found: Origins, file: str, source: str) -> None:
    """Add what one module says."""
    tree = ast.parse(source)
    constants = _assigned(tree.body, {})
    _calls(found, file, tree, constants)
    for name, part in CONSTANTS.items():
        for value in constants.get(name, []):
            for text, at in _rows(value, part):
                found.add(text, file, at)
    if SENTENCES_IN.fullmatch(file):
        for text, at in _whole_sentences(tree):
            found.add(text, file, at)


def _calls(found: Origins, file: str, node: ast.AST, known: Assigned) -> None:
    """Every call whose first argument a person will read, under this node."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        given = node.args
        own = {a.arg for a in [*given.posonlyargs, *given.args, *given.kwonlyargs]}
        known = {name: values for name, values in known.items() if name not in own}
        if isinstance(node, ast.FunctionDef):
            known = known | _assigned(node.body, known)
    if isinstance(node, ast.Call) and node.args and _called(node) in SPEAKERS | ERRORS:
        for text in _sentences(node.args[0], known):
            if isinstance(text, str):
                found.add(text, file, node.lineno)
            elif not ELSEWHERE.fullmatch(ast.unparse(text)):
                found.open.append(f"{file}:{node.lineno}: {ast.unparse(text)}")
    for child in ast.iter_child_nodes(node):
        _calls(found, file, child, known)


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _assigned(body: list[ast.stmt], known: Assigned) -> Assigned:
    """What each name is given in a block, also by a loop over rows written out."""
    found: Assigned = {}
    rows: list[tuple[ast.expr, ast.expr]] = []
    for node in (inner for statement in body for inner in ast.walk(statement)):
        if isinstance(node, ast.Assign):
            rows += [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign) and node.value:
            rows.append((node.target, node.value))
        elif isinstance(node, ast.For | ast.comprehension):
            over: list[ast.expr] = [node.iter]
            if isinstance(node.iter, ast.Name):
                over = known.get(node.iter.id, [])
            for listed in over:
                if isinstance(listed, ast.Tuple | ast.List):
                    rows += [(node.target, row) for row in listed.elts]
    for target, value in rows:
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        for name, one in pairs:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, []).append(one)
    return found


def _sentences(node: ast.expr, known: Assigned) -> Iterator[str | ast.expr]:
    """What an expression can be; a part that cannot be followed is given back itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _sentences(node.body, known)
        yield from _sentences(node.orelse, known)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _sentences(value, known)
    elif isinstance(node, ast.BinOp):
        for left, right in product(
            _sentences(node.left, known), _sentences(node.right, known)
        ):
            both = isinstance(left, str) and isinstance(right, str)
            yield f"{left}{right}" if both else node
    elif isinstance(node, ast.Name) and node.id in known:
        others = {name: values for name, values in known.items() if name != node.id}
        for value in known[node.id]:
            yield from _sentences(value, others)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _sentences(value, known)
    elif isinstance(node, ast.Subscript) and _is_table(node.value, known):
        yield from _sentences(node.value, known)
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and _is_table(node.func.value, known)
    ):
        yield from _sentences(node.func.value, known)
        for default in node.args[1:]:
            yield from _sentences(default, known)
    elif not (isinstance(node, ast.Call) and _called(node) == "t"):
        yield node


def _is_table(node: ast.expr, known: Assigned) -> bool:
    values = known.get(node.id, []) if isinstance(node, ast.Name) else [node]
    return bool(values) and all(isinstance(value, ast.Dict) for value in values)


def _rows(node: ast.expr, part: int) -> Iterator[tuple[str, int]]:
    """The strings of a constant: itself, a table's values, or a part of each row."""
    inside: list[ast.expr] = [node]
    if isinstance(node, ast.Dict):
        inside = node.values
    elif isinstance(node, ast.Tuple):
        inside = [row.elts[part] for row in node.elts if isinstance(row, ast.Tuple)]
    for one in inside:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value, one.lineno


def _whole_sentences(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Strings that begin and end as sentences do, without docstrings and f-strings."""
    for child in ast.iter_child_nodes(node):
        docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if docstring or isinstance(child, ast.JoinedStr):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            if re.fullmatch(r"[A-Z].* .*[.?]", child.value):
                yield child.value, child.lineno
        else:
            yield from _whole_sentences(child)


def _definitions(found: Origins) -> None:
    """What metric files, format files and the schema say."""
    for metric in catalog.metrics().values():
        said = [metric.name, metric.definition, metric.theme, metric.counts]
        said += [metric.caveat, metric.why]
        said += [parameter.label for parameter in metric.parameters]
        said += [benchmark.label for benchmark in metric.benchmarks]
        said += [example.why for example in metric.examples]
        for at, text in enumerate(said):
            found.add(text, f"queries/{metric.id}.sql", at)
    for known in catalog.formats().values():
        for at, text in enumerate([known.name, known.note, *_expected(known.sql)]):
            found.add(text, f"formats/{known.id}.sql", at)
    for at, text in enumerate(frameworks.sentences()):
        found.add(text, "cx/frameworks.toml", at)
    for at, text in enumerate(_expected(catalog.questions_sql())):
        found.add(text, "queries/base/questions.sql", at)
    for method in methods.methods().values():
        for at, text in enumerate([method.name, method.proxy, method.cannot]):
            found.add(text, "cx/methods.toml", at)
    for book in methods.BOOKS.values():
        found.add(book, "cx/methods.py", 0)
    said = []
    for names in catalog.column_comments().values():
        said += names.values()
    for checks in catalog.check_sentences().values():
        said += [sentence for _rule, sentence in checks]
    for at, text in enumerate(said):
        found.add(text, "queries/base/schema.sql", at)


def _expected(sql: str) -> Iterator[str]:
    """What a format says of a cell it cannot read: the last argument of problem()."""
    for call in sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Anonymous):
        last = call.expressions[-1]
        if call.name.lower() == "problem" and isinstance(last, exp.Literal):
            yield str(last.this)


def update(path: Path) -> int:
    """Bring one language's file in step; return how many sentences it still lacks."""
    with path.open("rb") as file:
        kept = read_po(file)
    merged = Catalog()
    lacking = 0
    for text, places in origins().places.items():
        old = kept.get(text)
        said = str(old.string) if old else ""
        lacking += not said
        message = merged.add(
            text,
            said,
            locations=sorted(set(places)),
            user_comments=old.user_comments if old else (),
        )
        # Only {braces} are filled in; a % is a per cent sign.
        message.flags.clear()
    # A dashboard may be reading the file: it sees the old one or the new one.
    fresh = path.with_suffix(".tmp")
    with fresh.open("wb") as file:
        file.write(HEADER.format(language=path.stem).encode())
        write_po(
            file,
            merged,
            width=90,
            omit_header=True,
            sort_by_file=True,
            include_lineno=False,
        )
    fresh.replace(path)
    return lacking


def main(arguments: list[str]) -> int:
    """Bring every language in step and say what is missing."""
    if arguments != ["update"]:
        sys.stderr.write("usage: python -m cx.translations update\n")
        return 2
    for path in sorted(LOCALES.glob("*.po")):
        lacking = update(path)
        count = len(origins().places)
        sys.stdout.write(f"{path.name}: {count} sentences, {lacking} untranslated\n")
    for place in origins().open:
        sys.stdout.write(f"cannot be followed: {place}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
