"""Rules about the document as a whole: unreadable, unknown, wrong sender, job trouble."""

from __future__ import annotations

from sluis.checks._rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "file-unreadable",
        title=("File cannot be read", "Bestand is niet leesbaar"),
        text=("The file cannot be read: {reason}.", "Het bestand is niet te lezen: {reason}."),
        remedy=(
            "Mend the file and send it again; nothing of it was imported.",
            "Herstel het bestand en stuur het opnieuw; er is niets van geïmporteerd.",
        ),
    ),
    error(
        "file-unknown-format",
        title=("Format not recognised", "Formaat niet herkend"),
        text=(
            "The content is none of the accepted formats. Seen: {seen}.",
            "De inhoud is geen van de geaccepteerde formaten. Gezien: {seen}.",
        ),
        remedy=(
            "Send one of: {accepted}.",
            "Stuur een van: {accepted}.",
        ),
    ),
    error(
        "file-unsupported-version",
        title=("Version not supported", "Versie niet ondersteund"),
        text=("{reason}.", "{reason}."),
        remedy=("Send one of: {accepted}.", "Stuur een van: {accepted}."),
    ),
    error(
        "supplier-unknown",
        title=("Supplier unknown", "Leverancier onbekend"),
        text=(
            "The file names no supplier GLN and did not come in through an account with one.",
            "Het bestand noemt geen GLN van de leverancier en kwam niet binnen via een account met GLN.",
        ),
        remedy=(
            "Fill the supplier's GLN in the header, or upload with the supplier's own account.",
            "Vul het GLN van de leverancier in de header, of upload met het account van de leverancier.",
        ),
    ),
    warning(
        "supplier-gln-differs",
        title=("Supplier GLN differs from the account", "GLN leverancier wijkt af van het account"),
        text=(
            "The file says supplier GLN {value}, the account says {expected}; the account decides.",
            "Het bestand noemt leverancier-GLN {value}, het account {expected}; het account beslist.",
        ),
        remedy=(
            "Check that the right file was sent with the right account.",
            "Controleer of het juiste bestand met het juiste account is verstuurd.",
        ),
    ),
    warning(
        "language-missing",
        title=("Header names no language", "Header noemt geen taal"),
        text=(
            "The header does not say in which language the texts are.",
            "De header zegt niet in welke taal de teksten zijn.",
        ),
        remedy=(
            "Add LANGUAGE to the header, such as dut or eng.",
            "Voeg LANGUAGE toe aan de header, zoals dut of eng.",
        ),
    ),
    warning(
        "document-date-future",
        title=("File dated in the future", "Bestand heeft een datum in de toekomst"),
        text=(
            "The header says the file was made on {value}; that day is still to come.",
            "De header zegt dat het bestand op {value} is gemaakt; die dag moet nog komen.",
        ),
        remedy=(
            "Check the date, and the clock of the system that made the file.",
            "Controleer de datum, en de klok van het systeem dat het bestand maakte.",
        ),
    ),
    error(
        "job-failed",
        title=("Processing failed", "Verwerking mislukt"),
        text=(
            "The file could not be processed in {attempts} attempts: {reason}.",
            "Het bestand kon in {attempts} pogingen niet worden verwerkt: {reason}.",
        ),
        remedy=(
            "The file is kept in quarantine; the operator has been told.",
            "Het bestand is in quarantaine bewaard; de beheerder is op de hoogte.",
        ),
    ),
    warning(
        "mutation-code-unknown",
        title=("No mutation code", "Geen mutatiecode"),
        text=(
            "The mutation code is {value!r}, which is neither 9 (complete) nor 4 (mutation); the file is taken as {taken}.",
            "De mutatiecode is {value!r}: niet 9 (compleet) en niet 4 (mutatie); het bestand geldt als {taken}.",
        ),
        remedy=(
            "Fill MutationCode with 9 when the file holds everything, with 4 when it holds changes.",
            "Vul MutationCode met 9 als het bestand alles bevat, met 4 als het wijzigingen bevat.",
        ),
    ),
    warning(
        "schema-violation",
        title=("Not as the schema says", "Niet volgens het schema"),
        text=("{reason}", "{reason}"),
        remedy=(
            "Have the file made as the schema of the format says; validate it before it is sent.",
            "Laat het bestand maken zoals het schema van het formaat zegt; valideer het voor verzending.",
        ),
    ),
    warning(
        "schema-unusable",
        title=("Schema cannot be used", "Schema is niet bruikbaar"),
        text=(
            "The file was not checked against its schema: {reason}.",
            "Het bestand is niet tegen zijn schema gehouden: {reason}.",
        ),
        remedy=(
            "The operator of Sluis mends the folder of schemas; the file itself may be right.",
            "De beheerder van Sluis herstelt de map met schema's; het bestand zelf kan goed zijn.",
        ),
    ),
)
