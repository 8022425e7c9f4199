-- What a login needs to lead somebody on who came back another way than by the callback.

-- The front page offers a browser the way on of the login that it opened last.
CREATE INDEX pending_login_of_browser ON pending_login (browser_hash, opened_number)
 WHERE browser_hash IS NOT NULL AND ended_at IS NULL;

-- The host of a server under our own domain to which the person was sent, until they come back from there: an old one
-- refuses whoever comes from a neighbour.
ALTER TABLE pending_login ADD COLUMN sent_next_door TEXT;
