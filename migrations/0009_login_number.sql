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
