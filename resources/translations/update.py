"""Collects all texts of the window and all sentences of the core for Qt Linguist.

    python resources/translations/update.py

writes every `melcount_LL.ts` with the translations it had; `sentences_LL.json` with the templates
of the core's sentences, the texts of reports and the facts of the language, for the core, which
knows no Qt; and `melcount_LL.qm`, which the window reads. It names what lacks a translation; that
is to be added in `melcount_LL.ts`, by hand or with Qt Linguist, and the script run once more. A new
language begins as an empty `melcount_LL.ts`.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from melcount_app.core.appearance import STATISTICS
from melcount_app.core.geometry import PixelSizeSource
from melcount_app.core.measure import COLUMNS
from melcount_app.core.terms import TermSource
from melcount_app.core.wording import CORE, FACTS, LANGUAGE_FACTS, REPORT

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "melcount_app"
TS = HERE / "melcount_fr.ts"

SENTENCE = re.compile(r"[A-Z“{0-9].*\s.*[.!]", re.DOTALL)
REASON = re.compile(r"\S+( \S+){2,}")
REASONS = (
    *("core/channel.py", "core/mask.py", "core/partition.py", "core/quality.py"),
    *("core/plausible.py", "core/terms.py", "plan/concerns.py", "plan/settle.py"),
    *("study/owner.py", "scan", "workbook/seen.py"),
)
"""Where the core holds parts of sentences, and names, too."""
REPORTS = "core/report/**/*.py"
TOLD_BY_REPORTS = (
    "data_sheet.py",
    "files.py",
    "paintings.py",
    "report.py",
    "samples.py",
    "swapping.py",
)
"""Modules of reports that tell sentences of the core."""
REGION_NAMES = ("sample", "upper left", "upper right", "lower left", "lower right")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to be translated, in its context."""

    context: str
    source: str


def window_texts() -> set[Text]:
    """What stands in `tr`, `translate` and `QT_TRANSLATE_NOOP`, and in tables of the core."""
    found = {text for path in PACKAGE.glob("gui/**/*.py") for text in _of_module(path)}
    found |= {Text("regions", name) for name in REGION_NAMES}
    found |= {Text("columns", column.heading) for column in COLUMNS}
    found |= {Text("columns", column.unit) for column in COLUMNS if column.unit}
    return found


def report_texts() -> set[Text]:
    """What stands in `say` and `phrase`, of reports, and what is measured."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.glob(REPORTS)]
    columns = {Text(REPORT, column.title) for column in COLUMNS}
    ends = {Text(REPORT, end.title) for column in COLUMNS for end in column.ends}
    return (
        columns
        | ends
        | {
            Text(REPORT, str(call.args[0].value))
            for tree in trees
            for name in ("say", "phrase")
            for call in _calls(tree, name)
            if isinstance(call.args[0], ast.Constant)
        }
    )


def _of_module(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    wrappers = {each.name: _wrapped_context(each) for each in functions}
    for owner in ast.walk(tree):
        if isinstance(owner, ast.ClassDef):
            for call in _calls(owner, "tr"):
                yield Text(owner.name, _literal(call.args[0], path))
    for name in ("translate", "QT_TRANSLATE_NOOP"):
        for call in _calls(tree, name):
            context, text = call.args
            if isinstance(context, ast.Constant) and isinstance(text, ast.Constant):
                yield Text(str(context.value), str(text.value))
    for name, wrapped in wrappers.items():
        for call in _calls(tree, name) if wrapped else ():
            if isinstance(call.args[0], ast.Constant):
                yield Text(wrapped, _literal(call.args[0], path))


def _wrapped_context(function: ast.FunctionDef) -> str:
    """Context of a function of one text that only translates it; empty for any other."""
    if len(function.args.args) != 1:
        return ""
    for call in _calls(function, "translate"):
        context = call.args[0]
        if isinstance(context, ast.Constant) and isinstance(call.args[1], ast.Name):
            return str(context.value)
    return ""


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            called_name = getattr(called, "attr", None) or getattr(called, "id", None)
            if called_name == name:
                yield node


def _literal(node: ast.expr, path: Path) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise SystemExit(f"{path}:{node.lineno}: only literal texts can be translated")


def core_templates() -> set[str]:
    """The shapes of the sentences that the core tells, and of the words that fill them."""
    found = {
        text
        for path in PACKAGE.glob("core/**/*.py")
        if path.relative_to(PACKAGE).parts[1] != "report" or path.name in TOLD_BY_REPORTS
        for text in _sentences(path)
    }
    words = {word for each in STATISTICS for word in (each.number, each.below, each.above)}
    units = {f"{{share}}{each.unit}" for each in STATISTICS if "of" in each.unit}
    sources = {*map(str, PixelSizeSource), *(source.value for source in TermSource)}
    return found | words | units | sources


def _sentences(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    holds_reasons = f"{path.parent.name}/{path.name}" in REASONS or path.parent.name in REASONS
    shapes = (REASON, SENTENCE) if holds_reasons else (SENTENCE,)
    inner = {child for node in ast.walk(tree) for child in _parts(node)}
    docs = {_doc(node) for node in ast.walk(tree)}
    for node in ast.walk(tree):
        if node in inner or node in docs or not isinstance(node, ast.expr):
            continue
        text = _template(node)
        if text is not None and any(shape.fullmatch(text) for shape in shapes):
            yield text


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What is inside a longer text."""
    if isinstance(node, ast.JoinedStr):
        for child in ast.walk(node):
            if child is not node:
                yield child
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _template(node):
        yield from (node.left, node.right)


