"""Rules about prices of one record. A price that cannot be a price is an error, the rest warns."""

from __future__ import annotations

from sluis.checks._rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "price-impossible",
        title=("Not a possible price", "Geen mogelijke prijs"),
        text=(
            "{field} of {key} is {value}, which is not an amount of money.",
            "{field} van {key} is {value}; dat is geen geldbedrag.",
        ),
        remedy=(
            "Fill in the price as a number with a decimal point, such as 12.50.",
            "Vul de prijs in als getal met een decimale punt, zoals 12.50.",
        ),
    ),
    error(
        "price-negative",
        title=("Negative price", "Negatieve prijs"),
        text=(
            "{field} of {key} is {value}; a price cannot be below zero.",
            "{field} van {key} is {value}; een prijs kan niet onder nul zijn.",
        ),
        remedy=(
            "Fill in the right price. Send deductions as discount or surcharge.",
            "Vul de juiste prijs in. Stuur aftrekposten als korting of toeslag.",
        ),
    ),
    error(
        "price-quantity-not-positive",
        title=("Price quantity is zero or less", "Prijshoeveelheid is nul of minder"),
        text=(
            "The price of {key} is for a quantity of {value}; no price per unit follows from that.",
            "De prijs van {key} geldt voor een hoeveelheid van {value}; daar volgt geen prijs per eenheid uit.",
        ),
        remedy=(
            "Fill in for how many units the price is, such as 1 or 100.",
            "Vul in voor hoeveel eenheden de prijs geldt, zoals 1 of 100.",
        ),
    ),
    warning(
        "price-zero",
        title=("Price is zero", "Prijs is nul"),
        text=(
            "{field} of {key} is zero.",
            "{field} van {key} is nul.",
        ),
        remedy=(
            "Fill in the price; leave the field out when the price is on request.",
            "Vul de prijs in; laat het veld weg als de prijs op aanvraag is.",
        ),
    ),
    warning(
        "price-missing",
        title=("No price", "Geen prijs"),
        text=(
            "{key} has no price.",
            "{key} heeft geen prijs.",
        ),
        remedy=(
            "Add a gross or net price, or mark the price as on request.",
            "Voeg een bruto- of nettoprijs toe, of meld dat de prijs op aanvraag is.",
        ),
    ),
    warning(
        "price-without-quantity",
        title=("Price without quantity", "Prijs zonder hoeveelheid"),
        text=(
            "{key} has a price but does not say for how many units; it counts as 1.",
            "{key} heeft een prijs maar zegt niet voor hoeveel eenheden; dat telt als 1.",
        ),
        remedy=(
            "Fill in the price quantity (PRICE_QUANTITY in BMEcat).",
            "Vul de prijshoeveelheid in (PRICE_QUANTITY in BMEcat).",
        ),
    ),
    warning(
        "price-without-unit",
        title=("Price without unit", "Prijs zonder eenheid"),
        text=(
            "{key} has a price but neither a price unit nor an order unit.",
            "{key} heeft een prijs maar geen prijseenheid en geen besteleenheid.",
        ),
        remedy=(
            "Fill in the unit that the price is for.",
            "Vul de eenheid in waarvoor de prijs geldt.",
        ),
    ),
    warning(
        "price-factor-not-positive",
        title=("Factor is zero or less", "Factor is nul of minder"),
        text=(
            "{field} of {key} is {value}; a factor is above zero.",
            "{field} van {key} is {value}; een factor is meer dan nul.",
        ),
        remedy=(
            "Fill in the right factor; leave it out when it is 1.",
            "Vul de juiste factor in; laat hem weg als die 1 is.",
        ),
    ),
    warning(
        "net-above-gross",
        title=("Net price above gross price", "Nettoprijs hoger dan brutoprijs"),
        text=(
            "The net price {value} of {key} is higher than its gross price {gross}.",
            "De nettoprijs {value} van {key} is hoger dan de brutoprijs {gross}.",
        ),
        remedy=(
            "Check both prices; they may have been swapped.",
            "Controleer beide prijzen; mogelijk zijn ze verwisseld.",
        ),
    ),
    warning(
        "price-scale-duplicate",
        title=("Price scale has one step twice", "Staffel heeft een trede dubbel"),
        text=(
            "{key} has more than one {type} price from quantity {value}: {amounts}.",
            "{key} heeft meer dan één prijs {type} vanaf hoeveelheid {value}: {amounts}.",
        ),
        remedy=(
            "Keep one price per quantity, currency, territory and period.",
            "Houd één prijs per hoeveelheid, valuta, gebied en periode over.",
        ),
    ),
    warning(
        "price-scale-order",
        title=("Price scale not ascending", "Staffel loopt niet op"),
        text=(
            "The quantities of the {type} prices of {key} do not ascend: {value} comes after {before}.",
            "De hoeveelheden van de prijzen {type} van {key} lopen niet op: {value} komt na {before}.",
        ),
        remedy=(
            "Check the quantities and send the steps from small to large.",
            "Controleer de hoeveelheden en stuur de treden van klein naar groot.",
        ),
    ),
    warning(
        "price-type-unknown",
        title=("Unknown kind of price", "Onbekende prijssoort"),
        text=(
            "{value} of {key} is not a kind of price; it was kept as it came.",
            "{value} van {key} is geen prijssoort; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use net_list, net_customer or nrp.",
            "Gebruik net_list, net_customer of nrp.",
        ),
    ),
    warning(
        "currency-unknown",
        title=("Unknown currency", "Onbekende valuta"),
        text=(
            "{value} in {field} is not a currency of ISO 4217; it was kept as it came.",
            "{value} in {field} is geen valuta van ISO 4217; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use three capital letters, such as EUR.",
            "Gebruik drie hoofdletters, zoals EUR.",
        ),
    ),
    warning(
        "currency-missing",
        title=("Price without currency", "Prijs zonder valuta"),
        text=(
            "{key} has a price, but neither the item nor the header says in which currency.",
            "{key} heeft een prijs, maar artikel noch header zegt in welke valuta.",
        ),
        remedy=(
            "Fill in the currency in the header, such as EUR.",
            "Vul de valuta in de header in, zoals EUR.",
        ),
    ),
    warning(
        "vat-as-percentage",
        title=("VAT as a percentage", "Btw als percentage"),
        text=(
            "The VAT rate of {key} is {value}; as a fraction that would be {expected}.",
            "Het btw-tarief van {key} is {value}; als fractie zou dat {expected} zijn.",
        ),
        remedy=(
            "Send VAT as a fraction: 0.21 for 21 %.",
            "Stuur de btw als fractie: 0.21 voor 21 %.",
        ),
    ),
    warning(
        "vat-impossible",
        title=("Not a possible VAT rate", "Geen mogelijk btw-tarief"),
        text=(
            "The VAT rate of {key} is {value}; a rate is a number from 0 up.",
            "Het btw-tarief van {key} is {value}; een tarief is een getal vanaf 0.",
        ),
        remedy=(
            "Send VAT as a fraction, such as 0.21.",
            "Stuur de btw als fractie, zoals 0.21.",
        ),
    ),
    warning(
        "discount-group-without-gross",
        title=("Discount group without gross price", "Kortingsgroep zonder brutoprijs"),
        text=(
            "{key} is in discount group {value}, but has no gross price to take the discount from.",
            "{key} zit in kortingsgroep {value}, maar heeft geen brutoprijs waar de korting af kan.",
        ),
        remedy=(
            "Add the gross list price.",
            "Voeg de bruto lijstprijs toe.",
        ),
    ),
    warning(
        "price-not-yet-valid",
        title=("No price valid today", "Vandaag geen geldige prijs"),
        text=(
            "No price of {key} is valid today; the next starts on {value}.",
            "Geen prijs van {key} is vandaag geldig; de volgende gaat in op {value}.",
        ),
        remedy=(
            "Nothing needs doing when this is meant; otherwise add the price of today.",
            "Er hoeft niets te gebeuren als dit de bedoeling is; voeg anders de prijs van vandaag toe.",
        ),
    ),
    warning(
        "price-expired",
        title=("Prices have ended", "Prijzen zijn verlopen"),
        text=(
            "No price of {key} is valid any more; the last ended on {value}.",
            "Geen prijs van {key} is nog geldig; de laatste liep af op {value}.",
        ),
        remedy=(
            "Send the current price.",
            "Stuur de huidige prijs.",
        ),
    ),
)
