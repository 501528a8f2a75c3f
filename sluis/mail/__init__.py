"""Reports by e-mail: a wish is a row beside the report, a job of its own sends it.

    letters    with the report, in its transaction: one row per address, one job per delivery
    sending    row by row; what was accepted is marked at once, so that a second run sends the rest

To:      whoever parameters.xml names, else whoever the account names, else nobody.
Twice:   a server that accepts and dies before it says so gets the mail again, with the same
         Message-ID.
Refused: an address that the server will never take is marked with its answer, and left.
"""
