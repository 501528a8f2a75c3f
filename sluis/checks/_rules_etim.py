"""Rules about ETIM classification: the shape of codes and values, not what ETIM allows per class."""

from __future__ import annotations

from sluis.checks._rule import Rule, warning

RULES: tuple[Rule, ...] = (
    warning(
        "etim-class-shape",
        title=("Not an ETIM class", "Geen ETIM-klasse"),
        text=(
            "The ETIM class {value} of {key} is not EC and six digits.",
            "De ETIM-klasse {value} van {key} is niet EC en zes cijfers.",
        ),
        remedy=(
            "Use the code of the class, such as EC000905.",
            "Gebruik de code van de klasse, zoals EC000905.",
        ),
    ),
    warning(
        "etim-feature-shape",
        title=("Not an ETIM feature", "Geen ETIM-kenmerk"),
        text=(
            "The feature {value} of {key} is not EF and six digits.",
            "Het kenmerk {value} van {key} is niet EF en zes cijfers.",
        ),
        remedy=(
            "Use the code of the feature, such as EF000003.",
            "Gebruik de code van het kenmerk, zoals EF000003.",
        ),
    ),
    warning(
        "etim-value-shape",
        title=("Not an ETIM value", "Geen ETIM-waarde"),
        text=(
            "The value {value} of feature {feature} of {key} is not EV and six digits.",
            "De waarde {value} van kenmerk {feature} van {key} is niet EV en zes cijfers.",
        ),
        remedy=(
            "Use the code of the value, such as EV000242.",
            "Gebruik de code van de waarde, zoals EV000242.",
        ),
    ),
    warning(
        "etim-value-type",
        title=("Value of no ETIM type", "Waarde past bij geen ETIM-type"),
        text=(
            "The value {value} of feature {feature} of {key} is neither a number, an EV code, true or false, nor -.",
            "De waarde {value} van kenmerk {feature} van {key} is geen getal, EV-code, true of false, en geen -.",
        ),
        remedy=(
            "Send numbers with a decimal point, lists as EV codes, yes and no as true and false.",
            "Stuur getallen met een decimale punt, lijsten als EV-codes, ja en nee als true en false.",
        ),
    ),
    warning(
        "etim-range-order",
        title=("Range runs backwards", "Bereik loopt terug"),
        text=(
            "The range of feature {feature} of {key} goes from {value} down to {upper}.",
            "Het bereik van kenmerk {feature} van {key} gaat van {value} omlaag naar {upper}.",
        ),
        remedy=(
            "Send the lower value first.",
            "Stuur de laagste waarde eerst.",
        ),
    ),
    warning(
        "etim-value-missing",
        title=("Feature without value", "Kenmerk zonder waarde"),
        text=(
            "Feature {feature} of {key} has no value.",
            "Kenmerk {feature} van {key} heeft geen waarde.",
        ),
        remedy=(
            "Send the value, or - with the reason UN, NA or MV.",
            "Stuur de waarde, of - met de reden UN, NA of MV.",
        ),
    ),
    warning(
        "etim-reason-missing",
        title=("No value and no reason", "Geen waarde en geen reden"),
        text=(
            "Feature {feature} of {key} is - without the reason why.",
            "Kenmerk {feature} van {key} is - zonder reden waarom.",
        ),
        remedy=(
            "Add UN (unknown), NA (not applicable) or MV (value missing in ETIM).",
            "Voeg UN (onbekend), NA (niet van toepassing) of MV (waarde ontbreekt in ETIM) toe.",
        ),
    ),
    warning(
        "etim-reason-unknown",
        title=("Unknown reason for no value", "Onbekende reden voor geen waarde"),
        text=(
            "Feature {feature} of {key} is - with the reason {value}, which is none of UN, NA and MV.",
            "Kenmerk {feature} van {key} is - met de reden {value}; dat is niet UN, NA of MV.",
        ),
        remedy=(
            "Use UN (unknown), NA (not applicable) or MV (value missing in ETIM).",
            "Gebruik UN (onbekend), NA (niet van toepassing) of MV (waarde ontbreekt in ETIM).",
        ),
    ),
    warning(
        "etim-feature-duplicate",
        title=("Feature given twice", "Kenmerk dubbel"),
        text=(
            "Feature {value} occurs more than once in {key}.",
            "Kenmerk {value} komt meer dan eens voor bij {key}.",
        ),
        remedy=(
            "Keep one value per feature.",
            "Houd één waarde per kenmerk over.",
        ),
    ),
    warning(
        "etim-modelling-shape",
        title=("Not an ETIM modelling class", "Geen ETIM-modelleringsklasse"),
        text=(
            "The modelling class {value} of {key} is not MC and six digits.",
            "De modelleringsklasse {value} van {key} is niet MC en zes cijfers.",
        ),
        remedy=(
            "Use the code of the modelling class, such as MC000023.",
            "Gebruik de code van de modelleringsklasse, zoals MC000023.",
        ),
    ),
)
