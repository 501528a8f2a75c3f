"""What tables of the trade call their columns: Dutch, English, German and French.

Shape:   entity -> path of a field -> what it is called, by language, separated by `|`. `*` is every
         language. Compared without case, accents, punctuation and blanks (`folded`).
Source:  our own list of 2026-07; what price lists, exports of ERP systems and order forms say.

>>> folded("Artikel-Nr."), folded("Désignation (FR)"), folded("EAN code")
('artikelnr', 'designationfr', 'eancode')
"""

from __future__ import annotations

import unicodedata

Names = dict[str, dict[str, str]]

_MAKER: Names = {
    "manufacturer_product_number": {
        "nl": "fabrikantnummer | fabrikant artikelnummer | artikelnummer fabrikant | typenummer"
        " | fabrieksnummer | productcode fabrikant | productcode | fabrikantcode product"
        " | artikelnr fabrikant | nummer fabrikant",
        "en": "manufacturer part number | mpn | manufacturer number | manufacturer product number"
        " | part number | product number | product code | mfr part number | model number",
        "de": "herstellernummer | hersteller artikelnummer | herstellerartikelnummer | typnummer"
        " | hersteller-teilenummer",
        "fr": "reference fabricant | ref fabricant | code fabricant | reference du fabricant",
        "*": "manufacturer pid | manufacturer aid",
    },
    "manufacturer_gln": {
        "*": "gln fabrikant | fabrikant gln | manufacturer gln | gln manufacturer"
        " | hersteller gln | gln hersteller | gln fabricant",
    },
    "manufacturer_name": {
        "nl": "fabrikant | fabrikantnaam | naam fabrikant | producent",
        "en": "manufacturer | manufacturer name | maker | producer",
        "de": "hersteller | herstellername",
        "fr": "fabricant | nom du fabricant",
    },
}

_PRODUCT: Names = {
    "brand_name": {
        "nl": "merk | merknaam",
        "en": "brand | brand name",
        "de": "marke | markenname",
        "fr": "marque",
    },
    "product_gtins": {"*": "gtin product | product gtin | ean product"},
    "etim_class": {
        "*": "etim | etim klasse | etimklasse | etim class | etim code | etim klassecode"
        " | classe etim | ec code | etim class code | productklasse",
    },
    "etim_release": {"*": "etim versie | etim version | etim release"},
    "descriptions.{language}.long": {
        "nl": "lange omschrijving | uitgebreide omschrijving | omschrijving lang | marketingtekst"
        " | producttekst | toelichting",
        "en": "long description | description long | marketing text | product text | details",
        "de": "langtext | lange beschreibung | langbezeichnung | produkttext",
        "fr": "description longue | texte long | libelle long | texte marketing",
    },
    "descriptions.{language}.series": {"nl": "serie | productserie", "en": "series | range",
                                       "de": "baureihe", "fr": "gamme"},
    "descriptions.{language}.type": {"nl": "type | typeaanduiding", "en": "type designation",
                                     "de": "typ | typbezeichnung", "fr": "modele"},
    "descriptions.{language}.keywords": {"nl": "trefwoorden | zoekwoorden", "en": "keywords",
                                         "de": "schlagworte | suchbegriffe", "fr": "mots cles"},
    "logistics.net_weight": {"nl": "netto gewicht | nettogewicht", "en": "net weight",
                             "de": "nettogewicht", "fr": "poids net"},
    "logistics.region_of_origin": {"nl": "regio van herkomst"},
    "logistics.countries_of_origin": {
        "nl": "land van herkomst | land van oorsprong | herkomst | oorsprong",
        "en": "country of origin | origin",
        "de": "ursprungsland | herkunftsland",
        "fr": "pays d'origine",
    },
    "warranty_consumer": {"nl": "garantie | garantie maanden", "en": "warranty | warranty months",
                          "de": "garantie monate", "fr": "garantie mois"},
}  # fmt: skip

