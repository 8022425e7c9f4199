-- Where a login rests between two requests: one table for each place (see src/lib.rs).
-- Times are unix seconds. Secrets are stored as SHA-256 (`…_hash`) or sealed, never as they are.

-- The keys that sign ID tokens. Guarded by the file's mode (0600).
CREATE TABLE signing_key (
    kid        TEXT    NOT NULL PRIMARY KEY, -- JWK thumbprint (RFC 7638)
    alg        TEXT    NOT NULL,             -- RS256 or ES256
    pkcs8      BLOB    NOT NULL,
    created_at INTEGER NOT NULL
);

-- The keys by which ATLogin proves itself to authorization servers (private_key_jwt).
CREATE TABLE client_key (
    kid        TEXT    NOT NULL PRIMARY KEY,
    pkcs8      BLOB    NOT NULL,
    created_at INTEGER NOT NULL
);

-- The person, reading our sign-in page.
CREATE TABLE pending_login (
    id           TEXT    NOT NULL PRIMARY KEY, -- random, but worth nothing without the browser's cookie
    request      TEXT    NOT NULL,             -- the checked authorization request, as JSON
    browser_hash BLOB,                         -- the browser it belongs to, from its first GET on
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER                       -- set once: by the code, or by the refusal
);
CREATE INDEX pending_login_expires_at ON pending_login (expires_at);

-- The person, away at their PDS.
CREATE TABLE pds_request (
    state_hash BLOB    NOT NULL PRIMARY KEY,
    pending_id TEXT    NOT NULL REFERENCES pending_login (id) ON DELETE CASCADE,
    sealed     BLOB    NOT NULL,               -- DPoP key, PKCE verifier …, under a key derived from `state`
    expires_at INTEGER NOT NULL,
    taken_at   INTEGER                         -- set once: by its callback
);
CREATE INDEX pds_request_pending_id ON pds_request (pending_id);

-- The person, known to this browser.
CREATE TABLE browser_session (
    id               TEXT    NOT NULL PRIMARY KEY,
    cookie_hash      BLOB    NOT NULL UNIQUE,
    did              TEXT    NOT NULL,
    authenticated_at INTEGER NOT NULL,         -- when the ATProto login finished
    expires_at       INTEGER NOT NULL
);
CREATE INDEX browser_session_expires_at ON browser_session (expires_at);

-- The relying party, holding a code.
CREATE TABLE authorization_code (
    code_hash      BLOB    NOT NULL PRIMARY KEY,
    client_id      TEXT    NOT NULL,
    redirect_uri   TEXT    NOT NULL,
    code_challenge TEXT,                       -- S256 (RFC 7636); none for a client that need not send one
    granted        TEXT    NOT NULL,           -- what the tokens will say, as JSON
    expires_at     INTEGER NOT NULL,
    redeemed_at    INTEGER                     -- set once: by its redemption
);
CREATE INDEX authorization_code_expires_at ON authorization_code (expires_at);

-- The relying party, holding tokens.
CREATE TABLE access_token (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    code_hash  BLOB    NOT NULL,               -- the code that gave it, so that a replay of the code ends it
    client_id  TEXT    NOT NULL,
    granted    TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX access_token_code_hash ON access_token (code_hash);
CREATE INDEX access_token_expires_at ON access_token (expires_at);
