"""The invented people: how an organization is to them, and what they answer."""

from math import exp
from random import Random
from statistics import NormalDist

from surveys.commands.demo.suggestions import suggestion
from surveys.commands.demo.words import Sort
from surveys.domain import answers
from surveys.domain.answers import Answers
from surveys.domain.questionnaire import Kind, Question, Questionnaire

ASPECTS = {
    "openness": {"q2": 0.3, "q4": -0.1},
    "time": {"q5": 0.5},
    "comfort": {"q6": -0.1},
    "access": {"q8": -0.6},
    "courtesy": {"q9": 0.5, "q10": 0.8, "q12": 0.1},
    "order": {"q14": 0.2},
    "whole": {"q13": 0.2, "q15": 0.4},
}
"""Questions by what they ask about: an organization is better at one thing than at another. How easily each pleases."""

HABITS = {"q1": (0.82, 0.78), "q3": (0.6, 0.22), "q11": (0.72, 0.48)}
"""Who looks at stands, uses the site and the telephone: the share of the younger ones, and of those past OLD."""

OLD = 72
AGE, DISABILITY = "q18", "q7"
LEFT_OUT = {True: 0.015, False: 0.19}
"""How often a question that is required, and one that is not, stays empty."""

WRITES = 0.14
MOODS = [NormalDist().inv_cdf((n + 0.5) / 12) for n in range(12)]
"""Twelve equally frequent moods: who is displeased by one thing is more often so by another."""

Likely = dict[tuple[int, bool], list[tuple[str, float]]]


class People:
    """Those whom an organization serves, and what they find there."""

    def __init__(self, random: Random, questionnaire: Questionnaire, sort: Sort) -> None:
        self.questionnaire = questionnaire
        self.sort = sort
        base = random.gauss(2.3, 0.75)
        self._quality = {aspect: base + random.gauss(0, 0.5) for aspect in ASPECTS}
        self._growth = {aspect: random.gauss(0.2, 0.35) for aspect in ASPECTS}
        self._others = [question for question in questionnaire.questions if question.kind is not Kind.YES_NO]
        self._now, self._before = self._likely(0), self._likely(1)

    def answer(self, random: Random, *, a_year_ago: bool) -> Answers:
        """What one of them answers: only what counts, by the questionnaire's own skip rules."""
        mood = int(random.random() * len(MOODS))
        age = random.gauss(*self.sort.age)
        given = {}
        for id_, yes in (self._before if a_year_ago else self._now)[mood, age > OLD]:
            chance = random.random() / (1 - LEFT_OUT[True])
            if chance < 1:
                given[id_] = "yes" if chance < yes else "no"
        for question in self._others:
            if said := self._said(random, question, mood / len(MOODS), age):
                given[question.id] = said
        return answers.counted(self.questionnaire, given)

    def _said(self, random: Random, question: Question, mood: float, age: float) -> str:
        if question.kind is Kind.TEXT:
            return suggestion(random, mood)[: question.longest] if random.random() < WRITES else ""
        if random.random() < LEFT_OUT[question.required]:
            return ""
        if question.kind is Kind.WHOLE_NUMBER:
            number = min(max(round(age), 18), 99) if question.id == AGE else random.randrange(question.maximum)
            return str(min(max(number, question.minimum), question.maximum))
        if set(question.values) == {"male", "female"}:
            return "female" if random.random() < (0.73 if age > OLD else 0.64) else "male"
        return random.choice(question.values)

    def _likely(self, years_ago: int) -> Likely:
        """How likely each question is answered «yes», by mood and by whether the person is old."""
        asked = [question.id for question in self.questionnaire.questions if question.kind is Kind.YES_NO]
        return {
            (mood, old): [(id_, self._yes(id_, MOODS[mood], years_ago, old=old)) for id_ in asked]
            for mood in range(len(MOODS))
            for old in (False, True)
        }

    def _yes(self, id_: str, mood: float, years_ago: int, *, old: bool) -> float:
        if id_ == DISABILITY:
            return self.sort.disabled
        if id_ in HABITS:
            return HABITS[id_][old]
        aspect = next((aspect for aspect, questions in ASPECTS.items() if id_ in questions), "whole")
        quality = self._quality[aspect] - years_ago * self._growth[aspect]
        return 1 / (1 + exp(-quality - ASPECTS[aspect].get(id_, 0) - 1.4 * mood))
