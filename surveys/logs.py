"""Structured logs on standard error, one JSON object a line, without anything of a respondent.

Public pages are served without a line: what they did is in the counts. Only a failure is told, with its kind and
its day, never with the minute, the address or the organization of whoever met it.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import has_request_context, request

Event = MutableMapping[str, Any]

PRIVATE = ("Invalid request from", "Error handling request", "Ignoring EPIPE", "Ignoring EBADF", "Socket error")
"""Beginnings of the server's own messages that name an address or a page; they are told without the rest."""


def set_up() -> None:
    """Send structlog's and the standard library's messages to one place in one form."""
    shared = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, _stamp]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.processors.format_exc_info],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_private_tails,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def is_public() -> bool:
    """Whether what runs now is somebody's visit to a public page."""
    return has_request_context() and not request.path.startswith("/office")


def _stamp(_logger: Any, _method: str, event: Event) -> Event:
    now = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"]
    event["at"] = now[:10] if is_public() else now
    return event


def _without_private_tails(_logger: Any, _method: str, event: Event) -> Event:
    text = str(event.get("event", ""))
    for beginning in PRIVATE:
        if text.startswith(beginning):
            return {"event": beginning, "level": event.get("level"), "at": str(event.get("at", ""))[:10]}
    return event
