"""The command line: study run, build, check, score, export, new, lab."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from tqdm import tqdm

from helpers.study import Study, check, export, notebooks, score
from helpers.study.mistakes import StudyError, needed, writing
from helpers.study.settings import HOME, VARIABLE, Settings, read_settings
from helpers.study.stages import build


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 done, 1 something found wrong by `check`, 2 a mistake to mend."""
    options = _parser().parse_args(arguments)
    try:
        done = options.do(options)
        return done if isinstance(done, int) else 0
    except StudyError as error:
        print(f"study: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("study: interrupted; run the same command again to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("study", description="Compare how French-language outlets told one affair.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    subs = {}
    for do, says in ((_run, "Build the tables, then execute the notebooks in order."),
                     (_build, "Build the tables alone."),
                     (_check, "Read every input and register and list what is wrong."),
                     (_score, "Set the tables against the study's hand annotation (gold/)."),
                     (_export, "Write the tables in the format of another tool."),
                     (_new, "Make a commented, empty study."),
                     (_lab, "Open JupyterLab on the study; further arguments are JupyterLab's own.")):
        name = do.__name__.strip("_")
        subs[name] = commands.add_parser(name, help=says, description=says)
        subs[name].set_defaults(do=do)
        subs[name].add_argument("folder", nargs=None if do is _new else "?", help="the study folder (default: corpus)")
    subs["build"].add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, e.g. tcp://10.0.0.1:8786")
    subs["score"].add_argument("--errors", action="store_true", help="list the errors, too")
    subs["export"].add_argument("--to", required=True, choices=export.FORMATS, metavar="FORMAT", help=", ".join(export.FORMATS))
    subs["export"].add_argument("--out", metavar="PATH", help="where to (default: FOLDER/export/FORMAT)")
    subs["lab"].add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


class _Bars(dict):
    """A progress bar per kind of work; silent where there is no terminal."""

    def __call__(self, done: int, total: int, what: str) -> None:
        bar = self.get(what) or self.setdefault(what, tqdm(total=total, desc=what, disable=None))
        bar.update(done - bar.n)
        if done >= total:
            bar.close()


def _build(options, here: bool = False) -> Settings:
    settings = read_settings(options.folder, here)
    known = build(settings, scheduler=getattr(options, "scheduler", None), progress=_Bars())
    for problem in [*known.problems, *check.idle(Study(settings))]:
        print(f"warning: {problem}", file=sys.stderr)
    return settings


def _run(options) -> None:
    settings = _build(options, here=True)
    notebooks.execute(settings, progress=_Bars())
    print(f"{settings.title}: notebooks in {notebooks.target(settings)}, figures in {settings.figures}")


def _check(options) -> int:
    report, problems = check.examine(read_settings(options.folder))
    print(*report, *problems, sep="\n")
    print(f"{len(problems)} to mend." if problems else "Nothing is wrong.")
    return 1 if problems else 0


def _score(options) -> None:
    folder = read_settings(options.folder, here=True).folder
    if not (folder / "gold").is_dir():
        raise StudyError(f"{folder} has no gold/ folder: nothing to set the tables against. See corpus/README.md.")
    print(score.report(_build(options), errors=options.errors))


def _export(options) -> None:
    settings = _build(options, here=not options.out)
    target = Path(options.out or settings.folder / "export" / options.to)
    with writing(target.parent), needed(options.to, "export"):
        written = export.write(Study(settings), options.to, target)
    print(f"{target}: {written} files. What is not in them: {export.FORMATS[options.to].loses}.")


def _new(options) -> None:
    folder = Path(options.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder} exists and is not empty. Choose a new name.")
    with writing(folder / "articles"):
        for item in files("helpers.data").joinpath("new-study").iterdir():
            (folder / item.name).write_bytes(item.read_bytes())
    print(f"Put your articles in {folder / 'articles'}, then: study run {folder}")


def _lab(options) -> int:
    settings = read_settings(options.folder, here=True)
    root = HOME if settings.is_default else settings.folder
    page = notebooks.place(settings).relative_to(root).as_posix()
    return subprocess.call([sys.executable, "-m", "jupyterlab", f"--notebook-dir={root}", f"--LabApp.default_url=/lab/tree/{page}",
                            *options.arguments], env=os.environ | {VARIABLE: str(settings.folder)})


if __name__ == "__main__":
    sys.exit(main())
