"""Print the numbers to reach, as measured now: `make bench`. `--write` puts the table into both READMEs."""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.compiling import compiling
from benchmarks.coverage import all_coverage
from benchmarks.faults import faults
from benchmarks.fund import agreement, entitlement, screening
from benchmarks.hostile import measure
from benchmarks.mutants import mutants
from benchmarks.places import PUTUO, SHARED, TEMPLATE, WUCHANG, audited, severity
from benchmarks.power import power
from benchmarks.publishing import built, pdf_seconds
from benchmarks.speed import peak_memory, speed
from benchmarks.truth import Score, both_putuo, wuchang
from juesuan.findings import Finding, Status
from juesuan.laws.registry import message

ROOT = Path(__file__).resolve().parents[1]
Row = tuple[str, str, str]


def _line(finding: Finding) -> str:
    place = finding.witnesses[0].place if finding.witnesses else None
    where = f"p{place.page}" if place and place.page else f"l{place.line}" if place else "-"
    return f"    {severity(finding)} {finding.code} {where}: {message(finding, 'zh')[:150]}"


def argued() -> set[str]:
    """Return the quoted words of docs/evidence.md's rows that are argued to be real errors."""
    path = ROOT / "docs" / "evidence.md"
    return set(re.findall(r"^\| real \| `([^`]+)`", path.read_text("utf-8"), re.M)) if path.exists() else set()


def _real(score: Score) -> int:
    """Count the errors that meet the truth or are argued."""
    known = argued()
    return sum(1 for f in score.errors if f not in score.stray or any(w.text and w.text in known for w in f.witnesses))


def truth_rows(verbose: bool) -> Iterator[Row]:
    """Score against the truth files."""
    score = wuchang()
    yield "Wuchang: deterministic errors and warnings found", "90 %", _share(len(score.found), len(score.wanted))
    known = argued()
    unargued = [f for f in score.stray if not any(w.text in known for w in f.witnesses)]
    yield "Wuchang: errors on no entry of the truth and not argued real", "0", str(len(unargued))
    yield "Wuchang: errors that are real", "95 %", _share(_real(score), len(score.errors))
    if verbose:
        for entry in score.missed:
            print(f"    missed {entry['id']} {entry['class']} {entry['severity']}: {entry['title_zh'][:80]}")
        for finding in score.stray:
            print(_line(finding))
    for name, one in zip(("planted", "published"), both_putuo(), strict=True):
        for grade, goal in (("major", "all"), ("minor", "80 %")):
            wanted = [e for e in one.wanted if e["severity"] == grade]
            found = [e for e in one.found if e["severity"] == grade]
            yield f"Putuo {name}: {grade} found", goal, _share(len(found), len(wanted))
        yield f"Putuo {name}: errors on no entry of the list", "0", str(len(one.stray))
        if verbose:
            for entry in one.missed:
                print(f"    missed {entry['group']} {entry['kind']}: {entry['quote'][:70]}")
            for finding in one.stray:
                print(_line(finding))
    findings = audited(TEMPLATE).report.findings
    yield "blank template: findings in all", "≤ 15", str(len(findings))


def publish_rows(_: bool) -> Iterator[Row]:
    """Build the example as a whole, and time its PDF against LibreOffice's of the same document."""
    one = built()
    told = f"{one.seconds:.1f} s" if one.status == 0 else f"failed with status {one.status}: {one.words.strip()}"
    yield "build the example: all outputs, read back, audited", "≤ 8 s", told
    yield "… memory", "≤ 600 MB", f"{one.memory:.0f} MB" if one.status == 0 else "not measured"
    ours, theirs = pdf_seconds()
    measured = f"{theirs / ours:.1f} × ({ours:.2f} s v {theirs:.2f} s)" if theirs else "LibreOffice is not installed"
    yield "PDF of the example against its DOCX converted by LibreOffice", "≥ 5 ×", measured


def coverage_rows(verbose: bool) -> Iterator[Row]:
    """Count forms, bound figures and checked figures over the final accounts."""
    every = all_coverage()
    forms, wanted = sum(min(c.forms, c.wanted) for c in every), sum(c.wanted for c in every)
    yield "forms recognised", "all", f"{forms} of {wanted}"
    yield (
        "figures in forms bound to a coordinate",
        "99.5 %",
        _share(sum(c.bound for c in every), sum(c.in_forms for c in every)),
    )
    for origin, goal in (("form", "98 %"), ("text", "85 %")):
        done, whole = sum(c.checked[origin] for c in every), sum(c.figures[origin] for c in every)
        yield f"figures proven or contradicted, {origin}s", goal, _share(done, whole)
    told, all_told = sum(c.explained[0] for c in every), sum(c.explained[1] for c in every)
    yield (
        "… texts that explain the forms (without self-evaluations, key work and overviews)",
        "85 %",
        _share(told, all_told),
    )
    main = [c for c in every if c.path in (WUCHANG, PUTUO)]
    for one in main:
        yield (
            f"… {one.path.stem}: forms / text",
            "98 % / 85 %",
            f"{one.share('form'):.1f} % / {one.share('text'):.1f} %",
        )
    if verbose:
        for one in every:
            form, text = one.figures["form"], one.figures["text"]
            print(f"    {one.path.name}: forms {one.forms}/{one.wanted}, bound {one.bound}/{one.in_forms}")
            print(f"        form {one.share('form'):.1f} % of {form}, text {one.share('text'):.1f} % of {text}")


