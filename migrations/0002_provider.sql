-- What a complete provider remembers beside a login under way: sessions, consent, refresh tokens,
-- registered clients, and what has to be told to relying parties. See src/lib.rs for who owns what.

-- Sessions of before were never read, and nothing is known of their accounts.
DELETE FROM browser_session;
ALTER TABLE browser_session ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE browser_session ADD COLUMN device TEXT NOT NULL DEFAULT ''; -- "Firefox on Android", for /account
CREATE INDEX browser_session_did ON browser_session (did);

-- The session that this very login began: its person need not sign in again to answer it.
ALTER TABLE pending_login ADD COLUMN proven_by TEXT;

-- Counts the logins as they begin, so that the oldest can be found among very many.
ALTER TABLE pending_login ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pending_login_number ON pending_login (number);
CREATE INDEX pending_login_unopened ON pending_login (number) WHERE browser_hash IS NULL;
-- The same for those that a browser has opened, in the order of that: what is begun and never opened is no reason to
-- forget what somebody is reading.
ALTER TABLE pending_login ADD COLUMN opened_number INTEGER;
CREATE INDEX pending_login_opened_number ON pending_login (opened_number);

-- A person, as last proven. There is a row for as long as something refers to the account.
CREATE TABLE account (
    did       TEXT    NOT NULL PRIMARY KEY,
    person    TEXT    NOT NULL,               -- handle, PDS, issuer, name, picture, e-mail address, as JSON
    proven_at INTEGER NOT NULL                -- when all of it was last seen to be so
);

-- The accounts that a browser has used: what the account chooser shows.
CREATE TABLE chosen_account (
    browser_hash BLOB    NOT NULL,
    did          TEXT    NOT NULL,
    handle       TEXT,                        -- as it was then; none if it was not verified
    used_at      INTEGER NOT NULL,
    PRIMARY KEY (browser_hash, did)
);
CREATE INDEX chosen_account_did ON chosen_account (did);
CREATE INDEX chosen_account_used_at ON chosen_account (used_at);

-- Who allowed which relying party what.
CREATE TABLE consent (
    did       TEXT    NOT NULL,
    client_id TEXT    NOT NULL,
    scope     TEXT    NOT NULL,               -- all that was ever allowed, space separated
    given_at  INTEGER NOT NULL,
    PRIMARY KEY (did, client_id)
);

-- Which relying parties a session has answered: whom a logout has to tell.
CREATE TABLE session_client (
    session_id TEXT NOT NULL REFERENCES browser_session (id) ON DELETE CASCADE,
    client_id  TEXT NOT NULL,
    sub        TEXT NOT NULL,
    sid        TEXT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);

-- Which relying parties that hear of logouts were ever told of an account: whom "sign out everywhere"
-- has to tell, also when every session here has expired.
CREATE TABLE account_client (
    account   TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sub       TEXT NOT NULL,
    sids      TEXT NOT NULL,                  -- what the latest sessions were called there, as JSON
    PRIMARY KEY (account, client_id)
);

-- Names that follow a handle (localparts, synthetic e-mail addresses) belong to their first DID for ever.
-- Rows stay when the account is gone: nobody else may ever have its name.
CREATE TABLE name_binding (
    kind     TEXT    NOT NULL,                -- localpart or email
    name     TEXT    NOT NULL,
    did      TEXT    NOT NULL,
    bound_at INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
);
-- And each DID keeps its first name by each template, which may be the same one by several. These rows
-- stay too: an account that could be forgotten here could collect names.
CREATE TABLE name_choice (
    kind     TEXT    NOT NULL,
    did      TEXT    NOT NULL,
    template TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    PRIMARY KEY (kind, did, template),
    FOREIGN KEY (kind, name) REFERENCES name_binding (kind, name)
);

-- Codes and tokens know whose they are and which session they came from. They are found by the account:
-- another index would be written at each login, for the sake of a logout.
ALTER TABLE authorization_code ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE authorization_code ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN issued_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE access_token ADD COLUMN session_id TEXT NOT NULL DEFAULT ''; -- none if a refresh token gave it
CREATE INDEX access_token_account ON access_token (account);
CREATE INDEX authorization_code_account ON authorization_code (account);