_PRICES: Names = {
    "gross_list_price": {
        "nl": "bruto | brutoprijs | bruto prijs | adviesprijs bruto | verkoopprijs bruto"
        " | lijstprijs | catalogusprijs | prijs | prijs excl btw | bruto verkoopprijs"
        " | stuksprijs | eenheidsprijs | verkoopprijs",
        "en": "gross price | list price | gross list price | price | unit price | catalogue price",
        "de": "bruttopreis | listenpreis | preis | bruttolistenpreis | einzelpreis | vk preis",
        "fr": "prix brut | prix catalogue | prix tarif | prix | prix unitaire | tarif",
    },
    "net_price": {
        "nl": "netto | nettoprijs | netto prijs | inkoopprijs | uw prijs | klantprijs",
        "en": "net price | nett price | purchase price | your price | customer price",
        "de": "nettopreis | einkaufspreis | ek preis | ihr preis",
        "fr": "prix net | prix d'achat | votre prix",
    },
    "recommended_retail_price": {
        "nl": "adviesprijs | consumentenprijs | adviesverkoopprijs | avp",
        "en": "recommended retail price | rrp | msrp | retail price",
        "de": "uvp | unverbindliche preisempfehlung",
        "fr": "prix public | prix conseille | ppc",
    },
    "currency": {"nl": "valuta | munt | muntsoort", "en": "currency", "de": "wahrung",
                 "fr": "devise | monnaie"},
    "price_unit": {"nl": "prijseenheid | eenheid prijs | pe", "en": "price unit",
                   "de": "preiseinheit", "fr": "unite de prix"},
    "price_quantity": {
        "nl": "prijs per | prijs per aantal | prijshoeveelheid | per | prijsbasis"
        " | aantal prijseenheid | prijsaantal",
        "en": "price per | price quantity | price basis | per quantity",
        "de": "preis pro | preismenge | preisbasis",
        "fr": "prix par | quantite de prix | base de prix",
    },
    "vat_rate": {"nl": "btw | btw percentage | btwtarief", "en": "vat | vat rate | tax rate",
                 "de": "mwst | mehrwertsteuer | ust", "fr": "tva | taux de tva"},
}  # fmt: skip

_ITEM_NUMBER = {
    "nl": "artikelnummer | artikelnr | artnr | art nr | artikel | artikelcode | artcode"
    " | artikelnummer leverancier | leveranciersartikelnummer | leverancier artikelnummer"
    " | bestelnummer | bestelnr | bestelcode | nummer | nr | code | eigen artikelnummer",
    "en": "item number | item no | item | article number | article no | sku | order number"
    " | order code | item code | supplier item number | supplier part number | article",
    "de": "artikelnummer | artikelnr | art nr | bestellnummer | bestellnr | sachnummer | artikel",
    "fr": "reference | ref | code article | numero d'article | n article | reference fournisseur"
    " | reference article | article",
}

