"""Languages: the three-letter codes of BMEcat to the two-letter codes we store.

Source:  ISO 639-2 (Library of Congress, as of 2026-11): terminology (T) and, where they differ,
         bibliographic (B) codes, for all 184 languages that have an ISO 639-1 code. `scr` and
         `scc` were B codes for Croatian and Serbian until 2008 and still occur.
         Countries of tags: European markets and a few more, our own choice.
Shape:   two lower-case letters in ISO 639-1. Languages without one keep their own code.

>>> two_letter("dut"), two_letter("nld"), two_letter("NL"), two_letter("de-AT"), two_letter("gem")
('nl', 'nl', 'nl', 'de', None)
>>> three_letter("nl"), three_letter("gsw"), tag("nl"), tag("nl", ["BE"]), tag("nl", ["FR"])
('dut', 'gsw', 'nl-NL', 'nl-BE', 'nl-NL')
"""

from __future__ import annotations

from collections.abc import Sequence

_TABLE = """
aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze
ba:bak be:bel bg:bul bh:bih bi:bis bm:bam bn:ben bo:bod/tib br:bre bs:bos ca:cat ce:che
ch:cha co:cos cr:cre cs:ces/cze cu:chu cv:chv cy:cym/wel da:dan de:deu/ger dv:div dz:dzo
ee:ewe el:ell/gre en:eng eo:epo es:spa et:est eu:eus/baq fa:fas/per ff:ful fi:fin fj:fij
fo:fao fr:fra/fre fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin
ho:hmo hr:hrv ht:hat hu:hun hy:hye/arm hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk
io:ido is:isl/ice it:ita iu:iku ja:jpn jv:jav ka:kat/geo kg:kon ki:kik kj:kua kk:kaz
kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz
lg:lug li:lim ln:lin lo:lao lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri/mao mk:mkd/mac
ml:mal mn:mon mr:mar ms:msa/may mt:mlt my:mya/bur na:nau nb:nob nd:nde ne:nep ng:ndo
nl:nld/dut nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan
pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run ro:ron/rum ru:rus rw:kin sa:san sc:srd
sd:snd se:sme sg:sag si:sin sk:slk/slo sl:slv sm:smo sn:sna so:som sq:sqi/alb sr:srp
ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl
tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven
vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid yo:yor za:zha zh:zho/chi zu:zul
"""
"""`two:T` or `two:T/B`."""

_WITHDRAWN = {"scr": "hr", "scc": "sr"}


def _by_code() -> dict[str, str]:
    codes = dict(_WITHDRAWN)
    for entry in _TABLE.split():
        two, _, three = entry.partition(":")
        codes |= dict.fromkeys((two, *three.split("/")), two)
    return codes


TWO_LETTER = _by_code()
"""Every code we understand, lower case, with its ISO 639-1 code."""


_THREE_LETTER = {
    entry[:2]: entry.rpartition("/")[2] if "/" in entry else entry[3:] for entry in _TABLE.split()
}

SPOKEN_IN = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE AT CH LI LU", "el": "GR CY", "en": "GB US IE",
    "es": "ES", "et": "EE", "fi": "FI", "fr": "FR BE CH LU", "hr": "HR", "hu": "HU",
    "it": "IT CH", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL BE", "nn": "NO", "no": "NO",
    "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sv": "SE FI",
    "tr": "TR", "uk": "UA", "zh": "CN",
}  # fmt: skip
"""Where a language is spoken; the first country is the one to write when nothing says which."""


def three_letter(code: str) -> str:
    """What BMEcat writes for a language that we store: ISO 639-2, bibliographic."""
    return _THREE_LETTER.get(code, code)


def tag(code: str, countries: Sequence[str] = ()) -> str | None:
    """What ETIM xChange writes: language and country, the first of *countries* that speaks it.

    None when nothing says in which country the language is spoken.
    """
    spoken = SPOKEN_IN.get(code, "").split()
    country = next((country for country in countries if country in spoken), "")
    return f"{code}-{country or spoken[0]}" if spoken else None


def two_letter(code: str) -> str | None:
    """The ISO 639-1 code of *code* (639-1, 639-2 B or T, or a tag such as `nl-BE`), or None."""
    found = TWO_LETTER.get(code)
    if found is None:
        found = TWO_LETTER.get(code.strip().lower().replace("_", "-").partition("-")[0])
    return found
