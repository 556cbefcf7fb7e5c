"""Documents of a round: what stands in them, whom they tell what, and that an office program opens and prints them."""

import time
from dataclasses import replace
from datetime import date

import pytest
from docx.enum.section import WD_ORIENT
from PIL import Image

from surveys.domain.rating import rated
from surveys.domain.registry import Form
from surveys.files.documents.facts import Decided
from tests import printed as paper
from tests.domain.figures import CULTURE, SOCIAL, changed
from tests.files.documented import (
    DOCUMENTS,
    as_book,
    as_docx,
    facts,
    header,
    made,
    organization,
    plain,
    printed,
    region,
    row_of,
    rows,
    save,
    written,
)

PUBLIC, INTERNAL = ("rating", "indicators", "summary", "passport", "method_note"), ("report", "bus")
KINDS = (*DOCUMENTS, "passport")


@pytest.fixture(scope="module")
def told():
    return facts()


def test_places_are_those_of_each_form_with_one_total(told):
    stationary, semi, at_home, *_ = [rows(table) for table in as_docx(made("rating", told)).tables]
    assert [(row[0], row[1], row[5]) for row in stationary[1:5]] == [
        ("1", "Дом А", "100,00"),
        ("2", "Дом Б", "95,00"),
        ("2", "Дом В", "95,00"),
        ("3", "Дом Г", "89,75"),
    ]
    assert [(row[0], row[1], row[5], row[7]) for row in at_home[1:4]] == [
        ("1", "Центр Е", "96,13", "2"),
        ("2", "Центр Д", "96,00", "3"),
        ("3", "Дом Б", "95,00", "4"),
    ]
    assert [(row[0], row[1], row[5]) for row in semi[1:3]] == [
        ("–", "=Центр И", "не проверено"),
        ("–", "Центр Ж", "менее 5 отв."),
    ]


def test_a_rating_has_bands_samples_means_and_legal_entities(told):
    document = as_docx(made("rating", told))
    assert row_of(document, "Дом Г")[2:5] == ["Елец", "20*", "60"]
    assert row_of(document, "Центр Д")[3:5] == ["20", "–"]
    assert row_of(document, "Центр Ж")[3] == "менее 5*"
    assert row_of(document, "Дом А")[6] == "отлично"
    assert row_of(document, "Среднее")[5] == "94,94"
    assert row_of(document, "Все организации")[1:3] == ["8", "6"]
    assert row_of(document, "Форма на дому")[-1] == "95,71"
    assert row_of(document, "ИНН 4821000000, филиалов: 2")[-1] == "95,56"
    assert "* Анкет собрано меньше, чем требует выборка." in written(document)


@pytest.mark.parametrize("kind", ["rating", "indicators", "summary", "passport"])
def test_what_few_people_said_is_in_no_document_for_publication(told, kind):
    for code in ("EEE", "GGG"):
        text = written(as_docx(made(kind, told, code)))
        assert "менее 5 отв." in text
        assert "значение не публикуется" in text
        assert "33,33" not in text  # one of three disabled people
        assert "†" not in text


def test_internal_documents_have_every_figure_and_mark_what_few_are_behind(told):
    for kind in INTERNAL:
        text = written(as_docx(made(kind, told)))
        assert "33,33†" in text
        assert "Менее 5 ответов" in text
        assert "менее 5 отв." not in text
    assert "Центр Ж\n3*\n" in written(as_docx(made("report", told)))


def test_nobody_asked_is_not_zero_and_not_inspected_is_another_thing(told):
    heads, numbers, *lines = rows(as_docx(made("indicators", told)).tables[0])
    place = numbers.index("3.3")
    by_name = {line[1]: line for line in lines}
    assert by_name["Центр Е"][place] == "н/д"
    assert by_name["=Центр И"][numbers.index("2.1")] == "не проверено"
    assert by_name["=Центр И"][numbers.index("5.3")] == "95,24"
    assert heads[3] == "1. Открытость и доступность информации об организации"


def test_what_is_half_way_goes_up_at_every_level_in_both_formats(told, tmp_path):
    row = row_of(as_docx(made("indicators", told)), "Центр Е")
    assert {"3,13", "80,63", "96,13"} <= set(row)
    sheet = as_book(made("indicators", told), tmp_path)["Показатели"]
    cells = next(line for line in sheet.iter_rows() if line[1].value == "Центр Е")
    found = [cell for cell in cells if cell.value in (3.13, 80.63, 96.13)]
    assert len(found) == 3
    assert {cell.number_format for cell in found} == {"#,##0.00"}


