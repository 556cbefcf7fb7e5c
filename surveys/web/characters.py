"""The character that is in no text and that not every database can store: NUL. Whatever holds it is refused.

Bytes that are not UTF-8, and with them halves of characters, do not get this far: Werkzeug leaves them as %XX or puts
a mark of replacement there.
"""

from flask import Flask, abort, request

NUL = "\0"


def set_up(app: Flask) -> None:
    """Look at every address. The questionnaire's own form gives its answers back, the office's are looked at after."""
    app.before_request(refuse_in_address)


def refuse_in_address() -> None:
    """End a request whose address holds it."""
    query = request.query_string
    if NUL in request.path or (query and (b"%00" in query or b"\0" in query)):
        abort(400)


def refuse_in_form() -> None:
    """End a request whose form holds it, in a field or in the name of a file."""
    fields = (text for field in request.form.items(multi=True) for text in field)
    files = (text for name, file in request.files.items(multi=True) for text in (name, file.filename or ""))
    if any(NUL in text for texts in (fields, files) for text in texts):
        abort(400)
