"""A checklist on tablets of every make: each of the three engines keeps what cannot be sent, and sends it later."""

import base64

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.engines import Window
from tests.conftest import Server
from tests.web.office.checklist import photograph

pytestmark = pytest.mark.browser

LIST = "/office/rounds/1/inspections"
SAVED = "document.getElementById('status').textContent === 'Всё сохранено'"
WAITING = "document.getElementById('status').textContent === 'Нет связи. Хранится на устройстве: 3'"


def sign_in(engine: Window, house: Server, email: str) -> None:
    one_time = house.flask("create-user", email, "--role", "operator").stdout.strip()
    engine.open(f"{house.url}/office/login")
    submit(engine, email=email, password=one_time)
    engine.appears("#again")
    submit(engine, new_password=PASSWORD, again=PASSWORD)
    engine.until("location.pathname === '/office/'")


def submit(engine: Window, **fields: str) -> None:
    for name, value in fields.items():
        engine.ask(f"document.getElementById('{name}').value = '{value}'")
    engine.ask("(document.querySelector('main form').requestSubmit(), 1)")


def test_what_is_entered_without_a_connection_is_saved_when_the_page_is_opened_again(
    engine: Window, house: Server, code: str, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.params["engine"]
    item = {"chromium": "site_11", "firefox": "site_12", "webkit": "site_13"}[name]
    sign_in(engine, house, f"{name}@example.org")
    address = f"{house.url}{LIST}/{code}"
    engine.open(address)
    engine.until(SAVED)
    engine.ask("(window.fetch = () => Promise.reject(new TypeError('no connection')), 1)")
    engine.ask(f"(document.querySelector('[name=value-{item}][value=\"0.5\"]').click(), 1)")
    note = f"document.getElementById('note-{item}')"
    engine.ask(f"({note}.value = 'Старая', {note}.dispatchEvent(new Event('input', {{ bubbles: true }})))")
    engine.ask("(document.querySelector('[name=value-site_14][value=\"n/a\"]').click(), 1)")
    photo = base64.b64encode(photograph()).decode()
    engine.ask(
        f"""(() => {{
          const bytes = Uint8Array.from(atob("{photo}"), (one) => one.charCodeAt(0)), list = new DataTransfer();
          list.items.add(new File([bytes], "IMG_1.jpg", {{ type: "image/jpeg" }}));
          const input = document.getElementById("photo-{item}");
          input.files = list.files;
          return input.dispatchEvent(new Event("change", {{ bubbles: true }}));
        }})()"""
    )
    engine.until(WAITING)
    engine.until(f"document.querySelector('#photos-{item} canvas').height > document.querySelector('canvas').width")
    engine.open(address)
    engine.until("document.getElementById('status').textContent === 'Не сохранено, чего-то не хватает: 1'")
    engine.ask("(document.querySelector('[name=value-site_14][value=\"\"]').click(), 1)")
    engine.until(SAVED)
    engine.open(address)
    engine.until(SAVED)
    assert engine.ask(f"document.querySelector('[name=value-{item}]:checked').value") == "0.5"
    assert engine.ask(f"{note}.value") == "Старая"
    assert engine.ask(f"document.querySelectorAll('#photos-{item} img').length") == 1
    engine.ask(f"(document.getElementById('item-{item}').scrollIntoView(), 1)")
    engine.until(f"document.querySelector('#photos-{item} img').naturalHeight === 320")
