"""Rules about one condition. What makes a price wrong, or somebody else's, is an error."""

from __future__ import annotations

from sluis.checks._rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "percentage-impossible",
        title=("Impossible percentage", "Onmogelijk percentage"),
        text=(
            "{value} in {field} is no discount between 0 and 100 percent.",
            "{value} in {field} is geen korting tussen 0 en 100 procent.",
        ),
        remedy=(
            "Fill in the discount in percent, such as 42.5.",
            "Vul de korting in procenten in, zoals 42.5.",
        ),
    ),
    error(
        "condition-project",
        title=("Project or not", "Wel of geen project"),
        text=(
            "Condition {key} is of type {value} and has project number {project}: a project condition (PC) needs one, no other has one.",
            "Conditie {key} is van soort {value} en heeft projectnummer {project}: een projectconditie (PC) heeft er een nodig, een andere heeft er geen.",
        ),
        remedy=(
            "Fill in TermsTypeCode PC with the number of the project, or neither.",
            "Vul TermsTypeCode PC in met het nummer van het project, of geen van beide.",
        ),
    ),
    warning(
        "condition-group-invalid",
        title=("Not a discount group", "Geen kortingsgroep"),
        text=(
            "{field} of {key} is {value}: it holds a percent sign, question mark or square bracket, or an * that is not at the end; the 2BA data pool refuses such a group, and it was kept as it came.",
            "{field} van {key} is {value}: daar staat een procentteken, vraagteken of blokhaak in, of een * die niet achteraan staat; de 2BA-datapool weigert zo'n groep. Hij is bewaard zoals hij kwam.",
        ),
        remedy=(
            "Name the group in full, or begin it and end with *: A1* is every group that begins with A1.",
            "Noem de groep voluit, of alleen het begin met een * erachter: A1* is elke groep die met A1 begint.",
        ),
    ),
    warning(
        "condition-twice",
        title=("Net price and discount in one condition", "Nettoprijs en korting in één conditie"),
        text=(
            "Condition {key} has a net price and a discount of {value} percent; the net price counts.",
            "Conditie {key} heeft een nettoprijs en een korting van {value} procent; de nettoprijs telt.",
        ),
        remedy=("Send one of the two.", "Stuur een van de twee."),
    ),
    warning(
        "condition-without-value",
        title=("Condition without discount or price", "Conditie zonder korting of prijs"),
        text=(
            "Condition {key} has neither {field} nor a net price, so that it changes nothing.",
            "Conditie {key} heeft geen {field} en geen nettoprijs, en verandert dus niets.",
        ),
        remedy=(
            "Fill in the discount (0 when there is none) or the net price.",
            "Vul de korting in (0 als er geen is) of de nettoprijs.",
        ),
    ),
)
