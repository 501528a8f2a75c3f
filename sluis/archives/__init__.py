"""Archives that a supplier packs a delivery in: zip, 7z, gz, tar and tar.gz. No database, no clock.

Known by content, never by name. A member is read as far as its first bytes; what *keep* wants of
them is written into a folder under a number, never under its own name. So no path of an archive
ever becomes a path of ours.

Refused (`UnreadableFile`, one clear reason): links, devices, paths that lead outside, two members
of one name, members with a password, more bytes or members than allowed, a ratio that only a bomb
has, sizes that lie, whatever is damaged. An archive within an archive is unpacked too; one within
that is left. Source: PKWARE APPNOTE 6.3.10, POSIX.1-2017 pax, RFC 1952, 7-Zip 7zFormat.txt.
"""

from __future__ import annotations

from sluis.archives._budget import Limits
from sluis.archives._kinds import is_archive
from sluis.archives._sink import Keep, Left, Member
from sluis.archives._unpack import Unpacked, unpack

__all__ = ["Keep", "Left", "Limits", "Member", "Unpacked", "is_archive", "unpack"]
