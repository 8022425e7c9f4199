-- Whether somebody stays signed in at a browser, and what a form that is sent twice leads to.

-- When a session ends at the latest, if its person did not want to stay signed in.
ALTER TABLE browser_session ADD COLUMN ends_by INTEGER;

-- Whether the person who is away at their server wants to stay signed in here. Nobody was asked before.
ALTER TABLE pds_request ADD COLUMN stays INTEGER NOT NULL DEFAULT 1;

-- What ended the login: the code or the error that the relying party was sent.
ALTER TABLE pending_login ADD COLUMN code_hash BLOB;
ALTER TABLE pending_login ADD COLUMN error TEXT;
