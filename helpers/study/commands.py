"""The command line: study run, build, check, score, export, new, lab."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from helpers import export
from helpers.study import Study, check, new, notebooks, score
from helpers.study.settings import HOME, VARIABLE, StudyError, read_settings
from helpers.study.stages import build


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 done, 1 something found wrong by `check`, 2 a mistake to mend."""
    options = _parser().parse_args(arguments)
    try:
        return options.do(options) or 0
    except StudyError as error:
        print(f"study: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("study: interrupted; run the same command again to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="study", description="Compare how several French-language outlets told the same affair.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: Callable, says: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=says, description=says)
        sub.set_defaults(do=do)
        return sub

    def on_folder(name: str, do: Callable, says: str) -> argparse.ArgumentParser:
        sub = command(name, do, says)
        sub.add_argument("folder", nargs="?", help="the study folder (default: corpus)")
        return sub

    on_folder("run", _run, "Build the tables, then execute the notebooks in order.")
    sub = on_folder("build", _build, "Build the tables alone.")
    sub.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler to work on, e.g. tcp://10.0.0.1:8786")
    on_folder("check", _check, "Read every input and register and list what is wrong.")
    sub = on_folder("score", _score, "Set the tables against the study's hand annotation (gold/).")
    sub.add_argument("--errors", action="store_true", help="list the errors, too")
    sub = on_folder("export", _export, "Write the tables in the format of another tool.")
    sub.add_argument("--to", required=True, choices=export.FORMATS, metavar="FORMAT", help=", ".join(export.FORMATS))
    sub.add_argument("--out", metavar="PATH", help="where to (default: FOLDER/export/FORMAT)")
    command("new", _new, "Make a commented, empty study.").add_argument("folder")
    sub = on_folder("lab", _lab, "Open JupyterLab on the study; further arguments are JupyterLab's own.")
    sub.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


class _Bar:
    """A progress bar per kind of work; silent where there is no terminal."""

    def __init__(self) -> None:
        self.bars: dict[str, tqdm] = {}

    def __call__(self, done: int, total: int, what: str) -> None:
        bar = self.bars.get(what) or self.bars.setdefault(what, tqdm(total=total, desc=what, disable=None, leave=True))
        bar.update(done - bar.n)
        if done >= total:
            bar.close()


def _warned(settings, **options) -> None:
    known = build(settings, progress=_Bar(), **options)
    for problem in [*known.problems, *check.idle(Study(settings))]:
        print(f"warning: {problem}", file=sys.stderr)


def _build(options) -> None:
    _warned(read_settings(options.folder), scheduler=options.scheduler)


def _run(options) -> None:
    settings = read_settings(options.folder)
    _warned(settings)
    notebooks.execute(settings, progress=_Bar())
    print(f"{settings.title}: notebooks in {notebooks.target(settings)}, figures in {settings.figures}")


def _check(options) -> int:
    report, problems = check.examine(read_settings(options.folder))
    print(*report, *problems, sep="\n")
    print(f"{len(problems)} to mend." if problems else "Nothing is wrong.")
    return 1 if problems else 0


def _score(options) -> None:
    settings = read_settings(options.folder)
    if not (settings.folder / "gold").is_dir():
        raise StudyError(f"{settings.folder} has no gold/ folder: nothing to set the tables against. See corpus/README.md.")
    _warned(settings)
    print(score.report(settings, errors=options.errors))


def _export(options) -> None:
    settings = read_settings(options.folder)
    target = Path(options.out) if options.out else settings.folder / "export" / options.to
    _warned(settings)
    try:
        written = export.write(Study(settings), options.to, target)
    except ImportError as error:
        raise StudyError(f"{options.to} needs {error.name}. Install it: pip install 'lectures-croisees[export]'") from None
    except OSError as error:
        raise StudyError(f"{target} cannot be written ({error.strerror or 'not an earlier export'}). Choose another place with --out.") from None
    print(f"{target}: {written} files. What is not in them: {export.FORMATS[options.to].loses}.")


def _new(options) -> None:
    folder = Path(options.folder)
    new.make(folder)
    print(f"Put your articles in {folder / 'articles'}, then: study run {folder}")


def _lab(options) -> int:
    settings = read_settings(options.folder)
    folder = notebooks.place(settings)
    environment = os.environ | {VARIABLE: str(settings.folder)}
    root = HOME if settings.is_default else settings.folder
    return subprocess.call([sys.executable, "-m", "jupyterlab", f"--notebook-dir={root}",
                            f"--LabApp.default_url=/lab/tree/{folder.relative_to(root).as_posix()}", *options.arguments],
                           env=environment)


if __name__ == "__main__":
    sys.exit(main())