_TRADE_ITEM: Names = {
    "supplier_item_number": _ITEM_NUMBER | {"*": "supplier pid | supplier aid"},
    "supplier_alt_item_number": {
        "nl": "alternatief artikelnummer | oud artikelnummer | zoeknummer",
        "en": "alternative item number | old item number",
        "de": "alternative artikelnummer | alte artikelnummer",
        "fr": "ancienne reference | reference alternative",
    },
    "item_gtins": {
        "*": "ean | ean code | eancode | ean 13 | ean nummer | gtin | gtin code | gtin 13"
        " | barcode | streepjescode | upc | strichcode | code barres | code ean | gtin/ean"
        " | ean/gtin | ean nr",
    },
    "descriptions.{language}.short": {
        "nl": "omschrijving | artikelomschrijving | korte omschrijving | omschrijving kort"
        " | omschrijving 1 | productnaam | artikelnaam | naam | benaming | productomschrijving",
        "en": "description | short description | item description | item name | product name"
        " | name | title | product description",
        "de": "bezeichnung | kurzbezeichnung | kurztext | artikelbezeichnung | beschreibung"
        " | produktname | bezeichnung 1",
        "fr": "designation | libelle | description courte | nom du produit | description | nom",
    },
    **_MAKER,
    **{f"product.{path}": names for path, names in _PRODUCT.items()},
    **_PRICES,
    "order_unit": {
        "nl": "eenheid | besteleenheid | verkoopeenheid | ve | bestel eenheid | inkoopeenheid",
        "en": "unit | order unit | uom | unit of measure | sales unit",
        "de": "einheit | bestelleinheit | mengeneinheit | verkaufseinheit | me",
        "fr": "unite | unite de commande | unite de vente",
    },
    "content_unit": {"nl": "inhoudseenheid", "en": "content unit", "de": "inhaltseinheit",
                     "fr": "unite de contenu"},
    "content_quantity": {"nl": "inhoud | aantal per eenheid", "en": "content | content quantity",
                         "de": "inhalt", "fr": "contenu | contenance"},
    "minimum_order_quantity": {
        "nl": "minimum afname | minimale bestelhoeveelheid | min afname | minimum bestelaantal"
        " | minimale afname | min bestelhoeveelheid",
        "en": "minimum order quantity | moq | min order quantity | min qty",
        "de": "mindestbestellmenge | mindestmenge | mindestabnahme",
        "fr": "quantite minimum | quantite minimale de commande | qte mini",
    },
    "order_step_size": {
        "nl": "bestelstap | veelvoud | afname per | bestelveelvoud | verpakt per",
        "en": "order step | order multiple | step size | pack size",
        "de": "bestellschritt | staffelung | vpe",
        "fr": "multiple de commande | colisage | multiple",
    },
    "lead_time_days": {
        "nl": "levertijd | levertijd dagen | leveringstermijn",
        "en": "lead time | lead time days | delivery time",
        "de": "lieferzeit | lieferzeit tage",
        "fr": "delai | delai de livraison",
    },
    "discount_group_id": {
        "nl": "kortingsgroep | kortinggroep | kortingscode | rabatgroep | korting groep",
        "en": "discount group | discount code | discount class",
        "de": "rabattgruppe | rabattcode",
        "fr": "groupe de remise | code remise | famille de remise",
    },
    "bonus_group_id": {"nl": "bonusgroep", "en": "bonus group", "de": "bonusgruppe"},
    "stock_item": {"nl": "voorraadartikel | voorraad artikel", "en": "stock item | stocked",
                   "de": "lagerartikel", "fr": "article stocke"},
    "status": {"nl": "status | artikelstatus", "en": "status | item status",
               "de": "artikelstatus", "fr": "statut"},
    "validity_date": {
        "nl": "ingangsdatum | geldig vanaf | prijs geldig vanaf | datum ingang",
        "en": "valid from | effective date | start date",
        "de": "gultig ab | gultig von",
        "fr": "valable a partir du | date de validite | date d'effet",
    },
    "obsolescence_date": {
        "nl": "einddatum | geldig tot | vervaldatum | vervallen per",
        "en": "valid to | valid until | end date | obsolete date",
        "de": "gultig bis",
        "fr": "valable jusqu'au | date de fin",
    },
    "logistics.weight": {"nl": "gewicht | bruto gewicht | brutogewicht",
                         "en": "weight | gross weight", "de": "gewicht | bruttogewicht",
                         "fr": "poids | poids brut"},
    "logistics.length": {"nl": "lengte", "en": "length", "de": "lange", "fr": "longueur"},
    "logistics.width": {"nl": "breedte", "en": "width", "de": "breite", "fr": "largeur"},
    "logistics.depth": {"nl": "hoogte | diepte", "en": "height | depth", "de": "hohe | tiefe",
                        "fr": "hauteur | profondeur"},
    "logistics.volume": {"nl": "volume", "en": "volume", "de": "volumen", "fr": "volume"},
    "customs.commodity_codes.1.number": {
        "*": "intrastat | intrastatcode | goederencode | gn code | hs code | commodity code"
        " | statistieknummer | zolltarifnummer | code douanier | taric",
    },
    "attachments.1.source.{language}": {
        "nl": "afbeelding | foto | plaatje | afbeelding url | foto url",
        "en": "image | picture | photo | image url",
        "de": "bild | bild url | foto",
        "fr": "image | photo | url image",
    },
}  # fmt: skip

