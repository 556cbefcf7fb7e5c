"""What institutions paste into their pages, and what can be measured of it."""

SOSNY = "dom-sosny.localhost"
IDN = "xn--e1afmkfd.localhost"
AUTHORITY = "authority.localhost"


def registry(host) -> str:
    """A list with two institutions: one has a site, the other that one as well and one with a Russian name."""
    first = host.origin(SOSNY)
    return f"name;site\n«Сосны»;{first}\n«Берёзка»;{first} HTTP://Пример.localhost:{host.server_port}/путь?x\n"


def loader(service, code: str, language: str = "") -> str:
    """The snippet with the script."""
    said = f' data-language="{language}"' if language else ""
    return f'<script src="{service.url}/embed.js" data-organization="{code}"{said} async></script>'


def fits(window, number: int = 0) -> None:
    """Wait until a frame is exactly as high as what stands in it."""
    content = "Math.ceil(document.body.getBoundingClientRect().height)"
    same = f"document.documentElement.classList.contains('as-high-as-needed') && innerHeight === {content}"
    window.until(f"{same} && document.documentElement.scrollHeight <= innerHeight", number)
