-- What strangers can store is limited in bytes and shared by who stores it; what is kept for ever is only what a
-- relying party was told.

-- What a login takes up: its request, and the sealed data of its attempts.
ALTER TABLE pending_login ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
-- Whether the person was sent to their server: of one site, such logins stay longest.
ALTER TABLE pending_login ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
-- Who stored it: a number for their network, from a key of this run of the daemon. It tells nobody's address.
ALTER TABLE pending_login ADD COLUMN site INTEGER NOT NULL DEFAULT 0;
UPDATE pending_login SET bytes = length(CAST(request AS BLOB));
ALTER TABLE pending_logout ADD COLUMN site INTEGER NOT NULL DEFAULT 0;

-- Sealed data is erased when its attempt expires.
CREATE INDEX pds_request_sealed ON pds_request (expires_at) WHERE length(sealed) > 0;

-- A name that no relying party was told of is free again after a while.
ALTER TABLE name_binding ADD COLUMN told_at INTEGER; -- when a relying party was first told of it
UPDATE name_binding SET told_at = bound_at;
CREATE INDEX name_binding_untold ON name_binding (bound_at) WHERE told_at IS NULL;
CREATE INDEX name_binding_did ON name_binding (did);
-- For the foreign key, when a name is deleted.
CREATE INDEX name_choice_name ON name_choice (kind, name);
