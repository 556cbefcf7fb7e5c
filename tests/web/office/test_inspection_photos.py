"""Photographs as evidence: made small and anonymous, shown to operators only, deleted after asking once more."""

import io

import pytest
from PIL import Image

from surveys.files import photographs
from surveys.files.photographs import NotAPhotograph
from surveys.store import organizations, photos
from tests.web.office.checklist import CAMERA, PLACE, photograph, said, save, shown
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, HOME, open_round, put

LIST = "/office/rounds/1/inspections"


@pytest.fixture
def codes(session):
    made = put(session, HOME, CENTRE)
    open_round(session)
    return made


@pytest.fixture
def inside(visitor, operator, codes):
    visitor.sign_in()
    return visitor


@pytest.fixture
def address(codes):
    return f"{LIST}/{codes[0]}"


@pytest.fixture
def kept(session, codes):
    def read():
        session.rollback()
        return [
            (one.item, one.id)
            for one in photos.of_organization(session, 1, organizations.by_code(session, codes[0]).id)
        ]

    return read


def test_a_photograph_is_turned_upright_made_smaller_and_told_nothing_of_the_camera(inside, address, kept):
    sent = photograph()
    assert CAMERA.encode() in sent
    page = save(inside, inside.get(address), {"value-stand_01": "1"}, {"photo-stand_01": [("IMG_1.JPG", sent)]})
    assert page.status_code == 303
    assert "Сохранён 1 пункт. Добавлена 1 фотография." in words(inside.get(page.location))
    ((item, number),) = kept()
    assert item == "stand_01"
    answer = inside.get(f"{address}/photos/{number}/whole.jpg")
    picture = Image.open(io.BytesIO(answer.data))
    assert (answer.mimetype, picture.format, picture.size) == ("image/jpeg", "JPEG", (1200, 1600))
    assert not picture.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & picture.info.keys()
    assert CAMERA.encode() not in answer.data
    assert PLACE.encode() not in answer.data
    above, below = picture.getpixel((600, 100)), picture.getpixel((600, 1500))
    assert (above[2] > 200, above[0] < 50) == (True, True)
    assert (below[0] > 200, below[2] < 50) == (True, True)
    assert Image.open(io.BytesIO(inside.get(f"{address}/photos/{number}/small.jpg").data)).size == (240, 320)


def test_a_photograph_is_private_and_asked_for_each_time(inside, address, kept, visit, account):
    save(inside, inside.get(address), files={"photo-stand_01": [("a.jpg", photograph())]})
    ((_, number),) = kept()
    answer = inside.get(f"{address}/photos/{number}/whole.jpg")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    mark = {"If-None-Match": answer.headers["ETag"]}
    assert inside.client.get(f"{address}/photos/{number}/whole.jpg", headers=mark).status_code == 304
    assert inside.client.get(f"{address}/photos/{number}/small.jpg", headers=mark).status_code == 200
    stranger = visit()
    assert stranger.get(f"{address}/photos/{number}/whole.jpg").status_code == 303
    account("council@example.org", "council")
    stranger.sign_in("council@example.org")
    assert stranger.get(f"{address}/photos/{number}/whole.jpg").status_code == 403


def test_a_photograph_of_another_organization_is_not_found(inside, address, kept, codes):
    save(inside, inside.get(address), files={"photo-stand_01": [("a.jpg", photograph())]})
    ((_, number),) = kept()
    assert inside.get(f"{LIST}/{codes[1]}/photos/{number}/whole.jpg").status_code == 404
    assert inside.get(f"{address}/photos/{number + 1}/whole.jpg").status_code == 404
    assert inside.get(f"{address}/photos/{number}/other.jpg").status_code == 404


def test_several_are_taken_at_once_and_the_same_one_is_kept_once(inside, address, kept):
    some = [(f"{side}.jpg", photograph((side, 300))) for side in (400, 500)]
    for _ in range(2):
        save(inside, inside.get(address), files={"photo-stand_01": some, "photo-equal_staff": some[:1]})
    assert [item for item, _ in kept()] == ["stand_01", "stand_01", "equal_staff"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Not a photograph, but some text.", "это не фотография"),
        (b"", "это не фотография"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "это не фотография"),
        (photograph()[:5000], "это не фотография"),
        (b"\xff\xd8\xff" + b"x" * photographs.LARGEST_BYTES, "больше 20 МБ"),
    ],
)
def test_what_is_no_photograph_is_refused_by_name_and_the_marks_are_saved(inside, address, kept, content, why):
    page = save(inside, inside.get(address), {"value-stand_01": "1"}, {"photo-stand_01": [("скан.jpg", content)]})
    assert page.status_code == 422
    assert "файл «скан.jpg» не сохранён" in said(page, "stand_01")
    assert why in said(page, "stand_01")
    assert 'href="#photo-stand_01"' in page.text
    assert "Сохранён 1 пункт." in words(page)
    assert kept() == []
    assert shown(inside.get(address), "stand_01")[0] == "1"


def test_a_small_file_that_would_unfold_into_a_huge_picture_is_not_unfolded():
    file = io.BytesIO()
    Image.new("1", (12_000, 6_000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    with pytest.raises(NotAPhotograph, match="64 million"):
        photographs.kept(file.getvalue())


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("L", "WEBP"), ("LA", "PNG")]
)
def test_pictures_of_every_make_become_a_photograph(mode, kind):
    file = io.BytesIO()
    Image.new(mode, (50, 40)).save(file, kind)
    picture = Image.open(io.BytesIO(photographs.kept(file.getvalue())))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (50, 40))


def test_what_one_sees_through_becomes_white():
    file = io.BytesIO()
    Image.new("RGBA", (50, 40), (0, 0, 0, 0)).save(file, "PNG")
    assert Image.open(io.BytesIO(photographs.kept(file.getvalue()))).getpixel((5, 5)) == (255, 255, 255)


def test_a_form_that_is_too_large_is_refused_in_words(inside, address):
    page = inside.get(address)
    refused = save(inside, page, files={"photo-stand_01": [("a.jpg", b"x" * (65 * 2**20))]})
    assert refused.status_code == 413
    assert "не больше 64 МБ" in words(refused)


def test_a_photograph_is_deleted_after_asking_and_what_was_typed_is_saved_first(inside, address, kept, written, codes):
    save(inside, inside.get(address), files={"photo-stand_01": [("a.jpg", photograph())]})
    ((_, number),) = kept()
    asked = save(inside, inside.get(address), {"value-stand_02": "0"}, remove=str(number))
    assert asked.location == f"{address}/photos/{number}/delete"
    assert "Удалить фотографию?" in words(inside.get(asked.location))
    assert len(kept()) == 1
    assert shown(inside.get(address), "stand_02")[0] == "0"
    done = inside.send(asked.location)
    assert (done.status_code, done.location) == (303, f"{address}#item-stand_01")
    assert kept() == []
    assert "Фотография удалена" in words(inside.get(address))
    assert ("anna@example.org", "delete photograph", f"1, {codes[0]}, stand_01") in written()
    assert "Удалена фотография" in words(inside.get("/office/journal"))
    assert inside.get(asked.location).status_code == 303
    assert inside.get(f"{address}/photos/{number}/whole.jpg").status_code == 404
