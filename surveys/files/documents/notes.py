"""What explains the marks and words in tables of figures: only what really stands in them."""

from collections.abc import Iterable, Sequence

from surveys.domain.indicators import State
from surveys.domain.methodology import Empty, Indicator
from surveys.domain.publication import LEAST, is_hidden
from surveys.domain.rating import Assessed
from surveys.files.documents import words
from surveys.files.documents.blocks import Cell, Number
from surveys.files.documents.facts import Shown

BELOW = f"{words.BELOW} Анкет собрано меньше, чем требует выборка."
UNKNOWN = f"Требуемое число анкет «{words.NONE}»: численность получателей услуг не указана."
NOBODY = "н/д – нет данных: на вопросы показателя никто не ответил либо его условия к организации неприменимы."
UNMARKED = "не проверено – проверка организации не завершена; показатель, его критерий и итоговая оценка не рассчитаны."
WITHHELD = (
    f"менее {LEAST} отв. – значение не публикуется: за ним ответы менее чем {LEAST} человек либо такие ответы можно "
    "было бы вычислить по нему. Средние рассчитаны по значениям, которые приведены."
)
FEW = f"{words.FEW} Менее {LEAST} ответов: значение рассчитано по ответам менее чем {LEAST} человек."
POLICY = {
    Empty.ZERO: "Показатель без ответов («н/д») учтён в критерии как 0: так задано в методике.",
    Empty.HUNDRED: "Показатель без ответов («н/д») учтён в критерии как 100: так задано в методике.",
}


def of_figures(shown: Shown, members: Sequence[Assessed], figures: Iterable[str]) -> list[str]:
    """What explains these figures of some organizations."""
    names = list(figures)
    points = [one.score[name] for one in members for name in names]
    states = {point.state for point in points if point.value is None}
    texts = {State.NOBODY: NOBODY, State.UNMARKED: UNMARKED, State.WITHHELD: WITHHELD}
    found = [text for state, text in texts.items() if state in states]
    if any(point.value is not None and point.state is State.NOBODY for point in points):
        found.append(NOBODY)
        found.append(POLICY[shown.method.methodology.empty_denominator])
    if any(one.score[name].value is not None and shown.is_of_few(one, name) for one in members for name in names):
        found.append(FEW)
    return list(dict.fromkeys(found))


def few(shown: Shown, one: Assessed) -> list[Indicator]:
    """The indicators of an organization that fewer than LEAST answers are behind."""
    return [part for part in shown.method.methodology.indicators if shown.is_of_few(one, part.id)]


def of_sample(members: Sequence[Assessed]) -> list[str]:
    """What explains the numbers of responses of some organizations."""
    found = [BELOW] if any(map(is_below, members)) else []
    return [*found, UNKNOWN] if any(one.required is None for one in members) else found


def is_below(one: Assessed) -> bool:
    """Whether an organization has fewer responses than are required of it, as far as is told."""
    known = LEAST - 1 if is_hidden(one) else one.inputs.responses
    return one.required is not None and known < one.required


def responses(one: Assessed) -> Cell:
    """How many responses an organization has. In public, fewer than LEAST are not told, whatever they are."""
    mark = words.BELOW if is_below(one) else ""
    return f"менее {LEAST}{mark}" if is_hidden(one) else Number(one.inputs.responses, mark=mark)


def required(one: Assessed) -> Cell:
    """How many responses are required of an organization."""
    return words.NONE if one.required is None else Number(one.required)
