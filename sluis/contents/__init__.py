"""The bytes behind attachments: kept by their hash, made small, fetched from elsewhere.

store      one file per content, whoever sent it and however often
kinds      what a content is, by its first bytes
pictures   the low-resolution picture of a high-resolution one
addresses  which addresses may be asked for a file
fetching   a file from such an address
archives   a table and the files that it names, in one zip
known      what is known of the contents behind attachments
keeping    a file that somebody sends, with its small picture
"""

from __future__ import annotations