_ORGANISATION: Names = {
    "organisation_number": {
        "nl": "organisatienummer | relatienummer | debiteurnummer | crediteurnummer | klantnummer"
        " | leveranciersnummer | bedrijfsnummer | nummer | nr",
        "en": "organisation number | customer number | vendor number | company number"
        " | account number | supplier number",
        "de": "kundennummer | lieferantennummer | firmennummer | debitorennummer",
        "fr": "numero de client | numero de fournisseur | code client | code fournisseur",
    },
    "gln": {"*": "gln | gln code | ean adrescode"},
    "name": {
        "nl": "naam | bedrijfsnaam | organisatie | bedrijf | firma",
        "en": "name | company | company name | organisation",
        "de": "name | firma | firmenname",
        "fr": "nom | societe | raison sociale",
    },
    "street": {"nl": "adres | straat | straatnaam", "en": "address | street",
               "de": "strasse | adresse", "fr": "adresse | rue"},
    "postal_code": {"nl": "postcode", "en": "postal code | zip | zip code", "de": "plz",
                    "fr": "code postal"},
    "city": {"nl": "plaats | woonplaats | stad", "en": "city | town", "de": "ort | stadt",
             "fr": "ville"},
    "country": {"nl": "land | landcode", "en": "country", "de": "land", "fr": "pays"},
    "phone": {"nl": "telefoon | telefoonnummer | tel", "en": "phone | telephone",
              "de": "telefon", "fr": "telephone"},
    "email": {"*": "email | e-mail | e mail adres | emailadres | mail | courriel"},
    "website": {"*": "website | web | url | internet | site web"},
    "vat_number": {"nl": "btw nummer | btwnummer", "en": "vat number", "de": "ust id | ustid",
                   "fr": "numero de tva"},
    "registration_number": {"nl": "kvk | kvk nummer | kvknummer", "en": "registration number",
                            "de": "handelsregisternummer", "fr": "siret | siren"},
    "roles": {"nl": "rol | rollen | soort relatie", "en": "role | roles", "de": "rolle",
              "fr": "role"},
}  # fmt: skip

_CONTACT: Names = {
    "organisation_number": _ORGANISATION["organisation_number"] | {
        "nl": "organisatienummer | relatienummer | debiteurnummer | crediteurnummer | klantnummer"
        " | leveranciersnummer | bedrijfsnummer | organisatie | bedrijf",
    },
    "contact_number": {
        "nl": "contactnummer | contactpersoonnummer | contactpersoon nr | persoonsnummer"
        " | nummer | nr",
        "en": "contact number | contact id | person number",
        "de": "kontaktnummer | ansprechpartnernummer",
        "fr": "numero de contact",
    },
    "first_name": {"nl": "voornaam", "en": "first name", "de": "vorname", "fr": "prenom"},
    "last_name": {"nl": "achternaam | naam", "en": "last name | surname | name",
                  "de": "nachname | name", "fr": "nom | nom de famille"},
    "salutation": {"nl": "aanhef", "en": "salutation", "de": "anrede", "fr": "civilite"},
    "function": {"nl": "functie", "en": "function | job title", "de": "funktion | position",
                 "fr": "fonction"},
    "department": {"nl": "afdeling", "en": "department", "de": "abteilung", "fr": "service"},
    "phone": _ORGANISATION["phone"],
    "mobile": {"nl": "mobiel | gsm", "en": "mobile | cell", "de": "mobil | handy",
               "fr": "portable | mobile"},
    "email": _ORGANISATION["email"],
}  # fmt: skip

_PRODUCT_GROUP: Names = {
    "code": {"nl": "groepcode | productgroepcode | groep | code | productgroep",
             "en": "group code | product group code | code", "de": "gruppencode | warengruppe",
             "fr": "code groupe | code famille"},
    "parent_code": {"nl": "bovenliggende groep | hoofdgroep | bovenliggende code | parent",
                    "en": "parent code | parent group | parent", "de": "obergruppe",
                    "fr": "groupe parent | famille parente"},
    "names.{language}": {"nl": "naam | groepnaam | omschrijving | productgroep naam",
                         "en": "name | group name | description", "de": "name | bezeichnung",
                         "fr": "nom | libelle | designation"},
    "order": {"nl": "volgorde | sortering", "en": "order | sequence", "de": "reihenfolge",
              "fr": "ordre"},
}  # fmt: skip

