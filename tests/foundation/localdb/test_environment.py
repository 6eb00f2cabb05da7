"""Links that a command prints lead to where the local server stands, whatever its port."""

import os

import pytest

from foundation.localdb import environment


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder of its own with a database that nobody has to start."""
    monkeypatch.setenv("SASAE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://app@db.invalid/sasae")
    monkeypatch.setenv("OWNER_DATABASE_URL", "postgres://owner@db.invalid/sasae")
    monkeypatch.setenv("SECRET_KEY", "local")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.local")
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("SITE_URL", "")  # so that it is put back afterwards
    monkeypatch.delenv("SITE_URL")
    return tmp_path


@pytest.mark.parametrize(
    ("served_at", "variables", "expected"),
    [
        ("", {}, "http://localhost:8000"),
        ("", {"PORT": "8001"}, "http://localhost:8001"),
        ("http://localhost:8002", {}, "http://localhost:8002"),
        ("http://localhost:8002", {"PORT": "8001"}, "http://localhost:8002"),
        ("http://localhost:8002", {"SITE_URL": "https://own.example.jp"}, "https://own.example.jp"),
    ],
)
def test_a_command_knows_where_the_server_stands(data, monkeypatch, served_at, variables, expected):
    if served_at:
        environment.note_address(data, served_at)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    environment.prepare()

    assert os.environ["SITE_URL"] == expected


def test_production_is_told_its_address(data, monkeypatch):
    environment.note_address(data, "http://localhost:8002")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.production")

    environment.prepare()

    assert "SITE_URL" not in os.environ
