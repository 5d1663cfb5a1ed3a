"""Build hook: compiles the modules that read articles, where a wheel is asked for that holds them so.

A wheel is plain Python unless `HATCH_BUILD_HOOKS_ENABLE=1` is set where it is built; then the
rooms that `modules` in pyproject.toml names are compiled by mypyc too, and Python takes these
instead of their sources, which the wheel still holds. What they find is the same, sooner.
A checkout is never compiled: it runs what its files say. A C compiler and Python's headers are
needed; `ZHENGJI_COMPILE_LEVEL` (0 to 3, else 3) says how far the compiler optimises.
hatch-mypyc would do, but knows one folder of sources; a wheel here has three (`sources` there).
"""

from __future__ import annotations

import os
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface):
    """Adds compiled modules to a wheel; `modules` are files and folders, from the project's root."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the wheel hold what came out; it is then one for this Python alone."""
        if version == "editable":
            return
        root = Path(self.root)
        self._folder = TemporaryDirectory(prefix="zhengji-compiled-")
        made = Path(self._folder.name) / "lib"
        level = os.environ.get("ZHENGJI_COMPILE_LEVEL", "3")
        _compile(root, _sources(root, self.config["modules"]), made, level)
        files = (path for path in made.rglob("*") if path.is_file())
        build_data["force_include"].update((str(p), str(p.relative_to(made))) for p in files)
        build_data.update(pure_python=False, infer_tag=True)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was compiled: it stands in the wheel."""
        if version != "editable":
            self._folder.cleanup()


def _sources(root: Path, modules: list[str]) -> list[str]:
    """The files of `modules`, from `root`, in order."""
    places = [root / name for name in modules]
    files = [f for place in places for f in (place.glob("*.py") if place.is_dir() else [place])]
    return sorted(str(file.relative_to(root)) for file in files)


def _compile(root: Path, sources: list[str], made: Path, level: str) -> None:
    """Compiles `sources` into extension modules in the folder `made`."""
    from mypyc.build import mypycify  # noqa: PLC0415 - only where it is asked for
    from setuptools import Distribution  # noqa: PLC0415
    from setuptools.command.build_ext import build_ext  # noqa: PLC0415

    work = made.parent
    asked = ["--config-file=", "--ignore-missing-imports", *sources]
    options = {"opt_level": level, "debug_level": "0", "group_name": "zhengji"}
    with chdir(root):
        modules = mypycify(asked, target_dir=str(work / "c"), **options)
        command = build_ext(Distribution({"name": "zhengji", "ext_modules": modules}))
        command.build_lib, command.build_temp = str(made), str(work / "temp")
        command.ensure_finalized()
        command.run()
