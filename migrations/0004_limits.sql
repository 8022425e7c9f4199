-- What one account holds at one client is limited to the newest rows: they have to be found by account,
-- client and age.

DROP INDEX authorization_code_account;
CREATE INDEX authorization_code_of_client ON authorization_code (account, client_id, expires_at);
DROP INDEX access_token_account;
CREATE INDEX access_token_of_client ON access_token (account, client_id, expires_at);
DROP INDEX refresh_token_account;
CREATE INDEX refresh_token_of_client ON refresh_token (account, client_id, issued_at);
CREATE INDEX logout_notice_of_person ON logout_notice (client_id, sub, expires_at);