_CONDITION: Names = {
    "customer": {"nl": "klant | klantnummer | debiteur", "en": "customer | customer number",
                 "de": "kunde | kundennummer", "fr": "client | code client"},
    "discount_group_id": _TRADE_ITEM["discount_group_id"],
    "supplier_item_number": _ITEM_NUMBER,
    "valid_from": _TRADE_ITEM["validity_date"],
    "valid_until": _TRADE_ITEM["obsolescence_date"],
    "percentage_1": {
        "nl": "korting | kortingspercentage | korting 1 | korting %",
        "en": "discount | discount percentage | discount 1 | discount %",
        "de": "rabatt | rabatt 1 | rabatt %",
        "fr": "remise | remise 1 | remise %",
    },
    "percentage_2": {"nl": "korting 2", "en": "discount 2", "de": "rabatt 2", "fr": "remise 2"},
    "percentage_3": {"nl": "korting 3", "en": "discount 3", "de": "rabatt 3", "fr": "remise 3"},
    "net_price": _PRICES["net_price"],
    "currency": _PRICES["currency"],
    "lower_bound": {"nl": "vanaf aantal | staffel", "en": "from quantity", "de": "ab menge",
                    "fr": "a partir de"},
}  # fmt: skip

_ASSORTMENT: Names = {
    "assortment": {
        "nl": "assortiment | assortimentscode",
        "en": "assortment",
        "de": "sortiment",
        "fr": "assortiment",
    },
    "supplier_item_number": _ITEM_NUMBER,
    "order": _PRODUCT_GROUP["order"],
    "publications": {"nl": "publicatie | publicaties | publiceren", "en": "publications"},
    "valid_from": _TRADE_ITEM["validity_date"],
    "valid_until": _TRADE_ITEM["obsolescence_date"],
}

_RELATION: Names = {
    "number": {"*": "van | van nummer | from | from number"} | _ITEM_NUMBER,
    "type": {"nl": "relatietype | soort relatie | type relatie", "en": "relation type | relation",
             "de": "beziehungstyp", "fr": "type de relation"},
    "related_number": {"nl": "naar | naar nummer | gerelateerd artikel | gerelateerd nummer",
                       "en": "to | to number | related item | related number",
                       "de": "zu | zugehoriger artikel", "fr": "article lie | vers"},
    "quantity": {"nl": "aantal", "en": "quantity", "de": "menge", "fr": "quantite"},
}  # fmt: skip

_ATTACHMENT: Names = {
    "supplier_item_number": _ITEM_NUMBER,
    **_MAKER,
    "code": {"nl": "soort | bijlagesoort | bijlagetype | typecode | bijlage code",
             "en": "attachment type | type code | code", "de": "anhangtyp", "fr": "type de piece"},
    "source": {"nl": "bestand | bijlage | bestandsnaam | url | bestand of url",
               "en": "file | file name | attachment | url | source", "de": "datei | dateiname",
               "fr": "fichier | nom du fichier"},
    "language": {"nl": "taal", "en": "language", "de": "sprache", "fr": "langue"},
    "descriptions.{language}.short": _TRADE_ITEM["descriptions.{language}.short"],
    "order": _PRODUCT_GROUP["order"],
    "valid_from": _TRADE_ITEM["validity_date"],
    "valid_until": _TRADE_ITEM["obsolescence_date"],
}  # fmt: skip

NAMES: dict[str, Names] = {
    "trade_item": _TRADE_ITEM,
    "price": {path: _TRADE_ITEM[path] for path in ("supplier_item_number", *_PRICES)},
    "product": {**_MAKER, **_PRODUCT, "descriptions.{language}.short": _TRADE_ITEM[
        "descriptions.{language}.short"], "status": _TRADE_ITEM["status"]},
    "organisation": _ORGANISATION,
    "contact": _CONTACT,
    "product_group": _PRODUCT_GROUP,
    "condition": _CONDITION,
    "assortment": _ASSORTMENT,
    "relation": _RELATION,
    "attachment": _ATTACHMENT,
}  # fmt: skip
"""What can be suggested, per entity."""

LANGUAGES = {
    "nl": "nl nederlands dutch niederlandisch neerlandais ned",
    "en": "en engels english englisch anglais eng",
    "de": "de duits german deutsch allemand",
    "fr": "fr frans french franzosisch francais",
}
"""How headings name the language of a text."""


def folded(heading: str) -> str:
    """A heading as it is compared."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(one for one in plain if one.isalnum())


def called(entity: str) -> dict[str, list[tuple[str, str]]]:
    """Folded name -> the fields it can mean, each with its language (`*` for any).

    A field is called by its own name, too, as it stands in our templates.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for path, by_language in NAMES[entity].items():
        found.setdefault(folded(path.removeprefix("product.")), []).append((path, "*"))
        for language, words in by_language.items():
            for word in words.split("|"):
                found.setdefault(folded(word), []).append((path, language))
    return found
