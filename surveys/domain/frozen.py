"""Results as they are frozen: inputs and figures as plain data, and a digest over all that is counted."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from surveys.domain.checklist import Checklist
from surveys.domain.indicators import Inputs, Points, Score, Share, State
from surveys.domain.methodology import Denominator, Method, Methodology
from surveys.domain.rating import Assessed
from surveys.domain.rounding import packed, unpacked


def definitions(method: Method) -> dict[str, Any]:
    """The methodology and the checklist as plain data."""
    parts = {"methodology": method.methodology, "checklist": method.checklist}
    return {name: part.model_dump(mode="json", by_alias=True) for name, part in parts.items()}


def method_of(data: Mapping[str, Any]) -> Method:
    """The method that `definitions` has made plain."""
    methodology = Methodology.model_validate(data["methodology"])
    return Method(methodology, Checklist.model_validate(data["checklist"]))


def inputs_as_data(inputs: Inputs) -> dict[str, Any]:
    """Inputs as plain data: shares as [yes, answered, asked]."""
    shares = {id_: [share.yes, share.answered, share.asked] for id_, share in inputs.shares.items()}
    return {"responses": inputs.responses, "shares": shares, "marks": dict(inputs.marks)}


def inputs_of(data: Mapping[str, Any]) -> Inputs:
    """The inputs that `inputs_as_data` has made plain."""
    shares = {id_: Share(*counts) for id_, counts in data["shares"].items()}
    return Inputs(data["responses"], shares, data["marks"])


def figures_as_data(score: Score) -> dict[str, str]:
    """Figures as plain data: exact points (`200/3`), or the state of those that have none (`nobody`).

    Points that a setting gives although nobody was asked stand behind the state: `nobody 0`.
    """
    return {figure: _as_text(points) for figure, points in score.items()}


def score_of(method: Method, figures: Mapping[str, str], inputs: Inputs) -> Score:
    """The figures that `figures_as_data` has made plain, with the numbers of people behind them."""
    bases = {one.id: _bases(one.questions, inputs, method) for one in method.methodology.indicators}
    return {figure: _points(text, bases.get(figure, ())) for figure, text in figures.items()}


def digest(assessment_id: int, questionnaire: str, method: Method, results: Iterable[Assessed]) -> str:
    """SHA-256, in hexadecimal, over everything that is counted and what comes out; no names and no free text."""
    found = hashlib.sha256()
    head = {"assessment": assessment_id, "questionnaire": questionnaire, "definitions": definitions(method)}
    found.update(_canonical(head))
    for one in sorted(results, key=lambda one: one.code):
        found.update(_canonical(row(one)))
    return found.hexdigest()


def row(one: Assessed) -> dict[str, Any]:
    """What of an organization goes into the digest."""
    return {
        "code": one.code,
        "forms": [form.value for form in one.forms],
        "required": one.required,
        "inputs": inputs_as_data(one.inputs),
        "figures": figures_as_data(one.score),
        "place": one.place,
        "places": list(one.places),
    }


def _canonical(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _as_text(points: Points) -> str:
    state = [] if points.state is State.KNOWN else [points.state.value]
    return " ".join([*state, *([packed(points.value)] if points.value is not None else [])])


def _points(text: str, bases: tuple[int, ...]) -> Points:
    first, _, rest = text.partition(" ")
    if first[:1].isdigit():
        return Points(unpacked(first), bases=bases)
    return Points(unpacked(rest) if rest else None, State(first))


def _bases(questions: Iterable[str], inputs: Inputs, method: Method) -> tuple[int, ...]:
    rule: Denominator = method.methodology.denominator
    shares = (inputs.shares.get(id_) for id_ in questions)
    return tuple(base for share in shares if share and (base := share.base(rule)))