def test_means_are_of_what_is_told(told):
    _heads, numbers, *lines = rows(as_docx(made("indicators", told)).tables[0])
    place = numbers.index("3.3")
    mean = next(line for line in lines if line[1].startswith("Среднее по всем"))
    assert mean[1] == "Среднее по всем организациям (8 организаций)"
    assert mean[place] == "100,00"
    _heads, numbers, *lines = rows(as_docx(made("report", told)).tables[-2])
    mean = next(line for line in lines if line[1].startswith("Среднее по всем"))
    assert mean[place] == "90,48"  # with the one of three, which the council may see


def test_a_summary_has_criteria_and_a_line_to_sign(told):
    document = as_docx(made("summary", told))
    assert row_of(document, "Дом Б")[1:] == [
        "Дом Б",
        "стационарная, на дому",
        "20",
        "8",
        "100,00",
        "100,00",
        "100,00",
        "100,00",
        "75,00",
        "95,00",
        "отлично",
        "4",
    ]
    text = written(document)
    assert "К3 – Доступность услуг для инвалидов" in text
    assert "Председатель общественного совета" in text
    assert "от 20 июня 2026 г. № 7" in text


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_says_what_the_figures_are_worth(told, kind):
    assert "Утверждено решением общественного совета от 20 июня 2026 г. № 7" in header(as_docx(made(kind, told)))
    preliminary = facts(decision=None)
    assert "Предварительные данные: не утверждены" in header(as_docx(made(kind, preliminary)))
    corrected = facts(decision=Decided("8-к", date(2026, 7, 1), 2, "Ошибка в чек-листе"))
    assert "№ 8-к, редакция 2" in header(as_docx(made(kind, corrected)))
    assert ("Для служебного пользования" in header(as_docx(made(kind, told)))) == (kind in INTERNAL)


def test_appendices_leave_room_for_a_decision_that_is_still_to_come():
    text = written(as_docx(made("rating", facts(decision=None))))
    assert "Приложение № 1\nк решению общественного совета\nот ________________ № ______" in text
    assert "Приложение № 2" in written(as_docx(made("indicators", facts(decision=None))))


@pytest.mark.parametrize("kind", KINDS)
def test_documents_are_as_official_papers_are(told, kind):
    document = as_docx(made(kind, told))
    section = document.sections[0]
    lies = section.orientation == WD_ORIENT.LANDSCAPE
    assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side.mm) for side in sides] == ([30, 20, 15, 20] if lies else [20, 15, 20, 30])
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.paragraphs[0].style.name in ("Title", "Stamp")
    footer = section.footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert document.core_properties.language == "ru-RU"
    assert document.core_properties.author == "АНО «Центр опросов»"
    for table in document.tables:
        if table.style.name == "Table Grid":
            assert table.rows[0]._tr.trPr.xpath("w:tblHeader")


def test_headings_are_headings(told):
    found = [p.text for p in as_docx(made("report", told)).paragraphs if p.style.name == "Heading 1"]
    assert [plain(text).partition(". ")[0] for text in found[:9]] == [str(n) for n in range(1, 10)]
    assert plain(found[-1]) == "Приложение. Показатели по всем организациям"


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_never_a_formula(told, kind, tmp_path):
    book = as_book(made(kind, told, "HHH"), tmp_path)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    named = [cell for cell in cells if cell.value == "=Центр И"]
    assert named or kind == "method_note"
    assert all(cell.quotePrefix for cell in named if cell.border.left.style)


@pytest.mark.parametrize("kind", KINDS)
def test_sheets_are_ready_to_print(told, kind, tmp_path):
    for sheet in as_book(made(kind, told), tmp_path):
        assert sheet.page_setup.paperSize == 9
        assert sheet.oddFooter.center.text.endswith("Страница &P из &N")
        assert "Утверждено" in sheet.oddHeader.right.text
        if sheet.title not in ("Сведения", "Пояснения", "Паспорт"):
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.print_title_rows
            assert sheet.freeze_panes


def test_numbers_of_a_workbook_can_be_counted_with(told, tmp_path):
    sheet = as_book(made("rating", told), tmp_path)["Стационарная"]
    line = next(line for line in sheet.iter_rows() if line[1].value == "Дом Г")
    assert [cell.value for cell in line] == [3, "Дом Г", "Елец", 20, 60, 89.75, "отлично", 5]
    assert line[3].number_format == '#,##0"*"'
    assert line[5].number_format == "#,##0.00"


