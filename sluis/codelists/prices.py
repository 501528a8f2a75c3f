"""Kinds of price.

Source:  `price_type` of BMEcat 1.2, 2005 and the ETIM guidelines 3.1 and 5.0. `gros_list` is
         spelled so in the standard. A company may add its own as `udp_` and 1-16 word characters.

>>> is_known("net_list"), is_known("udp_spring_sale"), is_known("list")
(True, True, False)
"""

from __future__ import annotations

NAMES = {
    "net_list": {"en": "List price without VAT", "nl": "Lijstprijs zonder btw"},
    "gros_list": {"en": "List price with VAT", "nl": "Lijstprijs met btw"},
    "net_customer": {"en": "Customer's net price", "nl": "Nettoprijs van de klant"},
    "net_customer_exp": {"en": "Customer's net express price", "nl": "Nettoprijs bij spoed"},
    "nrp": {"en": "Recommended retail price", "nl": "Adviesprijs"},
    "on_request": {"en": "Price on request", "nl": "Prijs op aanvraag"},
}
"""The kinds with what they stand for; 5.0 has `net_customer`, `net_list` and `nrp` only."""

OWN_PREFIX = "udp_"

ON_REQUEST = "on_request"


def is_known(code: str) -> bool:
    """Say whether *code* is a kind of price of the standard or a company's own."""
    return code in NAMES or code.startswith(OWN_PREFIX)
