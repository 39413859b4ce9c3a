"""numerals captcha: sites are added and listed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def numerals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NUMERALS_HOME", str(tmp_path))
    monkeypatch.delenv("NUMERALS_CAPTCHA_SITES", raising=False)

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "numerals", "captcha", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    return run


def test_a_site_gets_a_key_and_a_secret_and_stands_beside_the_servers_own(numerals, tmp_path: Path) -> None:
    site = json.loads(numerals("add", "Example.org", ".shop.example", "--json").stdout)
    assert site["hostnames"] == ["example.org", ".shop.example"]
    assert len(site["secret"]) >= 32
    own, other = json.loads(numerals("list", "--json").stdout)
    assert own["hostnames"] == []
    assert other == {"key": site["key"], "hostnames": site["hostnames"]}
    file = tmp_path / "captcha.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert site["secret"] in file.read_text()
    shown = numerals("list", "--secrets").stdout.splitlines()
    assert site["secret"] in shown[1]
    assert "own pages" in shown[0]


def test_what_to_put_into_a_page_is_printed(numerals) -> None:
    printed = numerals("add", "example.org").stdout
    assert "<numerals-captcha site-key=" in printed
    assert "/captcha/widget.js" in printed


@pytest.mark.parametrize("name", ["https://example.org", "example.org:8000", "", "a b"])
def test_what_is_no_hosts_name_is_refused(numerals, name: str, tmp_path: Path) -> None:
    ran = numerals("add", name)
    assert ran.returncode == 2
    assert "example.org" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "captcha.json").exists()


def test_a_file_of_another_form_is_told_in_one_line(numerals, tmp_path: Path) -> None:
    (tmp_path / "captcha.json").write_text('{"sites": [{"key": "k", "secret": "short", "hostnames": []}]}')
    ran = numerals("list")
    assert ran.returncode == 1
    assert "20 characters" in ran.stderr
    assert ran.stderr.count("\n") == 1
