"""The questionnaire on an institution's own site, in the engines of Chromium, Firefox and Safari."""

import csv
import io

import pytest

from tests.browser.embedding import IDN, SOSNY, fits, loader

pytestmark = pytest.mark.browser

TICK_ALL = "document.querySelectorAll('input[value=yes]').forEach((radio) => radio.checked || radio.click()) || true"
IN_SIGHT = "Math.abs(document.querySelector('iframe').getBoundingClientRect().top) < 2"
COOKIES = ("first=1; Path=/", "none=1; Path=/; SameSite=None; Secure")


def test_the_engine_keeps_no_cookie_of_a_site_in_a_frame(engine, host):
    writes = "<script>" + "".join(f"document.cookie = '{cookie}';" for cookie in COOKIES) + "</script>"
    page = host.put_up("cookies.localhost", writes, Set_Cookie="sent=1; Path=/")
    engine.open(page)
    assert "first=1" in engine.ask("document.cookie")
    engine.open(host.put_up(SOSNY, f'<iframe src="{page}"></iframe>'))
    engine.until("document.querySelector('h1') !== null", frame=0)
    assert engine.ask("document.cookie", frame=0) == ""


def test_a_recipient_answers_on_a_site_that_lets_nothing_but_us_in(engine, host, service, codes):
    strict = f"default-src 'none'; script-src {service.url}; frame-src {service.url}; style-src 'self'"
    body = f"<p>Новости</p>{loader(service, codes['Сосны'])}{'<p>Контакты</p>' * 30}"
    engine.open(host.put_up(SOSNY, body, Content_Security_Policy=strict))
    engine.until("document.querySelector('#questionnaire') !== null && document.readyState === 'complete'", 0)
    assert engine.ask("[document.querySelector('iframe').title, document.querySelector('iframe').lang]") == [
        "Анкета о качестве услуг",
        "ru",
    ]
    fits(engine)
    assert engine.ask("document.querySelector('iframe').offsetWidth === document.body.clientWidth")
    assert engine.ask("getComputedStyle(document.querySelector('iframe')).borderTopWidth") == "0px"

    closed = engine.ask("document.querySelector('iframe').offsetHeight")
    engine.click("input[name=q1][value=yes]", frame=0)
    engine.until(f"document.querySelector('iframe').offsetHeight > {closed + 50}")
    fits(engine)
    engine.click("input[name=q1][value=no]", frame=0)
    engine.until(f"document.querySelector('iframe').offsetHeight === {closed}")

    engine.click("form button[type=submit]", frame=0)
    engine.appears("#error-summary", frame=0)
    engine.until(IN_SIGHT)
    fits(engine)
    wrong = engine.ask("document.querySelector('iframe').offsetHeight")

    engine.click("#error-summary li:last-child a", frame=0)
    engine.until("document.activeElement.name === 'q15'", frame=0)
    question = engine.ask("document.activeElement.closest('.question').getBoundingClientRect().top", frame=0)
    around = "document.querySelector('iframe').getBoundingClientRect().top"
    engine.until(f"{around} + {question} > -2 && {around} + {question} < innerHeight - 40")

    before = channels(service)
    engine.ask(TICK_ALL, frame=0)
    engine.until(f"document.querySelector('iframe').offsetHeight !== {wrong}")
    engine.click("form button[type=submit]", frame=0)
    engine.appears("#thanks", frame=0)
    engine.until(IN_SIGHT)
    fits(engine)
    assert engine.ask("document.querySelector('iframe').offsetHeight") < closed / 2
    assert channels(service) == [*before, "embed"]
    assert engine.ask("document.cookie", frame=0) == ""


def test_two_questionnaires_on_a_page_know_their_own_heights(engine, host, service, codes):
    both = loader(service, codes["Сосны"]) + loader(service, codes["Берёзка"], language="en")
    engine.open(host.put_up(SOSNY, both))
    for number, name in enumerate(("Сосны", "Берёзка")):
        engine.until(f"document.querySelector('main').innerText.includes('{name}')", number)
        fits(engine, number)
    second = "document.querySelectorAll('iframe')[1]"
    assert engine.ask(f"[{second}.title, {second}.lang]") == ["Questionnaire on the quality of services", "en"]
    assert engine.ask("document.documentElement.lang", 1) == "en"
    heights = "[...document.querySelectorAll('iframe')].map((frame) => frame.offsetHeight)"
    first, other = engine.ask(heights)
    engine.click("input[name=q1][value=yes]", frame=1)
    engine.until(f"({heights})[1] > {other + 50}")
    assert engine.ask(heights)[0] == first


def test_a_loader_that_comes_late_finds_its_narrow_place_in_a_page_in_quirks_mode(engine, host, service, codes):
    late = f"""<div id="place" style="width: 280px"></div><script>
        addEventListener("load", () => setTimeout(() => {{
          const script = document.createElement("script");
          script.src = "{service.url}/embed.js";
          script.dataset.organization = "{codes["Берёзка"]}";
          document.querySelector("#place").append(script);
        }}, 100));</script>"""
    engine.open(host.put_up(SOSNY, late, doctype=""))
    assert engine.ask("document.compatMode") == "BackCompat"
    engine.appears("#place iframe")
    engine.appears("#questionnaire", frame=0)
    assert engine.ask("document.querySelector('iframe').offsetWidth") == 280
    fits(engine)
    assert engine.ask("document.documentElement.scrollWidth <= innerWidth", 0)


def test_a_site_with_a_russian_name_may_show_it_and_a_stranger_gets_a_link(engine, host, service, codes):
    both = loader(service, codes["Берёзка"]) + "<hr>" + loader(service, codes["Сосны"])
    engine.open(host.put_up(IDN, both))
    engine.appears("#questionnaire", frame=0)
    fits(engine, 0)
    engine.until("document.querySelectorAll('body > a').length === 1")
    link = "document.querySelector('body > a')"
    assert engine.ask(f"{link}.href") == f"{service.url}/a/{codes['Сосны']}"
    assert engine.ask(f"{link}.previousElementSibling === document.querySelectorAll('iframe')[1]")
    assert engine.ask(f"{link}.textContent") == "Открыть анкету"


def channels(service):
    """By which way the responses came, outside of rounds."""
    done = service.flask("export", "responses", "--assessment", "0", "--output", str(service.log.with_suffix(".csv")))
    assert done.returncode == 0, done.stderr
    text = service.log.with_suffix(".csv").read_text("utf-8-sig")
    return [row["channel"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
