"""The questionnaire in frames: strangers, mistakes, a bare frame, a slow one, and the authority's own site."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import send, violations
from tests.browser.embedding import AUTHORITY, IDN, SOSNY, fits, loader
from tests.browser.engines import Chromium

pytestmark = pytest.mark.browser

STRANGER = "stranger.localhost"
HEARD = "<script>heard = []; addEventListener('message', (event) => heard.push(event.data));</script>"
HELLO = "setInterval(() => parent.frames[0].postMessage('otklik:hello', '*'), 20);"


def plain(service, code):
    """The snippet without a script."""
    return f'<iframe src="{service.url}/a/{code}/embed" title="Анкета" style="width: 100%; height: 900px"></iframe>'


def refused(page, number=0):
    """Whether the browser shows its own page instead of ours."""
    frame = page.query_selector_all("iframe")[number].content_frame()
    frame.wait_for_load_state()
    return frame.url.startswith("chrome-error:") and frame.locator("main").count() == 0


def forged(height):
    """A script that says a height to the page around it, again and again."""
    return f"<script>setInterval(() => parent.postMessage({{ otklik: 'height', height: {height} }}, '*'), 20)</script>"


def test_a_height_that_a_stranger_says_changes_nothing(page, host, service, codes):
    stranger, other = (host.put_up(STRANGER, forged(height)) for height in (3000, 3300))
    page.goto(host.put_up(SOSNY, f'{HEARD}{loader(service, codes["Сосны"])}<iframe src="{stranger}"></iframe>'))
    window = Chromium(page)
    fits(window)
    window.until("heard.filter((data) => data.height === 3000).length > 20")
    fits(window)
    told = window.ask("document.querySelector('iframe').offsetHeight")
    page.locator("iframe").first.evaluate("(frame, address) => { frame.src = address; }", other)
    window.until("heard.filter((data) => data.height === 3300).length > 20")
    assert window.ask("document.querySelector('iframe').offsetHeight") == told not in (3000, 3300)


def test_the_questionnaire_tells_its_height_to_the_page_around_it_and_to_nobody_else(page, host, service, codes):
    beside = [host.put_up(site, f"<script>{HELLO}</script>") for site in (STRANGER, SOSNY)]
    frames = "".join(f'<iframe src="{address}"></iframe>' for address in beside)
    page.goto(host.put_up(SOSNY, HEARD + plain(service, codes["Сосны"]) + frames))
    window = Chromium(page)
    asked_in_vain(window)
    window.ask("frames[0].postMessage('otklik:hello', '*')")
    window.until("heard.length > 0 && heard[0].height > 900")


def test_a_stranger_learns_nothing_even_where_the_browser_lets_it_frame_us(page, host, service, codes):
    page.route("**/embed", lambda route, _: without_policy(route))
    asks = HELLO.replace("parent.frames", "frames")
    page.goto(host.put_up(STRANGER, f"{HEARD}{plain(service, codes['Сосны'])}<script>{asks}</script>"))
    asked_in_vain(Chromium(page))


def without_policy(route):
    """Our page without what it says about frames."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)


def asked_in_vain(window):
    """Wait until a frame was asked for its height many times; it has not told it."""
    window.ask("came = 0, addEventListener('message', () => came++)", frame=0)
    window.until("came > 20", frame=0)
    window.click("input[name=q1][value=yes]", frame=0)
    window.until("document.querySelector('input[name=q2]').offsetParent !== null", frame=0)
    assert window.ask("heard") == []


def test_only_the_frame_may_be_framed_and_only_where_the_site_is_registered(page, host, service, codes, tmp_path):
    code = codes["Берёзка"]
    others = ["/", "/privacy", f"/a/{code}", f"/o/{code}", "/results/", "/office/login", "/embed"]
    frames = "".join(f'<iframe src="{service.url}{path}"></iframe>' for path in others)
    page.goto(host.put_up(IDN, plain(service, code) + frames))
    assert not refused(page)
    assert [path for number, path in enumerate(others, 1) if not refused(page, number)] == []

    registry = tmp_path / "registry.csv"
    before = f"«Берёзка»;http://пример.localhost:{host.server_port}"
    registry.write_text(f"name;site\n{before.replace('пример', 'другой')}\n")
    assert service.flask("import-organizations", str(registry)).returncode == 0
    page.reload()
    assert refused(page)
    registry.write_text(f"name;site\n{before}\n")
    assert service.flask("import-organizations", str(registry)).returncode == 0
    page.reload()
    assert not refused(page)


def test_a_code_that_nobody_has_is_a_small_notice(page, host, service):
    answers = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.goto(host.put_up(STRANGER, loader(service, "ZZZZZ")))
    fits(Chromium(page))
    assert (f"{service.url}/a/ZZZZZ/embed", 404) in answers
    assert "ZZZZZ" in page.frames[1].inner_text("main")
    assert page.locator("iframe").evaluate("(frame) => frame.offsetHeight") < 700


