"""What the invented region's names are made of. No such region, town or organization exists."""

from dataclasses import dataclass

from surveys.domain.registry import Form

REGION = "Лукоморская область"
OF_THE_REGION = "Лукоморской области"

TOWNS_BEGIN = (
    "Верхне",
    "Тихо",
    "Добро",
    "Старо",
    "Светло",
    "Дальне",
    "Мало",
    "Средне",
    "Ново",
    "Нижне",
    "Ясно",
    "Злато",
)
TOWNS_END = ("липск", "кленовск", "ольховск", "рябинск", "ключевск", "грибовск", "теремск", "сказовск", "берёзск")

MUNICIPALITIES = ("{of} муниципальный округ", "{of} муниципальный округ", "городской округ {town}", "{of} район")

STREETS = (
    "Садовая",
    "Рябиновая",
    "Школьная",
    "Набережная",
    "Кленовая",
    "Луговая",
    "Тихая",
    "Солнечная",
    "Заречная",
    "Липовая",
)

FOR_THE_OLD = (
    "Забота",
    "Золотая осень",
    "Вечерний свет",
    "Тёплый дом",
    "Рябинушка",
    "Добрые соседи",
    "Берегиня",
    "Родник",
    "Светлый край",
    "Долголетие",
    "Липовая аллея",
    "Тихая пристань",
)
FOR_FAMILIES = (
    "Радуга",
    "Домовёнок",
    "Журавушка",
    "Ласточка",
    "Доверие",
    "Ромашка",
    "Гнёздышко",
    "Солнечный круг",
    "Росток",
    "Семейный очаг",
)
FOR_ALL = ("Надежда", "Опора", "Гармония", "Преодоление", "Шаг навстречу", "Возрождение", "Доступный мир", "Вместе")

STATE = f"Государственное бюджетное учреждение социального обслуживания {OF_THE_REGION}"
TOWN = "Муниципальное бюджетное учреждение социального обслуживания"
FREE = "Автономная некоммерческая организация социального обслуживания"


@dataclass(frozen=True)
class Sort:
    """A sort of organization: what it is called, what it does, how many people it serves and who they are.

    `age` is their mean age and how far it spreads, `disabled` the share of those with a disability, `often` how many
    there are of this sort beside the others.
    """

    owner: str
    title: str
    short: str
    slug: str
    forms: tuple[Form, ...]
    recipients: tuple[int, int]
    age: tuple[int, int]
    disabled: float
    often: int = 1
    nicknames: tuple[str, ...] = FOR_THE_OLD


IN, HALF, HOME = Form.STATIONARY, Form.SEMI_STATIONARY, Form.AT_HOME

CENTRE = Sort(
    STATE,
    "{of} комплексный центр{number} социального обслуживания населения",
    "{of} КЦСОН{number}",
    "kcson",
    (HALF, HOME),
    (600, 3600),
    (71, 12),
    0.38,
)
"""Every municipality has one."""

SORTS = (
    Sort(
        STATE,
        "{of} дом-интернат{number} для престарелых и инвалидов",
        "{of} дом-интернат{number}",
        "dom-internat",
        (IN,),
        (110, 560),
        (77, 9),
        0.78,
        often=5,
    ),
    Sort(
        STATE,
        "{of} психоневрологический интернат{number}",
        "{of} ПНИ{number}",
        "pni",
        (IN,),
        (190, 680),
        (58, 14),
        0.92,
        often=2,
    ),
    Sort(
        STATE,
        "Геронтологический центр{number} „{nick}“",
        "Центр „{nick}“{number}",
        "gerontologia",
        (IN, HALF, HOME),
        (250, 1200),
        (79, 8),
        0.66,
        often=1,
    ),
    Sort(
        STATE,
        "Социально-реабилитационный центр{number} для несовершеннолетних „{nick}“",
        "СРЦН „{nick}“{number}",
        "srcn",
        (IN, HALF),
        (120, 700),
        (37, 8),
        0.12,
        often=4,
        nicknames=FOR_FAMILIES,
    ),
    Sort(
        STATE,
        "Центр{number} помощи семье и детям „{nick}“",
        "Центр „{nick}“{number}",
        "semya",
        (HALF,),
        (400, 2500),
        (36, 9),
        0.14,
        often=4,
        nicknames=FOR_FAMILIES,
    ),
    Sort(
        STATE,
        "Реабилитационный центр{number} для инвалидов „{nick}“",
        "РЦ „{nick}“{number}",
        "reabilitacia",
        (HALF,),
        (250, 1400),
        (49, 16),
        0.94,
        often=2,
        nicknames=FOR_ALL,
    ),
    Sort(
        TOWN,
        "{of} центр{number} социального обслуживания на дому",
        "{of} ЦСО{number}",
        "na-domu",
        (HOME,),
        (300, 1800),
        (79, 8),
        0.45,
        often=4,
    ),
    Sort(
        TOWN,
        "Центр дневного пребывания{number} „{nick}“",
        "Центр „{nick}“{number}",
        "den",
        (HALF,),
        (150, 900),
        (69, 8),
        0.3,
        often=3,
    ),
    Sort(
        FREE,
        "Служба ухода{number} „{nick}“",
        "Служба „{nick}“{number}",
        "uhod",
        (HOME,),
        (40, 300),
        (80, 8),
        0.6,
        often=3,
    ),
    Sort(
        FREE,
        "Пансионат{number} „{nick}“",
        "Пансионат „{nick}“{number}",
        "pansionat",
        (IN,),
        (30, 160),
        (80, 8),
        0.62,
        often=2,
    ),
)
