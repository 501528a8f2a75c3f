"""Rules about descriptions and attachments of one record: language, encoding, length, sources."""

from __future__ import annotations

from sluis.checks._rule import Rule, warning

RULES: tuple[Rule, ...] = (
    warning(
        "text-windows-1252",
        title=("Windows characters read as Latin-1", "Windows-tekens gelezen als Latin-1"),
        text=(
            "{field} of {key} holds control characters where Windows-1252 has letters and signs. Probably meant: {probably}",
            "{field} van {key} bevat stuurtekens waar Windows-1252 letters en tekens heeft. Waarschijnlijk bedoeld: {probably}",
        ),
        remedy=(
            "Save the file as UTF-8, or declare windows-1252 as its encoding.",
            "Sla het bestand op als UTF-8, of vermeld windows-1252 als codering.",
        ),
    ),
    warning(
        "text-double-encoded",
        title=("Text encoded twice", "Tekst dubbel gecodeerd"),
        text=(
            "{field} of {key} was encoded as UTF-8 twice. Probably meant: {probably}",
            "{field} van {key} is twee keer als UTF-8 gecodeerd. Waarschijnlijk bedoeld: {probably}",
        ),
        remedy=(
            "Find the step in the export that converts text which is UTF-8 already, and leave it out.",
            "Zoek de stap in de export die tekst omzet die al UTF-8 is, en laat die weg.",
        ),
    ),
    warning(
        "text-character-lost",
        title=("Characters lost", "Tekens verloren"),
        text=(
            "{field} of {key} holds the sign for an unreadable character: {value}",
            "{field} van {key} bevat het teken voor een onleesbaar teken: {value}",
        ),
        remedy=(
            "The characters were lost before the file was made; export again from the source.",
            "De tekens zijn verloren gegaan voordat het bestand werd gemaakt; exporteer opnieuw uit de bron.",
        ),
    ),
    warning(
        "text-double-escaped",
        title=("Character code in the text", "Tekencode in de tekst"),
        text=(
            "{field} of {key} holds {value}, escaped once too often. Probably meant: {probably}",
            "{field} van {key} bevat {value}, één keer te veel gecodeerd. Waarschijnlijk bedoeld: {probably}",
        ),
        remedy=(
            "Write the character itself, such as ² instead of &amp;sup2;.",
            "Schrijf het teken zelf, zoals ² in plaats van &amp;sup2;.",
        ),
    ),
    warning(
        "text-html",
        title=("HTML in a short text", "HTML in een korte tekst"),
        text=(
            "{field} of {key} holds an HTML tag: {value}",
            "{field} van {key} bevat een HTML-code: {value}",
        ),
        remedy=(
            "Send short texts without mark-up.",
            "Stuur korte teksten zonder opmaak.",
        ),
    ),
    warning(
        "text-too-long",
        title=("Text too long", "Tekst te lang"),
        text=(
            "{field} of {key} has {length} characters; {standard} allows {limit}. It was kept whole.",
            "{field} van {key} heeft {length} tekens; {standard} staat er {limit} toe. De tekst is geheel bewaard.",
        ),
        remedy=(
            "Shorten the text; receivers may cut it off.",
            "Kort de tekst in; ontvangers kunnen hem afkappen.",
        ),
    ),
    warning(
        "description-missing",
        title=("No short description", "Geen korte omschrijving"),
        text=(
            "{key} has no short description.",
            "{key} heeft geen korte omschrijving.",
        ),
        remedy=(
            "Add a short description (DESCRIPTION_SHORT in BMEcat).",
            "Voeg een korte omschrijving toe (DESCRIPTION_SHORT in BMEcat).",
        ),
    ),
    warning(
        "description-language",
        title=("Description in an undeclared language", "Omschrijving in een niet genoemde taal"),
        text=(
            "{key} is described in {value} only; the header announces {expected}.",
            "{key} is alleen in {value} omschreven; de header kondigt {expected} aan.",
        ),
        remedy=(
            "Check the language of the text, or add the language to the header.",
            "Controleer de taal van de tekst, of voeg de taal toe aan de header.",
        ),
    ),
    warning(
        "language-unknown",
        title=("Unknown language", "Onbekende taal"),
        text=(
            "{value} in {field} is not a language of ISO 639; it was kept as it came.",
            "{value} in {field} is geen taal van ISO 639; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a code of ISO 639-2, such as dut, fre, ger or eng.",
            "Gebruik een code van ISO 639-2, zoals dut, fre, ger of eng.",
        ),
    ),
    warning(
        "order-unit-missing",
        title=("No order unit", "Geen besteleenheid"),
        text=(
            "{key} does not say in which unit it is ordered.",
            "{key} zegt niet in welke eenheid het wordt besteld.",
        ),
        remedy=(
            "Fill in the order unit, such as C62 (piece) or MTR (metre).",
            "Vul de besteleenheid in, zoals C62 (stuk) of MTR (meter).",
        ),
    ),
    warning(
        "classification-missing",
        title=("Not classified", "Niet geclassificeerd"),
        text=(
            "{key} has no class, which the ETIM guideline asks for.",
            "{key} heeft geen klasse; de ETIM-richtlijn vraagt die wel.",
        ),
        remedy=(
            "Add the ETIM class and its features.",
            "Voeg de ETIM-klasse met kenmerken toe.",
        ),
    ),
    warning(
        "attachment-without-source",
        title=("Attachment without source", "Bijlage zonder bron"),
        text=(
            "An attachment ({value}) of {key} says neither file nor address.",
            "Een bijlage ({value}) van {key} noemt geen bestand en geen adres.",
        ),
        remedy=(
            "Fill in the file name or web address, or remove the attachment.",
            "Vul de bestandsnaam of het webadres in, of verwijder de bijlage.",
        ),
    ),
    warning(
        "attachment-address",
        title=("Not a usable web address", "Geen bruikbaar webadres"),
        text=(
            "The address {value} of an attachment of {key} does not open as a web address.",
            "Het adres {value} van een bijlage van {key} opent niet als webadres.",
        ),
        remedy=(
            "Send a whole address without spaces that begins with https://, or a plain file name.",
            "Stuur een volledig adres zonder spaties dat met https:// begint, of alleen een bestandsnaam.",
        ),
    ),
    warning(
        "attachment-type-unknown",
        title=("Unknown kind of attachment", "Onbekende soort bijlage"),
        text=(
            "{value} of {key} is not a kind of attachment; it was kept as it came.",
            "{value} van {key} is geen soort bijlage; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use a code from MD01 to MD65, or MD99 for anything else.",
            "Gebruik een code van MD01 tot MD65, of MD99 voor al het andere.",
        ),
    ),
    warning(
        "attachment-type-historic",
        title=("Kind of attachment no longer in use", "Soort bijlage niet meer in gebruik"),
        text=(
            "{value} of {key} is not in guideline 5.0 any more; it was kept as it came.",
            "{value} van {key} staat niet meer in richtlijn 5.0; de waarde is ongewijzigd bewaard.",
        ),
        remedy=(
            "Use the code of the declaration meant, from MD49 to MD56.",
            "Gebruik de code van de bedoelde verklaring, van MD49 tot MD56.",
        ),
    ),
    warning(
        "attachment-expired",
        title=("Attachment has expired", "Bijlage is verlopen"),
        text=(
            "An attachment ({type}) of {key} expired on {value}.",
            "Een bijlage ({type}) van {key} is verlopen op {value}.",
        ),
        remedy=(
            "Send the current document.",
            "Stuur het huidige document.",
        ),
    ),
    warning(
        "validity-future",
        title=("Not valid yet", "Nog niet geldig"),
        text=(
            "{key} is valid from {value}, which is still to come.",
            "{key} is geldig vanaf {value}; dat is nog niet zover.",
        ),
        remedy=(
            "Nothing needs doing when this is meant; otherwise correct the date.",
            "Er hoeft niets te gebeuren als dit de bedoeling is; verbeter anders de datum.",
        ),
    ),
    warning(
        "validity-expired",
        title=("No longer valid", "Niet meer geldig"),
        text=(
            "{key} was valid until {value}.",
            "{key} was geldig tot {value}.",
        ),
        remedy=(
            "Correct the date, or leave the record out of a complete delivery.",
            "Verbeter de datum, of laat het record weg uit een complete levering.",
        ),
    ),
    warning(
        "validity-order",
        title=("Ends before it starts", "Eindigt voor het begin"),
        text=(
            "{field} of {key}: starts on {value} but ends on {until}.",
            "{field} van {key}: begint op {value} maar eindigt op {until}.",
        ),
        remedy=(
            "Correct the dates; they may have been swapped.",
            "Verbeter de datums; mogelijk zijn ze verwisseld.",
        ),
    ),
)