-- The relying party, holding a refresh token. All that came of one code are one family, and one row:
-- a token says its family and its number in it, so that an older one is recognised by that.
CREATE TABLE refresh_token (
    family_hash BLOB    NOT NULL PRIMARY KEY, -- of the part that all tokens of the family share
    token_hash  BLOB    NOT NULL,             -- of the one that is good
    number      INTEGER NOT NULL,             -- of the one that is good; older ones were used
    code_hash   BLOB    NOT NULL,             -- the code that they came of
    client_id   TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    granted     TEXT    NOT NULL,
    issued_at   INTEGER NOT NULL,             -- the one that is good
    expires_at  INTEGER NOT NULL              -- of the whole family
);
CREATE INDEX refresh_token_code_hash ON refresh_token (code_hash);
CREATE INDEX refresh_token_account ON refresh_token (account);
CREATE INDEX refresh_token_expires_at ON refresh_token (expires_at);

-- Authorization requests that a client pushed (RFC 9126).
CREATE TABLE pushed_request (
    request_uri_hash BLOB    NOT NULL PRIMARY KEY,
    client_id        TEXT    NOT NULL,
    number           INTEGER NOT NULL,        -- counts those of the client, so that the oldest is found
    request          TEXT    NOT NULL,        -- the checked request, as JSON
    expires_at       INTEGER NOT NULL,
    used_at          INTEGER                  -- set once: by the authorization request
);
CREATE INDEX pushed_request_expires_at ON pushed_request (expires_at);
CREATE INDEX pushed_request_number ON pushed_request (client_id, number);

-- Client assertions that were shown: each counts once (RFC 7523 §3).
CREATE TABLE used_assertion (
    jti_hash   BLOB    NOT NULL PRIMARY KEY,  -- of client_id and jti
    expires_at INTEGER NOT NULL
);
CREATE INDEX used_assertion_expires_at ON used_assertion (expires_at);

-- Relying parties that were added by `atlogin client add`. Those of the configuration file are not here.
CREATE TABLE client (
    client_id  TEXT    NOT NULL PRIMARY KEY,
    settings   TEXT    NOT NULL,              -- all but its secrets, as JSON
    created_at INTEGER NOT NULL
);
CREATE TABLE client_secret (
    client_id   TEXT    NOT NULL REFERENCES client (client_id) ON DELETE CASCADE,
    secret_hash BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,                      -- set when another one takes its place
    PRIMARY KEY (client_id, secret_hash)
);

-- A logout that waits for the person's answer.
CREATE TABLE pending_logout (
    id         TEXT    NOT NULL PRIMARY KEY,
    request    TEXT    NOT NULL,              -- the checked logout request, as JSON
    expires_at INTEGER NOT NULL
);
CREATE INDEX pending_logout_expires_at ON pending_logout (expires_at);

-- Logouts that relying parties have not heard of yet (OIDC Back-Channel Logout).
CREATE TABLE logout_notice (
    id         TEXT    NOT NULL PRIMARY KEY,
    client_id  TEXT    NOT NULL,
    sub        TEXT    NOT NULL,
    sid        TEXT,                          -- none: all sessions of `sub`
    tries      INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX logout_notice_next_at ON logout_notice (next_at);

-- Keys take turns: each is published before it signs and stays published after (src/key_turns.rs).
ALTER TABLE signing_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE signing_key ADD COLUMN retires_at INTEGER; -- none while no other is to take its place
ALTER TABLE signing_key ADD COLUMN public_jwk TEXT; -- all that is left of a key that has retired
ALTER TABLE client_key ADD COLUMN signs_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE client_key ADD COLUMN retires_at INTEGER;

-- One random value that makes pairwise subject identifiers unguessable (OIDC Core §8.1). Guarded by
-- the mode of the file, and never changed: every relying party would meet strangers.
CREATE TABLE pairwise_salt (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    salt     BLOB    NOT NULL
);
