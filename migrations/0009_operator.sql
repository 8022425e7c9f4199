-- What an operator must see and do: whose login a line of the log belongs to, who signed in, and who is blocked.

-- Every line of the log that belongs to a login has the login's number: it goes along with whatever the login leads
-- to. Empty for what comes from before.

ALTER TABLE pushed_request ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE pending_login ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE authorization_code ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_token ADD COLUMN login TEXT NOT NULL DEFAULT '';

-- A session has the number of the login that began or renewed it, and so have its end and the notices of that.
ALTER TABLE browser_session ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE logout_notice ADD COLUMN login TEXT NOT NULL DEFAULT '';

-- Who signed in, when, where and how, and who was refused. An operator reads it by `atlogin audit`, and people see
-- their own at /account. All of it ends by age, by number and by size (src/oidc/store/audit.rs).

-- One row for each code that was issued. Refreshes, and refusals of somebody who is proven, have one row for a day.
CREATE TABLE sign_in (
    id        INTEGER NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,               -- the last time, if there were several
    did       TEXT    NOT NULL,
    handle    TEXT    NOT NULL,               -- as it was then; empty if none was verified, or nobody looked
    client_id TEXT    NOT NULL,
    how       TEXT    NOT NULL,               -- fresh, silent, refresh or refused
    why       TEXT    NOT NULL,               -- why not; empty if nothing was refused
    source    TEXT    NOT NULL,               -- the network that it came from: an IPv4 /24, an IPv6 /48; or empty
    login     TEXT    NOT NULL,               -- the number of the login in the log, or empty
    number    INTEGER NOT NULL,               -- how many times
    bytes     INTEGER NOT NULL                -- how long the texts are together
);
-- The newest of one account of one kind: what it sees, and how many it may have.
CREATE INDEX sign_in_of_person ON sign_in (did, how, at);
-- The oldest, with their sizes.
CREATE INDEX sign_in_at ON sign_in (at, bytes);
CREATE INDEX sign_in_refused ON sign_in (at) WHERE how = 'refused';
-- What has one row for a day.
CREATE UNIQUE INDEX sign_in_of_day ON sign_in (did, client_id, how, why, source, at / 86400)
 WHERE how IN ('refresh', 'refused');

-- How often something was refused, whoever it was: anybody can cause that, so it is only counted.
CREATE TABLE refusal (
    day       INTEGER NOT NULL,               -- since 1970-01-01
    client_id TEXT    NOT NULL,               -- empty if none of ours was named
    why       TEXT    NOT NULL,               -- one of few words
    number    INTEGER NOT NULL,
    first_at  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    PRIMARY KEY (day, client_id, why)
);

-- People whom a command has blocked: they may sign in nowhere, until a command unblocks them. Nobody else deletes such
-- a row: who is erased stays blocked.
CREATE TABLE blocked_person (
    did   TEXT    NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    note  TEXT    NOT NULL DEFAULT '' -- the operator's words; the person may read them
);
