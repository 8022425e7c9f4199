//! Servers that lie, and people who own them: nothing they say may sign anybody in as somebody else,
//! reach what must not be reached, or harm the logins of others.
//!
//! Each test switches one lie on, sees that no code and no session came of it, and that the same
//! login passes when the lie is switched off ([`stage::Stage`]). What the servers are asked is judged
//! by implementations that the daemon does not use ([`proofs`]).
//!
//! ```text
//! subject.rs  answers.rs  mix_up.rs  error_paths.rs  nonces.rs     what the authorization server answers
//! server_metadata.rs  resource_metadata.rs  texts.rs              what servers say about themselves
//! handles.rs  dids.rs  unconfirmed.rs  name_outages.rs            whose name it is
//! forms.rs                                                        what is no lie, though it is no good form
//! forbidden_hops.rs  forbidden_names.rs                           where we must not go
//! slow.rs  hang_up.rs  connections.rs                             how long we wait, and for whom
//! our_requests.rs  our_proofs.rs  our_documents.rs  given_back.rs  what we ask, and what we keep of it
//! ```

mod proofs;
mod stage;
mod trap;

mod answers;
mod connections;
mod dids;
mod error_paths;
mod forbidden_hops;
mod forbidden_names;
mod forms;
mod given_back;
mod handles;
mod hang_up;
mod mix_up;
mod name_outages;
mod nonces;
mod our_documents;
mod our_proofs;
mod our_requests;
mod resource_metadata;
mod server_metadata;
mod slow;
mod subject;
mod texts;
mod unconfirmed;