def hostile_rows(verbose: bool) -> Iterator[Row]:
    """Audit every hostile sample in a process of its own."""
    costs = list(measure())
    slowest, largest = max(costs, key=lambda c: c.seconds), max(costs, key=lambda c: c.memory)
    yield f"{len(costs)} hostile files: the slowest", "≤ 10 s", f"{slowest.seconds:.1f} s ({slowest.name})"
    yield "… the largest", "≤ 500 MB", f"{largest.memory:.0f} MB ({largest.name})"
    bad = [c for c in costs if c.status not in (0, 1, 2) or (c.status == 2 and not c.line)]
    yield "… that crashed or were refused without a line", "0", str(len(bad))
    if verbose:
        for cost in costs:
            print(f"    {cost.name}: {cost.seconds:.1f} s, {cost.memory:.0f} MB, exit {cost.status} {cost.line}")


def mutant_rows(verbose: bool) -> Iterator[Row]:
    """Change one figure three hundred times."""
    every = mutants()
    yield f"{len(every)} one-figure mutants: found", "92 %", _share(sum(m.found for m in every), len(every))
    yield "… the changed figure named among the suspects", "85 %", _share(sum(m.named for m in every), len(every))
    yield "… named first", "", _share(sum(m.first for m in every), len(every))
    if verbose:
        for mutant in every:
            if not mutant.named:
                print(
                    f"    {'unnamed' if mutant.found else 'missed '} {mutant.where}: {mutant.before} → {mutant.after}"
                )


def fault_rows(verbose: bool) -> Iterator[Row]:
    """Put textual faults in, one at a time."""
    every = faults()
    yield f"{len(every)} textual faults put into Wuchang: found", "", _share(sum(f.found for f in every), len(every))
    yield "… in which something elsewhere fired besides", "", _share(sum(bool(f.besides) for f in every), len(every))
    if verbose:
        for one in every:
            if not one.found or one.besides:
                told = "missed" if not one.found else "besides " + ", ".join(one.besides)
                print(f"    {one.kind} l{one.line}: {one.before} → {one.after}: {told}")


def power_rows(verbose: bool) -> Iterator[Row]:
    """Change every proven figure of a text, one at a time."""
    every = power()
    said = f"{len(every)} proven figures of Wuchang's text, each changed in one digit: named by a finding"
    yield said, "", _share(sum(c.found for c in every), len(every))
    silent = [c for c in every if not c.found and c.status is Status.PROVEN]
    yield "… still called proven", "", _share(len(silent), len(every))
    if verbose:
        for one in silent:
            print(f"    still proven l{one.line}: {one.before} → {one.after}")


def speed_rows(_: bool) -> Iterator[Row]:
    """Time read and audit against pdfplumber in this run."""
    one = speed()
    ours, theirs = one.pages / one.seconds, one.reference_pages / one.reference_seconds
    yield (
        "read and audit, one core, pages/s against pdfplumber words and tables",
        "≥ 6 ×",
        f"{one.ratio:.1f} × ({ours:.0f} v {theirs:.0f})",
    )
    yield "peak memory, Xi'an (171 pages)", "≤ 300 MB", f"{peak_memory():.0f} MB"


def compile_rows(_: bool) -> Iterator[Row]:
    """Compile ten million vouchers against one grouping of theirs by DuckDB, and against pandas."""
    one = compiling()
    yield (
        "compile 10 M vouchers into all forms against DuckDB's sum grouped once",
        "≤ 2 ×",
        f"{one.ours / one.duckdb:.2f} × ({one.ours:.2f} s v {one.duckdb:.2f} s)",
    )
    yield "… memory", "≤ 2 GB", f"{one.memory:.0f} MB"
    yield "… against pandas", "≥ 10 ×", f"{one.pandas / one.ours:.1f} × ({one.pandas:.1f} s)"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "nothing to count"


