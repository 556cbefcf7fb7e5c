"""Somebody who fills a checklist in on a page without JavaScript, and the photographs that they take."""

import io

from bs4 import BeautifulSoup
from PIL import Image

CAMERA, PLACE = "Secret Camera", "на лавочке"


def fields(page):
    """The fields of the page's form as a browser sends them."""
    form = BeautifulSoup(page.text, "html.parser").find(id="inspection")
    found = {area["name"]: area.text.removeprefix("\n") for area in form.find_all("textarea")}
    for one in form.find_all("input"):
        if one["type" if one.has_attr("type") else "name"] == "radio":
            if one.has_attr("checked"):
                found[one["name"]] = one["value"]
        elif one.get("type") != "file":
            found[one["name"]] = one.get("value", "")
    return {name: value.replace("\n", "\r\n") for name, value in found.items()}


def save(visitor, page, changed=(), files=(), **buttons):
    """Change some fields of a page that is open, choose files, press a button."""
    sent = fields(page) | dict(changed) | buttons
    chosen = {name: [(io.BytesIO(content), file) for file, content in some] for name, some in dict(files).items()}
    answer = visitor.client.post(page.request.path, data=sent | chosen, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # a large one is a file of the test client's
    return answer


def said(page, item):
    """What stands below an item's marks."""
    return " ".join(BeautifulSoup(page.text, "html.parser").find(id=f"said-{item}").text.split())


def shown(page, item):
    """Mark, note and page that an item's fields show."""
    known = fields(page)
    return tuple(known[f"{part}-{item}"].replace("\r\n", "\n") for part in ("value", "note", "page"))


def photograph(size=(2400, 1800), orientation=6):
    """A JPEG as a telephone writes it, held upright: the picture lies on its side; blue is above when it is turned."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, 0, size[0] // 2, size[1]))
    told = Image.Exif()
    told[0x0112], told[0x010F], told[0x010E] = orientation, CAMERA, PLACE.encode()
    told.get_ifd(0x8825)[2] = (55.0, 45.0, 0.0)
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=told, comment=PLACE.encode())
    return file.getvalue()