def test_without_any_script_a_frame_takes_answers(plain_page, host, service, codes):
    plain_page.goto(host.put_up(SOSNY, plain(service, codes["Сосны"])))
    frame = plain_page.frame_locator("iframe")
    frame.locator("form button[type=submit]").first.click()
    expect(frame.locator("#error-summary")).to_be_visible()
    for number in range(1, 16):
        frame.locator(f"input[name=q{number}][value=no]").check()
    frame.locator("form button[type=submit]").first.click()
    expect(frame.locator("#thanks")).to_be_visible()


def test_no_answer_of_ours_sets_a_cookie(page, service, codes):
    answers = []
    page.on("response", lambda answer: answers.append((answer.status, answer)))
    page.goto(f"{service.url}/embed")
    page.goto(f"{service.url}/a/{codes['Сосны']}/embed")
    send(page)
    page.wait_for_selector("#error-summary")
    for radio in page.locator("input[value=no]").all():
        if radio.is_visible():
            radio.check()
    send(page)
    page.wait_for_selector("#thanks")
    assert {status for status, _ in answers} >= {200, 303, 422}
    assert [answer.url for _, answer in answers if "set-cookie" in answer.all_headers()] == []
    assert page.context.cookies() == []


def test_a_frame_that_comes_late_has_a_link_meanwhile(page, host, service, codes):
    waiting = []
    page.route("**/embed", lambda route, _: waiting.append(route))
    page.clock.install()
    page.goto(host.put_up(SOSNY, loader(service, codes["Сосны"])), wait_until="commit")
    link = page.get_by_role("link", name="Открыть анкету")
    page.wait_for_selector("iframe")
    page.clock.fast_forward(7000)
    assert link.count() == 0
    page.clock.fast_forward(1500)
    expect(link).to_be_visible()
    assert link.get_attribute("href") == f"{service.url}/a/{codes['Сосны']}"
    waiting[0].continue_()
    expect(link).to_have_count(0)


def test_a_browser_of_2015_shows_the_questionnaire_and_a_stranger_the_link(page, host, service, codes):
    page.add_init_script("['before', 'after', 'append'].forEach((name) => delete Element.prototype[name])")
    page.clock.install()
    page.goto(host.put_up(IDN, loader(service, codes["Берёзка"]) + loader(service, codes["Сосны"])))
    fits(Chromium(page))
    page.clock.fast_forward(8_500)
    expect(page.locator("iframe + a")).to_have_attribute("href", f"{service.url}/a/{codes['Сосны']}")
    head = f'<!doctype html><script src="{service.url}/embed.js" data-organization="{codes["Сосны"]}"></script>'
    page.goto(host.put_up(SOSNY, "<p>Последнее</p>", doctype=head))
    fits(Chromium(page))


def test_a_loader_in_the_head_puts_the_questionnaire_at_the_end(page, host, service, codes):
    head = f'<!doctype html><script src="{service.url}/embed.js" data-organization="{codes["Сосны"]}"></script>'
    page.goto(host.put_up(SOSNY, "<p>Последнее</p>", doctype=head))
    fits(Chromium(page))
    assert page.evaluate("document.body.lastElementChild.tagName") == "IFRAME"


def test_what_leads_out_of_the_frame_opens_beside_it(page, host, service, codes):
    page.goto(host.put_up(SOSNY, loader(service, codes["Сосны"])))
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").locator("footer a").first.click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert opened.value.url == f"{service.url}/privacy"
    opened.value.close()


def test_on_the_authority_s_site_one_chooses_the_institution(page, host, service, codes):
    page.goto(host.put_up(AUTHORITY, f'<script src="{service.url}/embed.js" async></script>'))
    fits(Chromium(page))
    frame = page.frame_locator("iframe")
    frame.locator("#q").fill("берёзка")
    frame.locator("form button").click()
    frame.get_by_role("link", name="Берёзка").click()
    expect(frame.locator("#questionnaire")).to_be_visible()
    assert page.frames[1].url.startswith(f"{service.url}/a/{codes['Берёзка']}/embed")
    fits(Chromium(page))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_frame_has_no_violation_whatever_happens_in_it(page, service, codes, width):
    page.set_viewport_size({"width": width, "height": 740})
    for path in ("/embed", "/embed?q=берёзка", "/a/ZZZZZ/embed", f"/a/{codes['Сосны']}/embed?lang=en"):
        page.goto(service.url + path)
        assert violations(page) == [], path
    page.goto(f"{service.url}/a/{codes['Сосны']}/embed")
    assert violations(page) == []
    send(page)
    page.wait_for_selector("#error-summary")
    assert violations(page) == []
    for radio in page.locator("input[value=no]").all():
        if radio.is_visible():
            radio.check()
    send(page)
    page.wait_for_selector("#thanks")
    assert violations(page) == []
