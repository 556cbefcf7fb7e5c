"""The address of an organization's questionnaire in print: for a camera, and for a person who types it."""

from urllib.parse import SplitResult, quote, urlsplit

import idna


def for_camera(base: str, code: str) -> tuple[str, str, str]:
    """The address that a QR code holds, in three parts: scheme with `://`, host, path.

    `base` is the service's address without a slash at its end. The host is in ASCII and capitals, which every
    browser takes for the same and which a QR code packs half as large again; so is our own part of the path,
    `/A/<code>`, which leads on to `/a/<code>?s=qr`. The scheme stays small: some telephones open no `HTTPS://`.
    """
    parts = urlsplit(base)
    return (
        f"{parts.scheme}://",
        _place(parts, _ascii(parts.hostname or "")).upper(),
        f"{quote(parts.path, safe='/%')}/A/{code}",
    )


def for_person(base: str, code: str) -> str:
    """The address as a person reads and types it: without scheme, the host in its own letters."""
    parts = urlsplit(base)
    return f"{_place(parts, _own_letters(parts.hostname or ''))}{parts.path}/a/{code}"


def _place(parts: SplitResult, host: str) -> str:
    written = f"[{host}]" if ":" in host else host
    return f"{written}:{parts.port}" if parts.port else written


def _ascii(host: str) -> str:
    return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")


def _own_letters(host: str) -> str:
    try:
        return idna.decode(host) if "xn--" in host else host
    except idna.IDNAError:
        return host
