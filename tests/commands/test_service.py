"""Two commands are enough: the first start makes something to try and says where it is."""

import re
import urllib.request

import pytest

from tests.conftest import run_flask, start_server, stop_server


def printed(server):
    return [line for line in server.log.read_text().splitlines() if not line.startswith("{")]


def test_the_first_start_prints_three_lines_a_person_can_use_and_a_later_one_none(tmp_path):
    instance = tmp_path / "instance"
    first = start_server(instance)
    try:
        lines = printed(first)
        assert len(lines) == 3
        address = re.search(rf"{first.url}/a/[A-Z0-9]+", lines[0])
        with urllib.request.urlopen(address[0]) as page:
            assert page.status == 200
        with urllib.request.urlopen(re.search(r"http\S+", lines[1])[0]) as page:
            assert page.url.startswith(f"{first.url}/office/login")
        assert re.search(r"\S+@\S+.*\b[a-z0-9]{4}(-[a-z0-9]{4}){3}$", lines[2])
        assert first.flask("assessments").stdout.startswith("1\topen\t")
    finally:
        stop_server(first)
    later = start_server(instance)
    try:
        assert printed(later) == []
        assert later.flask("organizations").stdout.count("\n") == 1
    finally:
        stop_server(later)


def test_the_secret_is_made_once_and_its_owner_alone_can_read_it(tmp_path):
    instance = tmp_path / "instance"
    run_flask(instance, "db", "upgrade")
    secret = (instance / "secret").read_text()
    assert len(secret) > 40
    assert (instance / "secret").stat().st_mode & 0o777 == 0o600
    run_flask(instance, "organizations")
    assert (instance / "secret").read_text() == secret


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("RATE_SOFT", "often"),
        ("WEB_CONCURRENCY", "2"),
        ("PUBLIC_URL", "otklik.example.ru"),
        ("TIME_ZONE", "Europe/Nowhere"),
        ("TRUSTED_PROXY_HOPS", "-1"),
        ("DATABASE_URL", "mysql://db"),
        ("SECRET_KEY", "short"),
        ("QUESTIONNAIRE", "999"),
        ("INSTANCE_PATH", "/dev/null/x"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path, name, value):
    done = run_flask(tmp_path, "serve", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr or value in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_definition_stops_the_start_with_file_id_and_reason(tmp_path):
    folder = tmp_path / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text('id = "own"\n')
    done = run_flask(tmp_path, "serve")
    assert done.returncode != 0
    assert str(folder / "own.toml") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_on_a_database_without_our_tables_says_what_to_do(tmp_path):
    done = run_flask(tmp_path, "organizations")
    assert done.returncode == 1
    assert "flask db upgrade" in done.stderr
    assert "Traceback" not in done.stderr
    assert run_flask(tmp_path, "db", "upgrade").returncode == 0
    assert run_flask(tmp_path, "organizations").returncode == 0
