"""Rules about numbers and codes of one record: GTIN, GLN, units, packaging, status, origin."""

from __future__ import annotations

from sluis.checks._rule import Rule, warning

RULES: tuple[Rule, ...] = (
    warning(
        "gtin-format",
        title=("Not a GTIN", "Geen GTIN"),
        text=(
            "The GTIN {value} of {key} does not have 8, 12, 13 or 14 digits.",
            "De GTIN {value} van {key} heeft geen 8, 12, 13 of 14 cijfers.",
        ),
        remedy=(
            "Send the GTIN as it stands under the bar code, digits only, or leave it out.",
            "Stuur de GTIN zoals die onder de streepjescode staat, alleen cijfers, of laat hem weg.",
        ),
    ),
    warning(
        "gtin-check-digit",
        title=("GTIN has a wrong check digit", "GTIN heeft een fout controlecijfer"),
        text=(
            "The last digit of GTIN {value} of {key} should be {expected}.",
            "Het laatste cijfer van GTIN {value} van {key} zou {expected} moeten zijn.",
        ),
        remedy=(
            "Check the GTIN against the label; a digit was probably mistyped.",
            "Vergelijk de GTIN met het etiket; waarschijnlijk is een cijfer verkeerd ingevoerd.",
        ),
    ),
    warning(
        "gtin-zeros",
        title=("GTIN of zeros only", "GTIN met alleen nullen"),
        text=(
            "The GTIN of {key} is {value}; it counts as absent.",
            "De GTIN van {key} is {value}; die telt als niet ingevuld.",
        ),
        remedy=(
            "Send the real GTIN, or leave the field out.",
            "Stuur de echte GTIN, of laat het veld weg.",
        ),
    ),
    warning(
        "gln-format",
        title=("Not a GLN", "Geen GLN"),
        text=(
            "{value} in {field} is not a GLN: that has 13 digits.",
            "{value} in {field} is geen GLN: die heeft 13 cijfers.",
        ),
        remedy=(
            "Send the GLN as GS1 issued it, digits only.",
            "Stuur het GLN zoals GS1 het heeft uitgegeven, alleen cijfers.",
        ),
    ),
    warning(
        "gln-check-digit",
        title=("GLN has a wrong check digit", "GLN heeft een fout controlecijfer"),
        text=(
            "The last digit of GLN {value} in {field} should be {expected}.",
            "Het laatste cijfer van GLN {value} in {field} zou {expected} moeten zijn.",
        ),
        remedy=(
            "Check the GLN with the party it belongs to.",
            "Controleer het GLN bij de partij waar het bij hoort.",
        ),
    ),
    warning(
        "unit-unknown",
        title=("Unknown unit", "Onbekende eenheid"),
        text=(
            "{value} in {field} of {key} is not a unit of UN/ECE Recommendation 20 or 21; it was kept as it came.",
            "{value} in {field} van {key} is geen eenheid van UN/ECE-aanbeveling 20 of 21; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a code of the list, such as C62 (piece), MTR (metre) or KGM (kilogram).",
            "Gebruik een code uit de lijst, zoals C62 (stuk), MTR (meter) of KGM (kilogram).",
        ),
    ),
    warning(
        "quantity-not-positive",
        title=("Quantity is zero or less", "Hoeveelheid is nul of minder"),
        text=(
            "{field} of {key} is {value}; it should be above zero.",
            "{field} van {key} is {value}; dat moet meer dan nul zijn.",
        ),
        remedy=(
            "Fill in the right quantity, or leave the field out.",
            "Vul de juiste hoeveelheid in, of laat het veld weg.",
        ),
    ),
    warning(
        "measure-negative",
        title=("Negative measure", "Negatieve maat"),
        text=(
            "{field} of {key} is {value}; it cannot be below zero.",
            "{field} van {key} is {value}; dat kan niet onder nul zijn.",
        ),
        remedy=(
            "Fill in the right value, or leave the field out.",
            "Vul de juiste waarde in, of laat het veld weg.",
        ),
    ),
    warning(
        "packaging-code-unknown",
        title=("Unknown kind of packaging", "Onbekende verpakkingssoort"),
        text=(
            "{value} of {key} is not a packaging code; it was kept as it came.",
            "{value} van {key} is geen verpakkingscode; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a packaging code of the guideline, such as BX (box), CT (carton) or PF (pallet).",
            "Gebruik een verpakkingscode uit de richtlijn, zoals BX (doos), CT (karton) of PF (pallet).",
        ),
    ),
    warning(
        "packaging-quantity-missing",
        title=("Packaging without quantity", "Verpakking zonder aantal"),
        text=(
            "A packaging unit ({value}) of {key} does not say how much is in it.",
            "Een verpakkingseenheid ({value}) van {key} zegt niet hoeveel erin zit.",
        ),
        remedy=(
            "Fill in how many order units the packaging holds.",
            "Vul in hoeveel besteleenheden de verpakking bevat.",
        ),
    ),
    warning(
        "status-unknown",
        title=("Unknown status", "Onbekende status"),
        text=(
            "The status {value} of {key} is not in the code list; it was kept as it came.",
            "De status {value} van {key} staat niet in de codelijst; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a status of the standard, such as new_product or old_product in BMEcat.",
            "Gebruik een status van de standaard, zoals new_product of old_product in BMEcat.",
        ),
    ),
    warning(
        "product-type-unknown",
        title=("Unknown product type", "Onbekend producttype"),
        text=(
            "The product type {value} of {key} is none of {expected}; it was kept as it came.",
            "Het producttype {value} van {key} is niet een van {expected}; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use one of the listed types, or leave the field out.",
            "Gebruik een van de genoemde typen, of laat het veld weg.",
        ),
    ),
    warning(
        "country-unknown",
        title=("Unknown country", "Onbekend land"),
        text=(
            "{value} in {field} is not a country code of ISO 3166; it was kept as it came.",
            "{value} in {field} is geen landcode van ISO 3166; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use two capital letters, such as NL, BE or DE.",
            "Gebruik twee hoofdletters, zoals NL, BE of DE.",
        ),
    ),
    warning(
        "customs-number-shape",
        title=("Not a customs number", "Geen goederencode"),
        text=(
            "The customs number {value} of {key} does not have 6 to 11 digits.",
            "De goederencode {value} van {key} heeft geen 6 tot 11 cijfers.",
        ),
        remedy=(
            "Send the HS (6 digits), CN (8) or national (10 or 11) number.",
            "Stuur de HS- (6 cijfers), GN- (8) of nationale (10 of 11) code.",
        ),
    ),
    warning(
        "legislation-value",
        title=("Unknown legal indication", "Onbekende wettelijke aanduiding"),
        text=(
            "{value} is not a possible value of {field} of {key}; expected: {expected}. It was kept as it came.",
            "{value} is geen mogelijke waarde van {field} van {key}; verwacht: {expected}. De waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a value of the guideline.",
            "Gebruik een waarde uit de richtlijn.",
        ),
    ),
    warning(
        "relation-type-unknown",
        title=("Unknown kind of relation", "Onbekende soort relatie"),
        text=(
            "{value} is not a kind of relation; the relation of {key} to {target} was kept as it came.",
            "{value} is geen soort relatie; de relatie van {key} met {target} is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a type of the standard, such as accessories, sparepart or similar.",
            "Gebruik een type van de standaard, zoals accessories, sparepart of similar.",
        ),
    ),
    warning(
        "relation-without-target",
        title=("Relation without a number", "Relatie zonder nummer"),
        text=(
            "A relation ({value}) of {key} does not say to which item.",
            "Een relatie ({value}) van {key} zegt niet met welk artikel.",
        ),
        remedy=(
            "Fill in the number of the other item, or remove the relation.",
            "Vul het nummer van het andere artikel in, of verwijder de relatie.",
        ),
    ),
    warning(
        "relation-to-itself",
        title=("Relation to itself", "Relatie met zichzelf"),
        text=(
            "{key} refers to itself ({field}).",
            "{key} verwijst naar zichzelf ({field}).",
        ),
        remedy=(
            "Correct or remove the reference.",
            "Verbeter of verwijder de verwijzing.",
        ),
    ),
)
