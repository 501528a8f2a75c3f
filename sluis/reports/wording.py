"""The sentences of a report, in English and Dutch. Pure: facts in, plain text out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sluis.checks import rules
from sluis.checks._rule import Rule
from sluis.model import Finding, Severity, Transaction
from sluis.reports.facts import Facts

LANGUAGES = {"en": "English", "nl": "Nederlands"}
"""What reports are written in."""

Both = dict[str, str]
"""One text by language."""

ENTITY: dict[str, Both] = {
    "document": {"en": "File", "nl": "Bestand"},
    "product": {"en": "Products", "nl": "Producten"},
    "trade_item": {"en": "Trade items", "nl": "Artikelen"},
}
MEASURE: dict[str, Both] = {
    "read": {"en": "Read", "nl": "Gelezen"},
    "created": {"en": "New", "nl": "Nieuw"},
    "changed": {"en": "Changed", "nl": "Gewijzigd"},
    "unchanged": {"en": "Unchanged", "nl": "Ongewijzigd"},
    "missing": {"en": "Missing", "nl": "Ontbreekt"},
    "archived": {"en": "Archived", "nl": "Gearchiveerd"},
    "rejected": {"en": "Rejected", "nl": "Afgekeurd"},
    "folded": {"en": "Folded in", "nl": "Samengevoegd"},
}
STATE: dict[str, Both] = {
    "received": {"en": "Received", "nl": "Ontvangen"},
    "checking": {"en": "Being checked", "nl": "Wordt gecontroleerd"},
    "awaiting_approval": {"en": "Waits for approval", "nl": "Wacht op goedkeuring"},
    "importing": {"en": "Being imported", "nl": "Wordt geïmporteerd"},
    "imported": {"en": "Imported", "nl": "Geïmporteerd"},
    "checked": {"en": "Checked only", "nl": "Alleen gecontroleerd"},
    "rejected": {"en": "Rejected", "nl": "Afgekeurd"},
    "failed": {"en": "Failed", "nl": "Mislukt"},
    "cancelled": {"en": "Cancelled", "nl": "Geannuleerd"},
    "unmatched": {"en": "No task for this name", "nl": "Geen taak voor deze naam"},
}
UNDONE: Both = {"en": "Imported, then undone", "nl": "Geïmporteerd, daarna teruggedraaid"}
MUTATION: dict[str, Both] = {
    "complete": {
        "en": "complete: what is not in the file lapses",
        "nl": "volledig: wat niet in het bestand staat, vervalt",
    },
    "mutation": {
        "en": "mutation: only what is in the file changes",
        "nl": "mutatie: alleen wat in het bestand staat, wijzigt",
    },
}
SEVERITY: dict[str, Both] = {
    "error": {"en": "error", "nl": "fout"},
    "warning": {"en": "warning", "nl": "waarschuwing"},
}

_SUMMARY: dict[str, Both] = {
    "received": {
        "en": "The file has been received and waits its turn.",
        "nl": "Het bestand is ontvangen en wacht op zijn beurt.",
    },
    "checking": {
        "en": "The file is being checked.",
        "nl": "Het bestand wordt gecontroleerd.",
    },
    "awaiting_approval": {
        "en": "Nothing was changed yet: the file waits for approval.",
        "nl": "Er is nog niets gewijzigd: het bestand wacht op goedkeuring.",
    },
    "importing": {
        "en": "The file is being imported.",
        "nl": "Het bestand wordt geïmporteerd.",
    },
    "imported": {
        "en": "The file was imported; every record was taken.",
        "nl": "Het bestand is geïmporteerd; alle records zijn verwerkt.",
    },
    "imported_in_part": {
        "en": "The file was imported, except for {rejected}.",
        "nl": "Het bestand is geïmporteerd, behalve {rejected}.",
    },
    "undone": {
        "en": "The file was imported, and the import was undone afterwards.",
        "nl": "Het bestand is geïmporteerd en de import is daarna teruggedraaid.",
    },
    "checked": {
        "en": "The file was checked only; nothing was imported. No record would be rejected.",
        "nl": "Het bestand is alleen gecontroleerd; er is niets geïmporteerd. "
        "Er zou geen record worden afgekeurd.",
    },
    "checked_in_part": {
        "en": "The file was checked only; nothing was imported. "
        "An import would take all but {rejected}.",
        "nl": "Het bestand is alleen gecontroleerd; er is niets geïmporteerd. "
        "Een import zou alles verwerken behalve {rejected}.",
    },
    "rejected": {
        "en": "The file was rejected; nothing was imported.",
        "nl": "Het bestand is afgekeurd; er is niets geïmporteerd.",
    },
    "failed": {
        "en": "The file could not be processed; nothing was imported.",
        "nl": "Het bestand kon niet worden verwerkt; er is niets geïmporteerd.",
    },
    "cancelled": {
        "en": "Processing was stopped by an operator; nothing was imported.",
        "nl": "De verwerking is door een beheerder gestopt; er is niets geïmporteerd.",
    },
    "unmatched": {
        "en": "No import task expects a file of this name; nothing was imported. "
        "{expected}The file is kept.",
        "nl": "Geen importtaak verwacht een bestand met deze naam; er is niets geïmporteerd. "
        "{expected}Het bestand is bewaard.",
    },
}
_NO_NAMES: Both = {
    "en": "No names are expected yet. ",
    "nl": "Er worden nog geen namen verwacht. ",
}
_NAMES: Both = {"en": "Expected names: {names}. ", "nl": "Verwachte namen: {names}. "}
_MEANT: Both = {"en": "Perhaps {name} was meant. ", "nl": "Misschien is {name} bedoeld. "}
_ONE_REJECTED: Both = {"en": "1 rejected record", "nl": "1 afgekeurd record"}
_REJECTED: Both = {"en": "{n} rejected records", "nl": "{n} afgekeurde records"}

_STEP_TEXTS: dict[str, Both] = {
    "nothing": {"en": "You need not do anything.", "nl": "U hoeft niets te doen."},
    "later": {
        "en": "Wait for the final report; it replaces this one.",
        "nl": "Wacht op het definitieve rapport; dat vervangt dit rapport.",
    },
    "approval": {
        "en": "An operator looks at the reason below and approves or rejects the file. "
        "If the file is not what you meant to send, tell the operator and send the right one.",
        "nl": "Een beheerder bekijkt de reden hieronder en keurt het bestand goed of af. "
        "Is dit niet het bestand dat u wilde sturen, meld dat dan en stuur het juiste bestand.",
    },
    "mend_records": {
        "en": "Mend the rejected records and send them again. They are in the file {file}, "
        "each with its reason.",
        "nl": "Herstel de afgekeurde records en stuur ze opnieuw. Ze staan in het bestand {file}, "
        "elk met de reden.",
    },
    "mend_listed": {
        "en": "Mend the rejected records in your own system and send them again. "
        "The table {file} lists them with the reason of each.",
        "nl": "Herstel de afgekeurde records in uw eigen systeem en stuur ze opnieuw. "
        "De tabel {file} noemt ze, elk met de reden.",
    },
    "may_go_alone": {
        "en": "You may send that file alone: it is an update (T_UPDATE_PRODUCTS), so your other "
        "records stay as they are. Or send your complete file again.",
        "nl": "U mag dat bestand los sturen: het is een mutatie (T_UPDATE_PRODUCTS), uw overige "
        "records blijven zoals ze zijn. Of stuur uw volledige bestand opnieuw.",
    },
    "whole_again": {
        "en": "Your file was a complete delivery: if you send the mended records in a complete "
        "file again, send it with all your records, or the others lapse.",
        "nl": "Uw bestand was een volledige aanlevering: stuurt u de herstelde records weer in een "
        "volledig bestand, stuur dan al uw records mee, anders vervallen de overige.",
    },
    "mend_file": {
        "en": "Mend the file as told below and send it again.",
        "nl": "Herstel het bestand zoals hieronder beschreven en stuur het opnieuw.",
    },
    "look_at_warnings": {
        "en": "Look at the warnings; these records were taken, but something may be wrong.",
        "nl": "Bekijk de waarschuwingen; deze records zijn verwerkt, maar er klopt mogelijk iets "
        "niet.",
    },
    "send_to_import": {
        "en": "To have it imported, put the file into AutoImport.",
        "nl": "Wilt u het bestand laten importeren, zet het dan in AutoImport.",
    },
    "refused": {
        "en": "Ask the operator why, and send the right file.",
        "nl": "Vraag de beheerder naar de reden en stuur het juiste bestand.",
    },
    "ask_operator": {
        "en": "The operator has been told. You may send the file again later.",
        "nl": "De beheerder is op de hoogte. U kunt het bestand later opnieuw sturen.",
    },
    "other_gate": {
        "en": "Put catalogue files in a standard format (such as BMEcat) into AutoImport instead; "
        "any name is good there.",
        "nl": "Zet catalogusbestanden in een standaardformaat (zoals BMEcat) in AutoImport; "
        "daar is elke naam goed.",
    },
}


def state(facts: Facts) -> Both:
    """The state in one or two words; an import that was taken back says so."""
    return UNDONE if facts.undone_at is not None else STATE[facts.state]


def summary(facts: Facts) -> Both:
    """One plain sentence of what happened."""
    number = facts.rejected
    rejected = _ONE_REJECTED if number == 1 else _REJECTED
    counted = _filled(rejected, n=number)
    sentence, names = _SUMMARY[_case(facts)], _expected(facts.error or {})
    return {
        lang: sentence[lang].format(rejected=counted[lang], expected=names[lang])
        for lang in LANGUAGES
    }


def _expected(error: dict[str, Any]) -> Both:
    """Which names are expected, the nearest first, where that was asked for."""
    near = [str(name) for name in error.get("nearest", [])]
    names = list(dict.fromkeys([*near, *map(str, error.get("expected", []))]))
    if not names:
        return _filled(_NO_NAMES) if "expected" in error else dict.fromkeys(LANGUAGES, "")
    meant = _filled(_MEANT, name=near[0]) if near else dict.fromkeys(LANGUAGES, "")
    listed = _filled(_NAMES, names=", ".join(names))
    return {lang: listed[lang] + meant[lang] for lang in LANGUAGES}


def tone(facts: Facts) -> str:
    """`good`, `attention`, `bad` or `neutral`, for whoever shows the state in a colour."""
    if facts.state in {"rejected", "failed"}:
        return "bad"
    if facts.state in {"awaiting_approval", "unmatched"} or "_in_part" in _case(facts):
        return "attention"
    return "good" if facts.state in {"imported", "checked"} and not facts.undone_at else "neutral"


def todo(facts: Facts, rejects_file: str | None) -> list[Both]:
    """What the supplier can do now, first things first."""
    return [
        _filled(_STEP_TEXTS[step], file=rejects_file or "") for step in _steps(facts, rejects_file)
    ]


def title(rule_code: str) -> Both:
    """The rule's title; its code where a later release no longer knows it."""
    rule = _rule(rule_code)
    return {lang: rule.title[lang] if rule else rule_code for lang in LANGUAGES}


