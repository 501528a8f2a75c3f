"""Rules that need the rest of the file or the catalogue: duplicates, unknown references, jumps.

They are computed over the whole delivery in SQL; `sluis.catalogue` makes these findings.
"""

from __future__ import annotations

from sluis.checks._rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "duplicate-key",
        title=("Number occurs twice", "Nummer komt twee keer voor"),
        text=(
            "{key} occurs more than once in this file; record {first_ordinal} (line {first_line}) was taken, this one was not.",
            "{key} komt meer dan eens voor in dit bestand; record {first_ordinal} (regel {first_line}) is overgenomen, dit record niet.",
        ),
        remedy=(
            "Keep one record per number and send the file again.",
            "Houd één record per nummer over en stuur het bestand opnieuw.",
        ),
    ),
    warning(
        "reference-unknown",
        title=("Reference to an unknown item", "Verwijzing naar een onbekend artikel"),
        text=(
            "{key} refers to {value}, which is neither in this file nor in the catalogue.",
            "{key} verwijst naar {value}, dat niet in dit bestand en niet in de catalogus staat.",
        ),
        remedy=(
            "Deliver {value} as well, or correct or remove the reference.",
            "Lever {value} ook aan, of verbeter of verwijder de verwijzing.",
        ),
    ),
    warning(
        "product-described-differently",
        title=("One product, two descriptions", "Eén product, twee beschrijvingen"),
        text=(
            "{key} describes product {value} differently from an earlier item in this file; the first description was kept.",
            "{key} beschrijft product {value} anders dan een eerder artikel in dit bestand; de eerste beschrijving is behouden.",
        ),
        remedy=(
            "Give all items of one manufacturer product the same product data.",
            "Geef alle artikelen van één fabrikantproduct dezelfde productgegevens.",
        ),
    ),
    warning(
        "delete-unknown",
        title=("Nothing to remove", "Niets te verwijderen"),
        text=(
            "{key} is to be removed, but the catalogue does not hold it.",
            "{key} moet worden verwijderd, maar staat niet in de catalogus.",
        ),
        remedy=(
            "Nothing needs doing when it was removed before; otherwise check the number.",
            "Er hoeft niets te gebeuren als het al verwijderd was; controleer anders het nummer.",
        ),
    ),
    error(
        "price-update-unknown",
        title=("Price for an unknown item", "Prijs voor een onbekend artikel"),
        text=(
            "{key} gets a new price, but the catalogue does not hold this item.",
            "{key} krijgt een nieuwe prijs, maar dit artikel staat niet in de catalogus.",
        ),
        remedy=(
            "Deliver the whole item first, or correct the item number.",
            "Lever eerst het hele artikel aan, of verbeter het artikelnummer.",
        ),
    ),
    error(
        "update-unknown",
        title=("Change of an unknown record", "Wijziging van een onbekend record"),
        text=(
            "{key} is to be changed, but the catalogue does not hold it.",
            "{key} moet worden gewijzigd, maar staat niet in de catalogus.",
        ),
        remedy=(
            "Deliver the whole record first, or correct its number.",
            "Lever eerst het hele record aan, of verbeter het nummer.",
        ),
    ),
    warning(
        "price-jump",
        title=("Large price change", "Grote prijswijziging"),
        text=(
            "The {field} of {key} goes from {old} to {new} ({percent} %).",
            "De {field} van {key} gaat van {old} naar {new} ({percent} %).",
        ),
        remedy=(
            "Check the price and the quantity and unit it is for; send a correction if it is wrong.",
            "Controleer de prijs en de hoeveelheid en eenheid waarvoor die geldt; stuur een correctie als die niet klopt.",
        ),
    ),
    warning(
        "records-missing",
        title=("Records would vanish", "Records zouden verdwijnen"),
        text=(
            "This complete delivery leaves out {n} records that the catalogue holds; they are archived.",
            "In deze complete levering ontbreken {n} records die in de catalogus staan; die worden gearchiveerd.",
        ),
        remedy=(
            "Check that the file is complete, or send it as a mutation (update) when it is only a part.",
            "Controleer of het bestand compleet is, of stuur het als mutatie als het maar een deel is.",
        ),
    ),
    warning(
        "guard-rail",
        title=("Waits for approval", "Wacht op goedkeuring"),
        text=(
            "Nothing has been written yet; the delivery waits for approval: {reason}.",
            "Er is nog niets weggeschreven; de levering wacht op goedkeuring: {reason}.",
        ),
        remedy=(
            "An operator approves or rejects it; send a corrected file when this was not meant.",
            "Een beheerder keurt de levering goed of af; stuur een verbeterd bestand als dit niet de bedoeling was.",
        ),
    ),
    error(
        "value-unstorable",
        title=("Value cannot be stored", "Waarde is niet op te slaan"),
        text=(
            "The {field} of {key} cannot be stored: {reason}.",
            "De {field} van {key} is niet op te slaan: {reason}.",
        ),
        remedy=(
            "Correct the value and send the record again.",
            "Verbeter de waarde en stuur het record opnieuw.",
        ),
    ),
)
