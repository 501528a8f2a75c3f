"""A frequency in a few words, in English and Dutch."""

from __future__ import annotations

from sluis.schedule.frequencies import (
    FREQUENCIES,
    Cron,
    Frequency,
    Interval,
    Monthly,
    TwoWeekly,
    Weekday,
    Weekly,
)

DAYS = dict(
    zip(
        Weekday,
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        strict=True,
    )
)


def words(frequency: Frequency) -> dict[str, str]:
    """As operators read it in lists.

    >>> words(Weekly(day=Weekday.MONDAY, at="07:00"))
    {'en': 'weekly: monday 07:00', 'nl': 'wekelijks: maandag 07:00'}
    >>> words(Interval(minutes=15))["nl"], words(TwoWeekly(days=(1, 15)))["en"]
    ('interval: 15 min', 'two weekly: 1 and 15')
    """
    tag = str(type(frequency).__struct_config__.tag).replace("_", " ")
    names = {"en": tag, "nl": FREQUENCIES[type(frequency)]}
    at = getattr(frequency, "at", None)
    return {
        language: ": ".join(filter(None, [name, " ".join(filter(None, [detail, at]))]))
        for (language, name), detail in zip(names.items(), _details(frequency), strict=True)
    }


def _details(frequency: Frequency) -> tuple[str, str]:
    match frequency:
        case Interval():
            return (f"{frequency.minutes} min",) * 2
        case Weekly():
            return frequency.day.value, DAYS[frequency.day]
        case TwoWeekly():
            first, second = frequency.days
            return f"{first} and {second}", f"{first} en {second}"
        case Monthly():
            return (f"day {frequency.day}", f"dag {frequency.day}")
        case Cron():
            return (frequency.expression,) * 2
    return "", ""