def import_rows(_: bool) -> Iterator[Row]:
    """Import a million rows against reading them alone."""
    from benchmarks.importing import imports

    readers = {"CSV": "DuckDB", "XLSX": "python-calamine"}
    for kind, cost in imports().items():
        yield (
            f"import 1 M voucher rows from {kind}, against {readers[kind]} reading alone",
            "≤ 3 ×",
            f"{cost.ratio:.1f} × ({cost.seconds:.1f} s v {cost.alone:.1f} s)",
        )


def fund_rows(_: bool) -> Iterator[Row]:
    """Time entitlement against OpenFisca's template, decide lives beside the oracle, screen applications."""
    one = entitlement()
    pace = f"{one.rows / one.seconds:,.0f}/s ({one.seconds:.2f} s)"
    yield "1 M person-months, four programmes with lifetime ceilings", "≥ 500,000/s", pace
    told = f"{one.seconds / one.alone:.1f} × ({one.seconds:.2f} s v {one.alone:.2f} s)" if one.alone else one.why
    yield f"… against OpenFisca's template calculating its cheapest variable ({one.variable or '—'})", "≤ 5 ×", told
    told = (
        f"{one.seconds / one.decisions:.1f} × ({one.seconds:.2f} s v {one.decisions:.2f} s)"
        if one.decisions
        else one.why
    )
    yield "… the variable at as many rows as we return: one a person-month and programme (4 M)", "≤ 5 ×", told
    told = f"{one.seconds / one.whole:.1f} × ({one.seconds:.2f} s v {one.whole:.2f} s)" if one.alone else one.why
    yield "… and with its simulation set up, as ours is from registers", "", told
    yield "random lives decided as the oracle decides them", "all", _share(*agreement())
    seconds, flags = screening()
    yield "exclusion and duplicate screen, 200,000 applications", "≤ 5 s", f"{seconds:.1f} s ({flags:,} flags)"


def register_rows(_: bool) -> Iterator[Row]:
    """Count all indicators of a million records against DuckDB reading the same files once."""
    from benchmarks.registers import ROWS, counting

    one = counting()
    yield (
        f"{one.indicators} indicators over {ROWS // 1_000_000} M rows, against DuckDB reading every column once",
        "≤ 3 ×",
        f"{one.ours / one.duckdb:.1f} × ({one.ours:.2f} s v {one.duckdb:.2f} s)",
    )
    yield "… memory", "", f"{one.memory:.0f} MB"


def performance_rows(verbose: bool) -> Iterator[Row]:
    """Put faults into performance forms of nine shapes in six formats."""
    from benchmarks.performance import performance

    every, clean = performance()
    found, named = sum(one.found for one in every), sum(one.named for one in every)
    yield f"{len(every)} faults of performance forms: found", "92 %", _share(found, len(every))
    yield "… pointing at the changed cell or its row", "85 %", _share(named, len(every))
    yield "… first of all", "", _share(sum(one.first for one in every), len(every))
    alarms = [(where, codes) for where, codes in clean if codes]
    yield f"… {len(clean)} clean forms in which something fired", "0", str(len(alarms))
    if verbose:
        for one in every:
            if not one.named:
                print(f"    {'unnamed' if one.found else 'missed '} {one.kind} {one.where}: {one.cell} {one.codes}")
        for where, codes in alarms:
            print(f"    clean {where}: {codes}")


PARTS = {
    "truth": truth_rows,
    "publish": publish_rows,
    "coverage": coverage_rows,
    "mutants": mutant_rows,
    "faults": fault_rows,
    "performance": performance_rows,
    "power": power_rows,
    "speed": speed_rows,
    "hostile": hostile_rows,
    "compile": compile_rows,
    "import": import_rows,
    "fund": fund_rows,
    "registers": register_rows,
}


def machine() -> str:
    """Name the machine in one line."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.strip()
    return f"{model}, Python {platform.python_version()}, commit {commit}"


def table(rows: list[Row]) -> str:
    """Write the rows as a Markdown table."""
    lines = ["| what | at least | measured |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    return "\n".join([*lines, "", f"Measured on {machine()}."])


def write(text: str) -> None:
    """Put the table between the markers of both READMEs."""
    for name in ("README.md", "README.zh-CN.md"):
        path = ROOT / name
        old = path.read_text("utf-8")
        path.write_text(
            re.sub(r"(<!-- bench -->\n).*?(<!-- /bench -->)", lambda m: m[1] + text + "\n" + m[2], old, flags=re.S),
            "utf-8",
        )


def main() -> int:
    """Run the benchmarks asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)} (default: all)")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was missed")
    parser.add_argument("--write", action="store_true", help="put the table into the READMEs")
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"benchmarks need the documents of {SHARED.name}/ beside the project; they are not here", file=sys.stderr)
        return 2
    rows = [row for part in options.parts or PARTS for row in PARTS[part](options.verbose)]
    print(table(rows))
    if options.write:
        write(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
