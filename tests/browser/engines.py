"""Windows of three real browsers behind one small interface: Chromium, Firefox and WebKit, which is Safari's engine.

Chromium is driven by Playwright, Firefox by WebDriver BiDi, which it speaks itself, WebKit by WebKitWebDriver on a
virtual screen. All of them block cookies of third parties.
"""

import json
import os
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page
from selenium.common import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.websocket_connection import WebSocketConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.programs import bidi_address, program, screen, started
from tests.conftest import CHROMIUM_FLAGS

PATIENCE = 15
"""Seconds until something that should have happened counts as missing."""
PREFERENCES = {
    "network.cookie.cookieBehavior": 1,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Window(ABC):
    """A window with a page in it. Questions to the page are JavaScript expressions; frames are numbered from 0."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address, until all of it is loaded."""

    @abstractmethod
    def ask(self, expression: str, frame: int | None = None) -> Any:
        """What an expression is in the page, or in a frame of it."""

    @abstractmethod
    def click(self, selector: str, frame: int) -> None:
        """Click where the element is seen, as a person does."""

    def until(self, expression: str, frame: int | None = None, seconds: float = PATIENCE) -> Any:
        """Wait until an expression is true; what it is then."""
        end = time.monotonic() + seconds
        seen: object = None
        while time.monotonic() < end:
            try:
                seen = self.ask(expression, frame)
            except (Error, WebDriverException) as gone:  # the document may just be going
                seen = gone
            else:
                if seen:
                    return seen
            time.sleep(0.05)
        raise AssertionError(f"never so in {seconds} s: {expression} (frame {frame}), at the end {seen!r}")

    def appears(self, selector: str, frame: int | None = None) -> None:
        """Wait until there is such an element."""
        self.until(f"document.querySelector({json.dumps(selector)}) !== null", frame)


class Chromium(Window):
    """Playwright's page of a Chromium."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def ask(self, expression: str, frame: int | None = None) -> Any:
        return (self.page if frame is None else self._frame(frame)).evaluate(expression)

    def click(self, selector: str, frame: int) -> None:
        self._frame(frame).locator(selector).click()

    def _frame(self, number: int) -> Any:
        found = self.page.query_selector_all("iframe")[number:]
        frame = found[0].content_frame() if found else None
        if frame is None:
            raise Error(f"there is no frame {number}")
        return frame


@contextmanager
def chromium(browser: Browser) -> Iterator[Chromium]:
    """A Chromium of its own, since blocking cookies is a matter of its start."""
    flags = [*CHROMIUM_FLAGS, "--test-third-party-cookie-phaseout"]
    own = browser.browser_type.launch(executable_path=program("chromium"), args=flags)
    try:
        yield Chromium(own.new_page(viewport={"width": 1000, "height": 740}, locale="ru-RU"))
    finally:
        own.close()


class Firefox(Window):
    """The first window of a Firefox, by the commands of WebDriver BiDi."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self.connection = connection
        self.send("session.new", capabilities={})
        self.top = self.send("browsingContext.getTree")["contexts"][0]["context"]
        self.send("browsingContext.setViewport", context=self.top, viewport={"width": 1000, "height": 740})

    def send(self, method: str, **parameters: Any) -> Any:
        """One command and what came of it."""
        answer = self.connection.send_cmd(method, parameters)
        if "error" in answer:
            raise WebDriverException(f"{method}: {answer['error']}: {answer.get('message')}")
        return answer["result"]

    def open(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self.top, url="about:blank", wait="complete")
        # Waiting for "complete" would fail where the page has a frame that the browser refuses.
        self.send("browsingContext.navigate", context=self.top, url=address, wait="none")
        self.until("location.protocol !== 'about:' && document.readyState === 'complete'")

    def ask(self, expression: str, frame: int | None = None) -> Any:
        value = self._evaluate(f"JSON.stringify({expression})", self._context(frame))
        return json.loads(value.get("value", "null"))

    def click(self, selector: str, frame: int) -> None:
        context = self._context(frame)
        seen = f"((e) => (e.scrollIntoView({{ block: 'center' }}), e))(document.querySelector({json.dumps(selector)}))"
        element = {"sharedId": self._evaluate(seen, context)["sharedId"]}
        there = {"type": "pointerMove", "x": 0, "y": 0, "origin": {"type": "element", "element": element}}
        press = [{"type": f"pointer{way}", "button": 0} for way in ("Down", "Up")]
        pointer = {"type": "pointer", "id": "mouse", "actions": [there, *press]}
        self.send("input.performActions", context=context, actions=[pointer])

    def _evaluate(self, expression: str, context: str) -> Any:
        target = {"context": context}
        answer = self.send("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if answer["type"] != "success":
            raise WebDriverException(answer["exceptionDetails"]["text"])
        return answer["result"]

    def _context(self, frame: int | None) -> str:
        if frame is None:
            return str(self.top)
        found = self._evaluate(f"document.querySelectorAll('iframe')[{frame}].contentWindow", self.top)
        return str(found["value"]["context"])


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Debian's Firefox, with a profile in the folder."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("".join(lines))
    command = [program("firefox-esr"), "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", folder]
    log = folder / "firefox.log"
    with log.open("wb") as output, started(command, output, HOME=str(folder)) as process:
        connection = WebSocketConnection(f"{bidi_address(log, process)}/session", 30, 0.01)
        try:
            yield Firefox(connection)
        finally:
            connection.close()


class WebKit(Window):
    """WebKit's own small browser, by selenium."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.switch_to.default_content()
        self.driver.get(address)

    def ask(self, expression: str, frame: int | None = None) -> Any:
        self._enter(frame)
        return self.driver.execute_script(f"return ({expression})")

    def click(self, selector: str, frame: int) -> None:
        element = f"document.querySelector({json.dumps(selector)})"
        self.ask(f"{element}.scrollIntoView({{ block: 'center' }})", frame)
        below = self.ask(f"{element}.getBoundingClientRect().top", frame)
        # WebKit does not scroll the page around a frame from another site.
        top = f"document.querySelectorAll('iframe')[{frame}].getBoundingClientRect().top"
        self.ask(f"scrollBy(0, {top} + {below} - innerHeight / 2)")
        self._enter(frame)
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def _enter(self, frame: int | None) -> None:
        self.driver.switch_to.default_content()
        if frame is not None:
            self.driver.switch_to.frame(frame)


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Debian's WebKit, on a screen that nobody sees."""
    options = Options()
    options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), "MiniBrowser"))
    options.add_argument("--automation")
    options.add_argument("--enable-itp")
    with screen() as display:
        environment = os.environ | {"DISPLAY": display, "GDK_BACKEND": "x11"}
        service = Service(program("WebKitWebDriver"), log_output=subprocess.DEVNULL, env=environment)
        service.start()
        try:
            connection = RemoteConnection(client_config=ClientConfig(remote_server_addr=service.service_url))
            with WebDriver(connection, options=options) as driver:
                driver.set_window_size(1000, 740)
                yield WebKit(driver)
        finally:
            service.stop()