def test_a_passport_tells_how_each_figure_was_counted(told):
    document = as_docx(made("passport", told, "DDD"))
    assert row_of(document, "1.1")[2:] == ["100 × (16,5 / 18 + 18 / 18) / 2 = 95,83", "95,83", "98,96", "−3,13"]
    assert row_of(document, "5.3")[2:5] == ["100 × 0 / 20 = 0", "0,00", "50,00"]
    assert row_of(document, "Итоговая оценка")[3:] == ["89,75", "94,94", "−5,19"]
    text = written(document)
    assert "89,75 – отлично" in text
    assert "5 из 7 среди всех; 3 из 4 (стационарная форма)" in text
    assert "20, требуется 60; выборка не достигнута" in text
    assert "https://otklik.example.ru/o/DDD" in text
    assert "Среднее – стационарная форма (4 организации)." in text
    assert "– 2 из 18: Дата государственной регистрации организации; Учредитель" in text
    assert "(частично)" in text


def test_a_passport_of_whom_nothing_can_be_told_says_so(told):
    text = written(as_docx(made("passport", told, "GGG")))
    assert "Данные проверки не приводятся: собрано менее 5 анкет." in text
    assert "100 ×" not in text


def test_a_passport_says_that_the_inspection_is_not_complete(told):
    text = written(as_docx(made("passport", told, "HHH")))
    assert "Проверка не завершена, не отмечено пунктов: 1 из 59." in text
    assert "проверка не завершена" in row_of(as_docx(made("passport", told, "HHH")), "2.1")[2]


def test_a_report_tells_the_collection_against_what_is_required(told):
    document = as_docx(made("report", told))
    assert row_of(document, "на бумаге") == ["на бумаге", "44", "30,6"]
    text = written(document)
    assert "Выборка: 40 % получателей услуг за прошлый год, но не больше 600 (не сверено" in text
    assert "Выборка достигнута в 4 организациях из 7, для которых она известна." in text
    below = next(table for table in document.tables if "Не хватает" in rows(table)[0])
    assert ["Центр Е", "32", "40", "8", "80,0"] in rows(below)
    assert "Численность получателей услуг не указана" in text


def test_a_report_tells_weak_points(told):
    document = as_docx(made("report", told))
    lowest = next(table for table in document.tables if rows(table)[0][-1] == "Ниже среднего, организаций")
    assert [row[0] for row in rows(lowest)[1:4]] == ["5.3", "4.3", "3.3"]
    assert row_of(document, "Дата государственной регистрации организации")[1:] == [
        "Информационные стенды в помещениях организации",
        "1",
        "0",
        "8",
        "12,5",
    ]
    assert row_of(document, "Учредитель (учредители) организации")[2:4] == ["0", "1"]
    lags = next(table for table in document.tables if "Отстающие показатели: баллы (среднее)" in rows(table)[0])
    assert ["Центр Е", "4.3 – 3,13 (87,89)"] in rows(lags)
    assert dict(rows(lags))["Центр Д"] == "3.3 – 33,33† (90,48)"


def test_a_report_tells_suggestions_only_as_counts(told):
    document = as_docx(made("report", told))
    assert "оставили респонденты в 7 анкетах" in written(document)
    suggestions = next(table for table in document.tables if "Анкет с предложениями" in rows(table)[0])
    assert rows(suggestions)[1:] == [["Дом Г", "5", "20", "25,0"], ["Дом А", "2", "20", "10,0"]]


def test_a_report_tells_who_has_no_total_and_what_to_mind(told):
    document = as_docx(made("report", told))
    without = next(table for table in document.tables if rows(table)[0] == ["Организация", "Причина"])
    assert rows(without)[1:] == [["=Центр И", "не проверено пунктов чек-листа: 1"]]
    text = written(document)
    assert "Выборка не достигнута: 3 организации." in text
    assert "Есть показатели, за которыми менее 5 ответов: 2 организации." in text
    assert "методика 317n.1 в целом" in text
    assert "Предварительные" not in text
    assert "до утверждения общественным советом они могут измениться" in written(
        as_docx(made("report", facts(decision=None)))
    )