def general_remedy(rule_code: str) -> Both | None:
    """The remedy when it is the same for each finding of the rule, else None."""
    rule = _rule(rule_code)
    if rule is None:
        return dict.fromkeys(LANGUAGES, "")
    return None if any("{" in text for text in rule.remedy.values()) else rule.remedy


def text(found: Finding) -> Both:
    """What is wrong, by language."""
    if _rule(found.rule) is None:
        return dict.fromkeys(LANGUAGES, f"{found.field} {found.value}".strip())
    return {lang: rules.text(found, lang) for lang in LANGUAGES}


def remedy(found: Finding) -> Both:
    """What to do about it, by language."""
    if _rule(found.rule) is None:
        return dict.fromkeys(LANGUAGES, "")
    return {lang: rules.remedy(found, lang) for lang in LANGUAGES}


def approval(facts: Facts) -> Both | None:
    """Why the delivery waits, or waited, for approval."""
    if not facts.guard:
        return None
    return {lang: str(facts.guard.get(lang) or facts.guard.get("en", "")) for lang in LANGUAGES}


def error(facts: Facts) -> Both | None:
    """Why nothing was imported; the finding of that rule tells it in full, in each language."""
    if not facts.error:
        return None
    code, told = str(facts.error.get("rule", "")), str(facts.error.get("text", ""))
    if code in _ERRORS:
        return _ERRORS[code]
    if _rule(code) is None:
        return dict.fromkeys(LANGUAGES, told or code)
    return {lang: told if lang == "en" else f"{title(code)[lang]}." for lang in LANGUAGES}


