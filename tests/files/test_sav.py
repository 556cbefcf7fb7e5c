"""SPSS system files, read back by the library that statisticians read them with."""

from datetime import date

import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.files import sav
from surveys.files.sav import SystemFile, Variable

MADE = date(2026, 3, 10)


def written(path, variables, rows, **more):
    with path.open("wb") as file:
        target = SystemFile(file, variables, len(rows), made=MADE, **more)
        for row in rows:
            target.row(row)
        target.end()
    return pyreadstat.read_sav(str(path), output_format="dict")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=700).map(str.rstrip)
numbers = st.none() | st.integers(-(2**40), 2**40)
days = st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(texts, numbers, days, texts), min_size=1, max_size=9))
def test_whatever_is_written_is_read_back(tmp_path, rows):
    width = [max(*(len(row[n].encode()) for row in rows), 1) for n in (0, 3)]
    variables = [
        Variable("короткое_имя", "Первое", width=width[0]),
        Variable("number", "Число", measure=sav.SCALE),
        Variable("day", "День", shown_as=sav.DAY),
        Variable("q16", "Предложения", width=width[1]),
    ]
    data, meta = written(tmp_path / "a.sav", variables, rows)
    assert meta.number_rows == len(rows)
    assert list(zip(*(data[name] for name in meta.column_names), strict=True)) == rows


def test_labels_measures_notes_and_encoding(tmp_path):
    long = "Очень длинный вопрос " * 20
    variables = [
        Variable("q1", long, labels={1: "Да", 0: "Нет"}),
        Variable("q18", "Возраст", measure=sav.SCALE),
        Variable("q16", "Текст", width=900),
        Variable("q17", "Пол", labels={1: "Мужской", 2: "Женский"}),
    ]
    rows = [(1, 80, "ы" * 450, 2)]
    data, meta = written(tmp_path / "a.sav", variables, rows, label="Анкеты", notes=["Сведения: " + "слово " * 40])
    assert meta.file_encoding == "UTF-8"
    assert meta.file_label == "Анкеты"
    assert meta.variable_value_labels == {"q1": {0.0: "Нет", 1.0: "Да"}, "q17": {1.0: "Мужской", 2.0: "Женский"}}
    assert meta.column_names_to_labels["q1"].endswith("…")
    assert len(meta.column_names_to_labels["q1"].encode()) <= 255
    assert meta.variable_measure == {"q1": "nominal", "q18": "scale", "q16": "nominal", "q17": "nominal"}
    assert " ".join(meta.notes).count("слово") == 40
    assert data["q16"] == ["ы" * 450]


def test_a_text_that_is_wider_than_its_column_is_not_cut(tmp_path):
    with (tmp_path / "a.sav").open("wb") as file, pytest.raises(ValueError, match="q16"):
        SystemFile(file, [Variable("q16", "", width=4)], 1, made=MADE).row(["слово"])


def test_a_file_without_rows(tmp_path):
    data, meta = written(tmp_path / "a.sav", [Variable("q1", "Вопрос"), Variable("q16", "Текст", width=1)], [])
    assert meta.number_rows == 0
    assert meta.column_names == ["q1", "q16"]
    assert data == {"q1": [], "q16": []}