def test_the_list_for_bus_gov_ru_is_by_name_with_the_counts_behind(told):
    figures, counts = [rows(table) for table in as_docx(made("bus", told)).tables[:2]]
    assert [row[0] for row in figures[2:5]] == ["Дом А", "Дом Б", "Дом В"]
    assert figures[3][1] == "4821000000"
    assert figures[0][-1] == "Введено"
    by_name = {row[0]: row for row in counts}
    asked = counts[1]
    assert by_name["Дом Б"][asked.index("15")] == "10 из 20"
    assert by_name["Дом Г"][asked.index("1.1 (1)")] == "16,5 из 18"
    assert by_name["=Центр И"][asked.index("2.1")] == "не проверено"
    assert "значения вводят вручную" in written(as_docx(made("bus", told)))


def test_a_note_on_the_method_has_the_settings_in_force_and_what_is_not_confirmed(told):
    document = as_docx(made("method_note", told))
    text = written(document)
    assert row_of(document, "Знаменатель доли")[1].startswith("доля считается от ответивших")
    assert row_of(document, "Места")[1].endswith("(1, 2, 2, 3)")
    assert row_of(document, "Округление итоговой оценки")[1] == "знаков после запятой: 2, половина – вверх"
    assert row_of(document, "отлично") == ["отлично", "81–100", "да"]
    assert row_of(document, "хорошо") == ["хорошо", "61–80", "не подтверждено"]
    assert row_of(document, "5.3")[2:] == [
        "0,5",
        "доля «Да» в ответах на вопрос 15, × 100",
        "317н, показатель 5.3",
        "не подтверждено",
    ]
    assert "S = (К1 + К2 + К3 + К4 + К5) / 5" in text
    assert "59 пунктов чек-листа из 59" in text


def test_other_settings_are_told_as_they_are():
    settings = {"denominator": "all", "empty_denominator": "zero", "ranking": "standard", "rounding": {"total": 0}}
    method = changed(SOCIAL, **settings)
    told = facts(region(method), method)
    note = as_docx(made("method_note", told))
    assert row_of(note, "Знаменатель доли")[1] == "доля считается от всех, кому вопрос был задан"
    assert row_of(note, "Если никто не ответил")[1] == "показатель принимается равным 0"
    assert row_of(note, "Места")[1].endswith("(1, 2, 2, 4)")
    assert row_of(note, "Округление показателей")[1] == "не округляются"
    found = as_docx(made("rating", told))
    assert row_of(found, "Дом Г")[5] == "90"
    indicators = as_docx(made("indicators", told))
    assert "н/д" in row_of(indicators, "Центр Е")
    assert "учтён в критерии как 0" in written(indicators)


def test_another_sector_without_forms_and_without_timeliness():
    organizations = [replace(one, forms=()) for one in region(CULTURE)]
    told = facts(rated(CULTURE, organizations), CULTURE)
    rating = as_docx(made("rating", told))
    assert "1. Все организации" in written(rating)
    assert "Форма" not in rows(rating.tables[0])[0]
    assert row_of(rating, "Дом Б")[0] == "4"
    numbers = rows(as_docx(made("indicators", told)).tables[0])[1]
    assert "2.2" not in numbers
    assert "2.3" in numbers
    for kind in KINDS:
        assert "599" in written(as_docx(made(kind, told))) or kind in ("indicators", "summary", "passport", "bus")


def test_a_long_methodology_gets_a_second_table():
    data = SOCIAL.methodology.model_dump(mode="json", by_alias=True)
    for criterion in data["criterion"]:
        extra = [part | {"id": f"{part['id']}_more", "weight": "0.1"} for part in criterion["indicator"]]
        own = [part | {"weight": w} for part, w in zip(criterion["indicator"], ("0.2", "0.2", "0.3"), strict=True)]
        criterion["indicator"] = own + extra
    method = changed(SOCIAL, criterion=data["criterion"])
    document = as_docx(made("indicators", facts(region(method), method)))
    first, second = rows(document.tables[0])[1], rows(document.tables[1])[1]
    assert "К1" in first
    assert "К5" not in first
    assert "К5" in second


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_round_without_organizations_has_documents_all_the_same(kind, tmp_path):
    told = facts([], decision=None, channels=[], suggestions={})
    text = written(as_docx(made(kind, told)))
    assert "В этой оценке нет организаций." in text or kind == "method_note"
    assert as_book(made(kind, told), tmp_path).sheetnames


@pytest.mark.parametrize("kind", KINDS)
def test_a_round_without_responses_and_inspections(kind, tmp_path):
    empty = organization(SOCIAL, "AAA", "Дом А", (Form.STATIONARY,), responses=0)
    told = facts(rated(SOCIAL, [replace(empty, inputs=replace(empty.inputs, marks={}))]), decision=None, channels=[])
    text = written(as_docx(made(kind, told, "AAA")))
    assert "не проверено" in text or kind == "method_note"
    assert ("Проверки организаций ещё не проведены." in text) == (kind == "report")
    assert as_book(made(kind, told, "AAA"), tmp_path).sheetnames