_REFUSED = "refused-by-operator"
_ERRORS: dict[str, Both] = {
    _REFUSED: {
        "en": "An operator has refused this delivery.",
        "nl": "Een beheerder heeft deze aanlevering geweigerd.",
    }
}


def languages(setting: str) -> list[str]:
    """The languages of the setting that reports know, in its order; English when none.

    >>> languages("nl, en"), languages("fr")
    (['nl', 'en'], ['en'])
    """
    wanted = [name.strip().lower() for name in setting.split(",")]
    return list(dict.fromkeys(name for name in wanted if name in LANGUAGES)) or ["en"]


def _case(facts: Facts) -> str:
    if facts.undone_at is not None:
        return "undone"
    in_part = facts.state in {"imported", "checked"} and facts.rejected > 0
    return f"{facts.state}_in_part" if in_part else facts.state


def _steps(facts: Facts, rejects_file: str | None) -> Iterator[str]:
    if (facts.error or {}).get("rule") == _REFUSED:
        yield "refused"
        return
    first = {
        "received": "later",
        "checking": "later",
        "importing": "later",
        "awaiting_approval": "approval",
        "rejected": "mend_file",
        "failed": "ask_operator",
        "unmatched": "other_gate",
    }.get(facts.state)
    if first:
        yield first
    if rejects_file:
        yield from _steps_with_rejects(facts, rejects_file)
    if facts.state in {"imported", "checked"} and facts.findings(Severity.WARNING):
        yield "look_at_warnings"
    if facts.state == "checked":
        yield "send_to_import"
    if facts.state in {"imported", "cancelled"} and not facts.groups:
        yield "nothing"


def _steps_with_rejects(facts: Facts, rejects_file: str) -> Iterator[str]:
    """How to send the mended records without losing the others."""
    is_table = rejects_file.endswith(".csv")
    yield "mend_listed" if is_table else "mend_records"
    if facts.mutation == "complete":
        copied_as_update = not is_table and facts.transaction == Transaction.NEW_CATALOG
        yield "may_go_alone" if copied_as_update else "whole_again"


def _rule(code: str) -> Rule | None:
    return rules.RULES.get(code)


def _filled(both: Both, **values: object) -> Both:
    return {lang: sentence.format_map(values) for lang, sentence in both.items()}
