-- Whose session it was, so that this table is read by itself: browser_session belongs to another module.
ALTER TABLE session_client ADD COLUMN account TEXT NOT NULL DEFAULT '';
UPDATE session_client
   SET account = (SELECT did FROM browser_session WHERE browser_session.id = session_client.session_id);
CREATE INDEX session_client_account ON session_client (account);
