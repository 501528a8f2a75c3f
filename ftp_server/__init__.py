"""The FTPS gate: TLS, accounts, limits, spool and atomic publish.

One event loop (pyftpdlib) serves all sessions. Whatever takes its time runs in threads
(`backstage`): passwords, SQL, fsync, SHA-256. The way of an upload:

    transfer.py   the data channel: bytes into the spool, and how the sending ended
    spool.py      unfinished uploads of each account; the only files that resuming touches
    publish.py    whole -> fsync, hash, row in the journal, link into the gate's folder
    session.py    the control channel: commands, one reply each, in order
"""

import pyftpdlib.ioloop  # noqa: F401 - first: it silences the warning of asynchat, others do not
