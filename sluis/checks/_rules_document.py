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
        "archive-damaged",
        title=("Archive cannot be unpacked", "Archief is niet uit te pakken"),
        text=(
            "The archive is damaged or of a kind that is not read: {reason}.",
            "Het archief is beschadigd of van een soort die niet wordt gelezen: {reason}.",
        ),
        remedy=(
            "Pack the files anew as zip, 7z or tar.gz and send the archive again.",
            "Pak de bestanden opnieuw in als zip, 7z of tar.gz en stuur het archief opnieuw.",
        ),
    ),
    error(
        "archive-encrypted",
        title=("Archive needs a password", "Archief vraagt een wachtwoord"),
        text=(
            "{member} can only be unpacked with a password.",
            "{member} is alleen met een wachtwoord uit te pakken.",
        ),
        remedy=(
            "Pack the files without a password; the way they come by is encrypted already.",
            "Pak de bestanden zonder wachtwoord in; de weg waarlangs ze komen is al versleuteld.",
        ),
    ),
    error(
        "archive-unsafe",
        title=("Archive with what does not belong in it", "Archief met wat er niet in hoort"),
        text=(
            "The archive holds {what}: {member}.",
            "Het archief bevat {what}: {member}.",
        ),
        remedy=(
            "Pack plain files only, each with a name of its own and without a path.",
            "Pak alleen gewone bestanden in, elk met een eigen naam en zonder pad.",
        ),
    ),
    error(
        "archive-too-large",
        title=("Archive too large", "Archief te groot"),
        text=(
            "The archive holds more than is allowed: {reason}.",
            "Het archief bevat meer dan is toegestaan: {reason}.",
        ),
        remedy=(
            "Send the data in several archives, or ask the operator for more room.",
            "Stuur de gegevens in meerdere archieven, of vraag de beheerder om meer ruimte.",
        ),
    ),
    error(
        "archive-without-catalogue",
        title=("Archive without a catalogue", "Archief zonder catalogus"),
        text=(
            "None of the files in the archive is of an accepted format. Seen: {seen}.",
            "Geen van de bestanden in het archief heeft een geaccepteerd formaat. Gezien: {seen}.",
        ),
        remedy=("Send one of: {accepted}.", "Stuur een van: {accepted}."),
    ),
    warning(
        "archive-member-not-read",
        title=("File in the archive not read", "Bestand in het archief niet gelezen"),
        text=(
            "{count} in the archive not read, {kind}: {value}.",
            "{count} in het archief niet gelezen, {kind}: {value}.",
        ),
        remedy=(
            "Nothing to do when the file was not meant to be imported.",
            "Niets te doen als het bestand niet bedoeld was om te importeren.",
        ),
    ),
    error(
        "parameters-unreadable",
        title=("parameters.xml cannot be read", "parameters.xml is niet leesbaar"),
        text=(
            "The parameters of the delivery cannot be read: {reason}. What it asked for is not known, so nothing was imported.",
            "De parameters van de levering zijn niet te lezen: {reason}. Wat gevraagd werd is niet bekend, dus is er niets geïmporteerd.",
        ),
        remedy=(
            "Mend parameters.xml, or leave it out, and send the archive again.",
            "Herstel parameters.xml of laat het weg, en stuur het archief opnieuw.",
        ),
    ),
    warning(
        "parameter-unknown",
        title=("Unknown parameter", "Onbekende parameter"),
        text=(
            "parameters.xml has {field}, which means nothing; capitals count.",
            "parameters.xml bevat {field}, dat niets betekent; hoofdletters tellen.",
        ),
        remedy=("Use: {meant}.", "Gebruik: {meant}."),
    ),
    warning(
        "parameter-invalid",
        title=("Parameter with an impossible value", "Parameter met een onmogelijke waarde"),
        text=(
            "{field} in parameters.xml is {value!r}; it counts as not given.",
            "{field} in parameters.xml is {value!r}; het telt als niet gegeven.",
        ),
        remedy=("Allowed: {allowed}.", "Toegestaan: {allowed}."),
    ),
    warning(
        "parameter-without-effect",
        title=("Parameter without effect", "Parameter zonder gevolg"),
        text=(
            "{field} in parameters.xml has no effect on this delivery.",
            "{field} in parameters.xml heeft geen gevolg voor deze levering.",
        ),
        remedy=(
            "Nothing to do; the data was imported as it stands in the files.",
            "Niets te doen; de gegevens zijn geïmporteerd zoals ze in de bestanden staan.",
        ),
    ),
    warning(
        "line-count-differs",
        title=("Other number of lines than stated", "Ander aantal regels dan opgegeven"),
        text=(
            "The header states {value} lines; there are {expected}.",
            "De header noemt {value} regels; het zijn er {expected}.",
        ),
        remedy=(
            "Check that the file was sent as a whole.",
            "Controleer of het bestand in zijn geheel is verstuurd.",
        ),
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
