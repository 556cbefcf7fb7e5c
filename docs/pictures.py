"""Takes the README's pictures from an invented region: `make pictures`."""

import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM_FLAGS, Server, run_flask, start_server, stop_server

FOLDER = Path(__file__).parent / "pictures"
NAME, OPERATOR = "otklik.example", "Центр оценки «Лукоморье»"
EMAIL, PASSWORD = "operator@otklik.example", "lamp river seven cats"
REGION = ("--organizations", "60", "--responses", "20000", "--seed", "3")


def main() -> None:
    """Invent a region, open its pages, take their pictures."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        instance.mkdir()
        run_flask(instance, "db", "upgrade")
        run_flask(instance, "demo", *REGION)
        one_time = run_flask(instance, "create-user", EMAIL, "--role", "operator").stdout.split()[-1]
        server = start_server(instance, PUBLIC_URL=f"https://{NAME}", TRUSTED_PROXY_HOPS="1", OPERATOR_NAME=OPERATOR)
        try:
            _take(server, one_time)
        finally:
            stop_server(server)


def _take(server: Server, one_time: str) -> None:
    code = server.flask("organizations").stdout.split("\t")[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        phone = _open(browser, 360, 1280)
        phone.goto(f"{server.url}/a/{code}")
        _keep(phone, "questionnaire")
        tablet = _open(browser, 1024, 700)
        tablet.goto(f"{server.url}/a/{code}/kiosk")
        _keep(tablet, "kiosk")
        desk = _open(browser, 1280, 900)
        _sign_in(desk, server, one_time)
        for name, path in {
            "dashboard": "/office/",
            "organization": f"/office/organizations/{code}",
            "site": f"/office/organizations/{code}/site",
            "charts": "/office/charts",
            "checklist": f"/office/rounds/2/inspections/{code}",
            "rating": "/results/1",
            "result": f"/o/{code}",
        }.items():
            desk.goto(server.url + path)
            _keep(desk, name)
        browser.close()


def _open(browser: Browser, width: int, height: int) -> Page:
    """A window in which the service is asked by the name that its pages show."""
    return browser.new_page(viewport={"width": width, "height": height}, extra_http_headers={"X-Forwarded-Host": NAME})


def _sign_in(page: Page, server: Server, one_time: str) -> None:
    page.goto(f"{server.url}/office/login")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", one_time)
    page.locator("main button[type=submit]").click()
    page.fill("[name=new_password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.locator("main button[type=submit]").click()


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
