-- People whom a command has blocked: they may sign in nowhere, until a command unblocks them. Nobody else deletes such
-- a row: who is erased stays blocked.
CREATE TABLE blocked_person (
    did   TEXT    NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    note  TEXT    NOT NULL DEFAULT '' -- the operator's words; the person may read them
);
