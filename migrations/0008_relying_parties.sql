-- What programs in use need that were not written for us.

-- Whoever has lost the answer to a refresh, or refreshes twice at once, gets the same answer for a moment.

-- The refresh token that was used last: its hash, when it was first used, and the token that took its place,
-- sealed under it. None while none was used, and once the moment is over.
ALTER TABLE refresh_token ADD COLUMN used_hash BLOB;
ALTER TABLE refresh_token ADD COLUMN used_at INTEGER;
ALTER TABLE refresh_token ADD COLUMN successor BLOB;
-- The session that its code came from. Its end leaves the family, and ends that moment. Empty for those of before.
ALTER TABLE refresh_token ADD COLUMN session_id TEXT NOT NULL DEFAULT '';

-- What is sealed is erased soon after.
CREATE INDEX refresh_token_used_at ON refresh_token (used_at) WHERE used_at IS NOT NULL;

-- When a relying party last had its ID tokens or answers signed by this kind of key, by its settings. Only such
-- kinds are published; some libraries fail on a key that they do not know.
ALTER TABLE signing_key ADD COLUMN used_at INTEGER;