def test_texts_that_no_file_can_hold_are_put_right(tmp_path):
    odd = organization(SOCIAL, "AAA", "Дом <А> & Ко\x0b\x00", (Form.STATIONARY,), short_name="\ud800Дом")
    told = facts(rated(SOCIAL, [odd]), title="Оценка & <итоги>")
    assert "Дом <А> & Ко" in written(as_docx(made("rating", told)))
    assert as_book(made("rating", told), tmp_path)["Стационарная"]["A2"].value.startswith("Оценка & <итоги>")


def test_thousands_of_organizations_take_seconds(tmp_path):
    one = organization(SOCIAL, "A", "Дом", (Form.STATIONARY,), {"q15": (10, 10)})
    many = rated(SOCIAL, [replace(one, code=f"A{n}", name=f"Дом-интернат № {n}") for n in range(2000)])
    told = facts(many)
    before = time.perf_counter()
    found = as_docx(made("indicators", told)).tables[0]
    assert len(found._tbl.tr_lst) == 2 + 2000 + 2
    assert as_book(made("indicators", told), tmp_path)["Показатели"].max_row > 2000
    assert time.perf_counter() - before < 60  # python-docx alone takes several minutes for as many cells


@pytest.fixture(scope="module")
def on_paper(told, tmp_path_factory):
    """Documents as LibreOffice prints them."""
    folder = tmp_path_factory.mktemp("paper")
    picture = folder / "chart.png"
    Image.new("RGB", (1408, 1540), "white").save(picture, dpi=(192, 192))
    everything = facts(rated(SOCIAL, [*region(), _long()]))
    for kind in KINDS:
        save(made(kind, told, chart=picture.read_bytes()), folder / f"{kind}.docx")
    save(made("passport", everything, "LLL", picture.read_bytes()), folder / "long.docx")
    save(made("report", facts([], decision=None)), folder / "empty.docx")
    for kind in ("rating", "indicators", "report"):
        save(made(kind, told), folder / f"{kind}-book.xlsx")
    save(made("passport", told, chart=picture.read_bytes()), folder / "passport-book.xlsx")
    found = printed(folder, *sorted(path.name for path in folder.glob("*.*x")))
    yield found
    for document in found.values():
        document.close()


def _long():
    """An organization of all forms that much was not found of, with a long name."""
    name = "Государственное бюджетное учреждение «Комплексный центр социального обслуживания населения города Н.»"
    missing = {"stand": "0", "equal": "0", "comfort": "0"}
    return organization(SOCIAL, "LLL", name, tuple(Form), {"q15": (13, 7)}, found=missing, inn="4821000001")


def test_office_programs_print_every_document_with_page_numbers(on_paper):
    for name, document in on_paper.items():
        for number in range(len(document)):
            text = paper.text(document[number])
            assert f"Страница {number + 1} из {len(document)}" in text, name
            assert "Утверждено решением" in text or "Предварительные данные" in text, name


def test_a_passport_is_two_pages_at_most(on_paper):
    for name in ("passport.docx", "long.docx", "passport-book.xlsx"):
        assert len(on_paper[name]) <= 2, name
    text = paper.text(on_paper["long.docx"][1])
    assert "Чего не обнаружила проверка" in text
    assert "и ещё" in text


def test_print_has_headings_tables_and_their_heads_on_each_page(on_paper):
    report = [paper.text(page) for page in on_paper["report.docx"]]
    assert "6. Выявленные недостатки" in " ".join(report)
    assert "Для служебного пользования" in report[-1]
    assert paper.size(on_paper["report.docx"][0]) == (210, 297)
    assert paper.size(on_paper["report.docx"][len(report) - 1]) == (297, 210)
    first = paper.text(on_paper["rating.docx"][0])
    assert "РЕЙТИНГ организаций по формам обслуживания" in first
    assert "от 20 июня 2026 г. № 7" in first


def test_nothing_is_printed_beside_the_paper(on_paper):
    for name, document in on_paper.items():
        for page in document:
            width, height = paper.size(page)
            for box in paper.lines(page):
                assert 5 < box.left < box.right < width - 5, name
                assert 3 < box.top < box.bottom < height - 3, name
