"""Certificates: kind, number, dates, and the files that prove them.

Shape:   `legislation.certificates` [{"type", "number", "issue_date", "expiry_date",
         "revision_date", "name", "file_name", "uri"}].
Facts:   a REACH certificate says that REACH applies, when nothing else says whether it does, and
         its revision date is that of the list (2BA documentation of DICO).
"""

from __future__ import annotations

from sluis.codelists import sales005
from sluis.formats.dico._kinds import DAY_TEXT, among
from sluis.formats.dico._nodes import Node, Put, Source, leaf, part, wrap

REACH = "REACH"
CERTIFICATE_TYPE = among("certificate", sales005.CERTIFICATES, sales005.certificate)


def certified(place: str) -> Node:
    """The element of one certificate, put in the list at *place*."""
    return part(
        "Certificate",
        place,
        leaf("CertificateType", "type", CERTIFICATE_TYPE, also=("Type", "CertificateCode")),
        leaf("CertificateNumber", "number", also=("Number",), source=Source.POOL),
        leaf("CertificateDescription", "name", also=("Description", "CertificateName")),
        leaf("IssueDate", "issue_date", DAY_TEXT, also=("CertificateDate", "StartDate")),
        leaf("ExpiryDate", "expiry_date", DAY_TEXT, also=("EndDate", "ExpirationDate")),
        leaf("RevisionDate", "revision_date", DAY_TEXT, source=Source.POOL),
        wrap("URLInformation", leaf("URL", "uri", limit=512)),
        leaf("FileName", "file_name", limit=512),
        put=Put.MANY,
        also=("ProductCertificate", "CertificateInformation"),
        written=("dico-sales005",),
    )
