//! An ATProto OAuth client: signs people in with their account and proves whose account it is.
//!
//! [`Client`] has three operations. [`begin`](Client::begin) takes what a person typed and returns
//! the URL to send them to. [`finish`](Client::finish) takes the callback of their server and
//! returns a proven [`Identity`]. [`account_status`](Client::account_status) looks up an account
//! that has signed in before. Smaller ones ask part of that: [`hosts`](Client::hosts),
//! [`without_document`](Client::without_document) and [`did_of`](Client::did_of). Nothing is kept here between them: the caller
//! stores the [`Flow`]. This module knows nothing of OpenID Connect, of pages or of the database.
//!
//! ```text
//! begin           account_identifier → handle → did → did_document → metadata → exchange → par → BegunLogin
//! finish          callback → exchange → token ┬→ did_document → metadata → handle → Identity
//!                                            └→ email → revocation
//! account_status  did_document → metadata → handle → AccountStatus
//! ```
//!
//! A login proves one thing: the authorization server that is responsible for an account *now* says
//! that this person has signed in to it. So the account is resolved again at the end, whatever was
//! known at the beginning ("Identity Authentication" in the ATProto OAuth specification).

mod account_identifier;
mod account_status;
mod begin;
mod callback;
mod client;
mod client_assertion;
mod did;
mod did_document;
mod dpop;
mod email;
mod exchange;
mod finish;
mod flow;
#[cfg(fuzzing)]
pub mod fuzzing;
mod handle;
mod handle_lookup;
mod identity;
mod login_error;
mod look_up;
mod metadata;
mod nonces;
mod origin;
mod our_client;
mod our_client_keys;
mod par;
mod prompt;
mod revocation;
mod server_fault;
mod token;

pub use self::account_identifier::{AccountIdentifier, IdentifierFault};
pub use self::account_status::{AccountStatus, WithoutDocument};
pub use self::begin::BegunLogin;
pub use self::callback::{Callback, CallbackFault};
pub use self::client::Client;
pub use self::client_assertion::ClientIdentity;
pub use self::did::Did;
pub use self::email::Email;
pub use self::finish::Identity;
pub use self::flow::{Flow, NotAFlow};
pub use self::handle::{Handle, UnconfirmedHandle};
pub use self::handle_lookup::HandleFault;
pub use self::identity::HandleStatus;
pub use self::login_error::{AccountStatusError, BeginError, FinishError};
pub use self::origin::{Origin, OriginFault};
pub use self::our_client::{ClientIds, DocumentLinks, OurClient, Published};
pub use self::our_client_keys::{OurClientKey, OurClientKeys};
pub use self::prompt::{LoginOptions, Prompt};
pub use self::server_fault::{Cause, MetadataFault, NonceFault, OAuthError, ServerFault, Step};
