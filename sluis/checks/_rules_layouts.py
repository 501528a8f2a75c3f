"""Rules about tables that are read by a layout: cells, rows, columns, encodings."""

from __future__ import annotations

from sluis.checks._rule import Rule, error, warning

_CELL = (
    "Correct the cell and send the row again.",
    "Verbeter de cel en stuur de rij opnieuw.",
)

RULES: tuple[Rule, ...] = (
    error(
        "columns-missing",
        title=("Columns are missing", "Er ontbreken kolommen"),
        text=(
            "The table lacks columns that its layout names: {columns}. Seen: {seen}.",
            "De tabel mist kolommen die de lay-out noemt: {columns}. Gezien: {seen}.",
        ),
        remedy=(
            "Give the columns the headings of the layout again, each once, or change the layout; nothing was imported.",
            "Geef de kolommen weer de koppen van de lay-out, elk één keer, of pas de lay-out aan; er is niets geïmporteerd.",
        ),
    ),
    error(
        "sheet-missing",
        title=("Sheet is missing", "Tabblad ontbreekt"),
        text=(
            "The workbook has no sheet {wanted}. It has: {seen}.",
            "De werkmap heeft geen tabblad {wanted}. Wel: {seen}.",
        ),
        remedy=(
            "Give the sheet its name again, or change the layout; nothing was imported.",
            "Geef het tabblad weer zijn naam, of pas de lay-out aan; er is niets geïmporteerd.",
        ),
    ),
    error(
        "table-kind",
        title=("Not the kind of table expected", "Niet het verwachte soort tabel"),
        text=(
            "The layout expects {expected}; this is {seen}.",
            "De lay-out verwacht {expected}; dit is {seen}.",
        ),
        remedy=(
            "Save the table as what the layout expects and send it again.",
            "Sla de tabel op als wat de lay-out verwacht en stuur hem opnieuw.",
        ),
    ),
    warning(
        "encoding-guessed",
        title=("Encoding guessed", "Tekencodering geraden"),
        text=(
            "The file does not say how its letters are encoded; it was read as {value}.",
            "Het bestand zegt niet hoe de letters zijn gecodeerd; het is gelezen als {value}.",
        ),
        remedy=(
            "Look at letters such as é and ë in the result; name the encoding in the layout, or save the file as UTF-8.",
            "Kijk of letters als é en ë goed zijn; noem de codering in de lay-out, of sla het bestand op als UTF-8.",
        ),
    ),
    warning(
        "encoding-differs",
        title=("Encoding is not that of the layout", "Tekencodering is niet die van de lay-out"),
        text=(
            "The layout says {expected}, which the file is not; it was read as {value}.",
            "De lay-out zegt {expected}, maar dat is het bestand niet; het is gelezen als {value}.",
        ),
        remedy=(
            "Save the file in the encoding of the layout, or change the layout.",
            "Sla het bestand op in de codering van de lay-out, of pas de lay-out aan.",
        ),
    ),
    warning(
        "file-same-again",
        title=("The same file again", "Hetzelfde bestand nog eens"),
        text=(
            "This is byte for byte the file that came in at {value} under the same name.",
            "Dit is byte voor byte het bestand dat op {value} onder dezelfde naam binnenkwam.",
        ),
        remedy=(
            "Check that the right file was sent; if so, nothing needs doing.",
            "Controleer of het juiste bestand is verstuurd; zo ja, dan hoeft er niets te gebeuren.",
        ),
    ),
    warning(
        "attachment-missing",
        title=("File of an attachment is not there", "Bestand van een bijlage ontbreekt"),
        text=(
            "The file {value} was not delivered; the attachment has no content yet.",
            "Het bestand {value} is niet aangeleverd; de bijlage heeft nog geen inhoud.",
        ),
        remedy=(
            "Put the file beside the table, under the same name; the table need not be sent again.",
            "Zet het bestand naast de tabel, onder dezelfde naam; de tabel hoeft niet opnieuw gestuurd.",
        ),
    ),
    warning(
        "attachment-not-fetched",
        title=("Attachment could not be fetched", "Bijlage kon niet worden opgehaald"),
        text=(
            "{value} could not be fetched: {reason}.",
            "{value} kon niet worden opgehaald: {reason}.",
        ),
        remedy=(
            "Check the address; it is tried again when the table comes again.",
            "Controleer het adres; het wordt opnieuw geprobeerd als de tabel opnieuw komt.",
        ),
    ),
    warning(
        "picture-not-made",
        title=("No small picture", "Geen kleine afbeelding"),
        text=(
            "No low-resolution picture could be made of {value}: {reason}.",
            "Van {value} kon geen afbeelding in lage resolutie worden gemaakt: {reason}.",
        ),
        remedy=(
            "Check that the file is a picture and opens; it was kept as it is.",
            "Controleer of het bestand een afbeelding is en te openen is; het is bewaard zoals het is.",
        ),
    ),
    error(
        "row-key-missing",
        title=("Row without its key", "Rij zonder sleutel"),
        text=(
            "{field} is empty; without it nobody knows what the row is about.",
            "{field} is leeg; zonder die waarde weet niemand waar de rij over gaat.",
        ),
        remedy=(
            "Fill the cell and send the row again.",
            "Vul de cel en stuur de rij opnieuw.",
        ),
    ),
    error(
        "row-too-long",
        title=("Row has more cells than headings", "Rij heeft meer cellen dan koppen"),
        text=(
            "The row goes on beyond the {columns} columns of the table, with {value!r}; its values may stand in the wrong columns.",
            "De rij gaat door na de {columns} kolommen van de tabel, met {value!r}; de waarden staan misschien in de verkeerde kolom.",
        ),
        remedy=(
            "Put texts that hold the separator between quotes, and send the row again.",
            "Zet teksten met het scheidingsteken tussen aanhalingstekens en stuur de rij opnieuw.",
        ),
    ),
    error(
        "cell-required",
        title=("Required cell is empty", "Verplichte cel is leeg"),
        text=(
            "{field} is empty, and the layout requires it.",
            "{field} is leeg, en de lay-out vereist een waarde.",
        ),
        remedy=("Fill the cell and send the row again.", "Vul de cel en stuur de rij opnieuw."),
    ),
    error(
        "cell-number",
        title=("Cell holds no number", "Cel bevat geen getal"),
        text=(
            "{field} holds {value!r}, which is not a number written like {expected}.",
            "{field} bevat {value!r}; dat is geen getal zoals {expected}.",
        ),
        remedy=_CELL,
    ),
    error(
        "cell-integer",
        title=("Cell holds no whole number", "Cel bevat geen geheel getal"),
        text=(
            "{field} holds {value!r}, which is not a whole number.",
            "{field} bevat {value!r}; dat is geen geheel getal.",
        ),
        remedy=_CELL,
    ),
    error(
        "cell-date",
        title=("Cell holds no date", "Cel bevat geen datum"),
        text=(
            "{field} holds {value!r}, which is not a day written like {expected}.",
            "{field} bevat {value!r}; dat is geen dag zoals {expected}.",
        ),
        remedy=_CELL,
    ),
    error(
        "cell-boolean",
        title=("Cell holds neither yes nor no", "Cel bevat geen ja en geen nee"),
        text=(
            "{field} holds {value!r}, which is neither yes nor no.",
            "{field} bevat {value!r}; dat is geen ja en geen nee.",
        ),
        remedy=_CELL,
    ),
    error(
        "cell-not-listed",
        title=("Value is not in the list", "Waarde staat niet in de lijst"),
        text=(
            "{field} holds {value!r}; the layout knows: {expected}.",
            "{field} bevat {value!r}; de lay-out kent: {expected}.",
        ),
        remedy=_CELL,
    ),
    error(
        "cell-error",
        title=("Formula has failed", "Formule is mislukt"),
        text=(
            "{field} shows {value!r}: a formula of the spreadsheet has failed.",
            "{field} toont {value!r}: een formule in het rekenblad is mislukt.",
        ),
        remedy=(
            "Mend the formula, or put the value in its place, and send the row again.",
            "Herstel de formule, of vul de waarde in, en stuur de rij opnieuw.",
        ),
    ),
)
