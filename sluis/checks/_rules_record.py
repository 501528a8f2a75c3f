"""Rules about what a reader could not make sense of in one record (or in the blocks around them)."""

from __future__ import annotations

from sluis.checks._rule import Rule, error, warning

_VALUE = (
    "Correct the value in {field} and send the record again.",
    "Verbeter de waarde in {field} en stuur het record opnieuw.",
)
_LATER = (
    "Nothing is lost; correct it in the next delivery.",
    "Er is niets verloren; verbeter het bij de volgende levering.",
)

RULES: tuple[Rule, ...] = (
    error(
        "key-missing",
        title=("Record without a number", "Record zonder nummer"),
        text=(
            "The record has no item number of the supplier.",
            "Het record heeft geen artikelnummer van de leverancier.",
        ),
        remedy=(
            "Fill SUPPLIER_PID (SUPPLIER_AID in BMEcat 1.2) and send the record again.",
            "Vul SUPPLIER_PID (SUPPLIER_AID in BMEcat 1.2) en stuur het record opnieuw.",
        ),
    ),
    error(
        "line-length",
        title=("Line of the wrong length", "Regel met de verkeerde lengte"),
        text=(
            "The line has {value} characters; a line of this file has {expected}.",
            "De regel heeft {value} tekens; een regel van dit bestand heeft er {expected}.",
        ),
        remedy=(
            "Check for a field that is too short or too long, or a line feed in a text.",
            "Kijk of een veld te kort of te lang is, of een regeleinde in een tekst staat.",
        ),
    ),
    error(
        "line-of-other-supplier",
        title=("Line of another supplier", "Regel van een andere leverancier"),
        text=(
            "The line is of supplier {value}; the file is of {expected}.",
            "De regel is van leverancier {value}; het bestand is van {expected}.",
        ),
        remedy=(
            "Send the items of each supplier in a file of their own.",
            "Stuur de artikelen van elke leverancier in een eigen bestand.",
        ),
    ),
    error(
        "row-too-short",
        title=("Line with too few columns", "Regel met te weinig kolommen"),
        text=(
            "The line has {value} columns; {expected} are needed.",
            "De regel heeft {value} kolommen; er zijn er {expected} nodig.",
        ),
        remedy=(
            "Check for a line feed or a missing delimiter in the line.",
            "Kijk of er een regeleinde in de regel staat of een scheidingsteken ontbreekt.",
        ),
    ),
    error(
        "part-incomplete",
        title=("Line without what it is about", "Regel zonder waar hij over gaat"),
        text=(
            "{field} is missing or has no meaning ({value}); without it the line says nothing.",
            "{field} ontbreekt of heeft geen betekenis ({value}); zonder dat zegt de regel niets.",
        ),
        remedy=_VALUE,
    ),
    error(
        "relation-kind-unknown",
        title=("Unknown kind of relation", "Onbekend soort relatie"),
        text=(
            "{value} does not say whether products or trade items are related.",
            "{value} zegt niet of producten of artikelen een relatie hebben.",
        ),
        remedy=("Use P-P, P-A or A-A.", "Gebruik P-P, P-A of A-A."),
    ),
    warning(
        "net-price-without-point",
        title=("Net price without a decimal point", "Nettoprijs zonder decimale punt"),
        text=(
            "The net price {value} of {key} has no decimal point, and the standard does not say how many decimals it has; it was kept as it came and no price was stored.",
            "De nettoprijs {value} van {key} heeft geen decimale punt en de standaard zegt niet hoeveel decimalen erin zitten; hij is bewaard zoals hij kwam en er is geen prijs opgeslagen.",
        ),
        remedy=(
            "Send net prices with a decimal point, or in the condition message of DICO.",
            "Stuur nettoprijzen met een decimale punt, of in het conditiebericht van DICO.",
        ),
    ),
    error(
        "mode-unknown",
        title=("Unknown mode", "Onbekende mode"),
        text=(
            "Mode {value!r} has no meaning in this transaction.",
            "Mode {value!r} heeft geen betekenis in deze transactie.",
        ),
        remedy=(
            "Use new, update or delete in T_UPDATE_PRODUCTS, and new in T_NEW_CATALOG.",
            "Gebruik new, update of delete in T_UPDATE_PRODUCTS, en new in T_NEW_CATALOG.",
        ),
    ),
    error(
        "number-unreadable",
        title=("Number cannot be read", "Getal is niet te lezen"),
        text=(
            "{field} holds {value!r}, which is not a number with a decimal point and without thousands signs.",
            "{field} bevat {value!r}; dat is geen getal met een decimale punt en zonder duizendtekens.",
        ),
        remedy=_VALUE,
    ),
    error(
        "date-unreadable",
        title=("Date cannot be read", "Datum is niet te lezen"),
        text=(
            "{field} holds {value!r}, which is not a date as YYYY-MM-DD.",
            "{field} bevat {value!r}; dat is geen datum als JJJJ-MM-DD.",
        ),
        remedy=_VALUE,
    ),
    warning(
        "number-kept-as-text",
        title=("Not a number", "Geen getal"),
        text=(
            "{field} should be a number and holds {value!r}; it was kept as text.",
            "{field} hoort een getal te zijn en bevat {value!r}; het is als tekst bewaard.",
        ),
        remedy=_LATER,
    ),
    warning(
        "date-kept-as-text",
        title=("Not a date", "Geen datum"),
        text=(
            "{field} should be a date and holds {value!r}; it was kept as text.",
            "{field} hoort een datum te zijn en bevat {value!r}; het is als tekst bewaard.",
        ),
        remedy=_LATER,
    ),
    warning(
        "boolean-unreadable",
        title=("Neither true nor false", "Niet true en niet false"),
        text=(
            "{field} should be true or false and holds {value!r}; it was kept as text.",
            "{field} hoort true of false te zijn en bevat {value!r}; het is als tekst bewaard.",
        ),
        remedy=_LATER,
    ),
    warning(
        "element-empty",
        title=("Empty element", "Leeg element"),
        text=("{field} is empty.", "{field} is leeg."),
        remedy=("Leave out elements that have no value.", "Laat elementen zonder waarde weg."),
    ),
    warning(
        "element-repeated",
        title=("Element occurs twice", "Element komt twee keer voor"),
        text=(
            "{field} can hold one value here; the first was taken and {value!r} was kept beside it.",
            "{field} kan hier één waarde hebben; de eerste is overgenomen en {value!r} is ernaast bewaard.",
        ),
        remedy=("Deliver one value, or one per language.", "Lever één waarde, of één per taal."),
    ),
    warning(
        "markup-in-text",
        title=("Markup in a text", "Opmaak in een tekst"),
        text=(
            "{field} holds the element <{value}>; the text was taken without the markup.",
            "{field} bevat het element <{value}>; de tekst is zonder opmaak overgenomen.",
        ),
        remedy=(
            "Deliver plain text, or put the markup in a CDATA section.",
            "Lever platte tekst, of zet de opmaak in een CDATA-sectie.",
        ),
    ),
    warning(
        "price-update-extra",
        title=("Not a price", "Geen prijs"),
        text=(
            "{field} in a price update is not applied: such an update changes prices only.",
            "{field} in een prijsmutatie is niet verwerkt: die wijzigt alleen prijzen.",
        ),
        remedy=(
            "Send other changes with T_UPDATE_PRODUCTS.",
            "Stuur andere wijzigingen met T_UPDATE_PRODUCTS.",
        ),
    ),
    warning(
        "block-not-kept",
        title=("Large block not kept whole", "Groot blok niet geheel bewaard"),
        text=(
            "Of the blocks before the records, {value} {field} were not kept: more than are stored with a delivery.",
            "Van de blokken vóór de records zijn {value} {field} niet bewaard: meer dan bij een levering worden opgeslagen.",
        ),
        remedy=(
            "Nothing needs doing: the records are complete and the original file is kept.",
            "Er hoeft niets te gebeuren: de records zijn volledig en het originele bestand is bewaard.",
        ),
    ),
    warning(
        "text-misplaced",
        title=("Text in the wrong place", "Tekst op de verkeerde plaats"),
        text=(
            "{field} holds the text {value!r} beside its elements; it was kept with the extensions.",
            "{field} bevat de tekst {value!r} naast zijn elementen; die is bij de extensies bewaard.",
        ),
        remedy=("Put the text in an element of its own.", "Zet de tekst in een eigen element."),
    ),
    warning(
        "group-map-unknown",
        title=("Group of an unknown item", "Groep van een onbekend artikel"),
        text=(
            "{count} items that are put into catalogue groups are not in this file, {value} for one; their groups were not applied.",
            "{count} artikelen die in catalogusgroepen zijn geplaatst staan niet in dit bestand, zoals {value}; hun groepen zijn niet verwerkt.",
        ),
        remedy=(
            "Deliver the items in the same file as their groups.",
            "Lever de artikelen in hetzelfde bestand als hun groepen.",
        ),
    ),
    warning(
        "groups-not-kept",
        title=("Catalogue groups not kept", "Catalogusgroepen niet bewaard"),
        text=(
            "{value} {field} were not kept: more than one delivery may hold.",
            "{value} {field} zijn niet bewaard: meer dan één levering mag bevatten.",
        ),
        remedy=("Deliver the catalogue in parts.", "Lever de catalogus in delen."),
    ),
    error(
        "part-without-subject",
        title=("Line that is about nothing", "Regel die nergens over gaat"),
        text=(
            "The line does not say what it is about: a condition needs a discount group or an item number and a date, a relation two numbers and a type.",
            "De regel zegt niet waarover hij gaat: een conditie heeft een kortingsgroep of een artikelnummer en een datum nodig, een relatie twee nummers en een soort.",
        ),
        remedy=(
            "Complete the line and send it again.",
            "Vul de regel aan en stuur hem opnieuw.",
        ),
    ),
    error(
        "supplier-of-line-differs",
        title=("Line of another supplier", "Regel van een andere leverancier"),
        text=(
            "{key} stands under supplier {value}, the file is of supplier {expected}.",
            "{key} staat onder leverancier {value}, het bestand is van leverancier {expected}.",
        ),
        remedy=(
            "Send the items of each supplier in a file of their own.",
            "Stuur de artikelen van elke leverancier in een eigen bestand.",
        ),
    ),
    warning(
        "code-unknown",
        title=("Code not in the code list", "Code staat niet in de codelijst"),
        text=(
            "{field} holds {value!r}, which is not in the code list of the format; it is kept as it came.",
            "{field} bevat {value!r}; dat staat niet in de codelijst van het formaat en is bewaard zoals het kwam.",
        ),
        remedy=_LATER,
    ),
    warning(
        "price-without-amount",
        title=("Price without an amount", "Prijs zonder bedrag"),
        text=(
            "A {field} of {key} has no amount.",
            "Een {field} van {key} heeft geen bedrag.",
        ),
        remedy=_LATER,
    ),
    warning(
        "attachment-embedded",
        title=("Attachment within the file", "Bijlage in het bestand zelf"),
        text=(
            "The content of an attachment of {key} stands within the file; its hash is kept, the content is not.",
            "De inhoud van een bijlage van {key} staat in het bestand zelf; de hash is bewaard, de inhoud niet.",
        ),
        remedy=(
            "Send attachments as files beside the catalogue, or as web addresses.",
            "Stuur bijlagen als bestanden naast de catalogus, of als webadres.",
        ),
    ),
    warning(
        "measure-unit-unknown",
        title=("Measure in an unknown unit", "Maat in een onbekende eenheid"),
        text=(
            "{field} of {key} is in {value}, which is no unit of this kind of measure; it was kept as it came.",
            "{field} van {key} is in {value}; dat is geen eenheid voor deze maat. De waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a code of UN/ECE Recommendation 20, such as MTR, MMT, KGM, GRM or DAY.",
            "Gebruik een code van UN/ECE-aanbeveling 20, zoals MTR, MMT, KGM, GRM of DAY.",
        ),
    ),
    warning(
        "surcharge-type-unknown",
        title=("Unknown allowance or surcharge", "Onbekende korting of toeslag"),
        text=(
            "{value} in {field} of {key} is no kind of allowance or surcharge that we know; it was kept as it came.",
            "{value} in {field} van {key} is geen bekende soort korting of toeslag; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a code of the list, such as QD (quantity), TD (trade) or FC (freight).",
            "Gebruik een code uit de lijst, zoals QD (staffel), TD (handel) of FC (vracht).",
        ),
    ),
)