def _doc(node: ast.AST) -> ast.AST | None:
    """The text below a definition that only explains it."""
    return node.value if isinstance(node, ast.Expr) else None


def _template(node: ast.AST) -> str | None:
    """A text with `{name}` for what varies; None where it is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return _joined(values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = _template(left), _template(right)
            return "".join(part or "" for part in parts) if all(parts) else None
    return None


def _joined(values: list[ast.expr]) -> str:
    text, names = "", set[str]()
    for value in values:
        if isinstance(value, ast.FormattedValue):
            name = wanted = _name(value.value)
            number = 2
            while name in names:
                name, number = f"{wanted}{number}", number + 1
            names.add(name)
            text += f"{{{name}}}"
        elif isinstance(value, ast.Constant):
            text += str(value.value)
    return text


def _name(value: ast.expr) -> str:
    """A name for what is put into a text."""
    words = re.findall(r"[a-z_]{2,}", ast.unparse(value))
    return words[-1].strip("_") if words else "value"


def known(ts: Path = TS) -> dict[Text, str]:
    """The translations that a file has."""
    if not ts.stat().st_size:
        return {}
    root = ET.parse(ts).getroot()  # noqa: S314 - our own file
    found = {}
    for context in root.iter("context"):
        for message in context.iter("message"):
            french = message.findtext("translation") or ""
            source = message.findtext("source") or ""
            found[Text(context.findtext("name") or "", source)] = french
    return found


def all_texts() -> list[Text]:
    """Everything that is to be translated, sorted."""
    core = {Text(CORE, text) for text in core_templates()}
    facts = {Text(FACTS, fact) for fact in LANGUAGE_FACTS.values()}
    return sorted(window_texts() | report_texts() | core | facts)


def write(ts: Path, texts: list[Text], french: dict[Text, str]) -> None:
    """Write the .ts file of a language, and what the core reads of it."""
    code = code_of(ts)
    root = ET.Element("TS", version="2.1", language=code, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for text in texts:
        if text.context not in contexts:
            contexts[text.context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[text.context], "name").text = text.context
        message = ET.SubElement(contexts[text.context], "message")
        ET.SubElement(message, "source").text = text.source
        translation = ET.SubElement(message, "translation")
        translation.text = french.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    ts.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8"
    )
    told = {
        context: {text.source: french.get(text, "") for text in texts if text.context == context}
        for context in (FACTS, CORE, REPORT)
    }
    sentences = HERE / f"sentences_{code}.json"
    sentences.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def code_of(ts: Path) -> str:
    """Of the language of a file, as in "fr"."""
    return ts.stem.removeprefix("melcount_")


def main() -> None:
    """Bring the files of all languages up to date."""
    texts = all_texts()
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    for ts in sorted(HERE.glob("melcount_*.ts")):
        found = known(ts)
        write(ts, texts, found)
        compiled = ts.with_suffix(".qm")
        subprocess.run([lrelease, "-silent", ts, "-qm", compiled], check=True)  # noqa: S603
        for text in texts:
            if not found.get(text):
                sys.stdout.write(f"{code_of(ts)}\t{text.context}\t{text.source!r}\n")


if __name__ == "__main__":
    main()
