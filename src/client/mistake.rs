//! What can be wrong with a relying party, in the words of its operator.

use std::path::PathBuf;

use crate::jwk_set::JwkSetFault;

/// What is wrong with a relying party.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientMistake {
    /// An identifier that cannot be sent.
    #[error("must be 1 to 255 printable ASCII characters without blanks")]
    Id,
    /// An identifier that another one has.
    #[error("is the client_id of another client above; give each its own")]
    SameId,
    /// Our own identifier.
    #[error("is the client_id of something built-in; choose another")]
    ReservedId,
    /// Neither a secret nor keys nor public.
    #[error(
        "has no secret; add client_secret_file (or jwks_file or jwks_uri, if it signs assertions), \
         or public = true for an app that cannot keep one"
    )]
    NoSecret,
    /// Two ways to prove itself.
    #[error("has both {0} and {1}; delete one")]
    TwoProofs(&'static str, &'static str),
    /// Public and yet a secret or keys.
    #[error("is public and has a secret or keys; delete one of the two")]
    PublicWithSecret,
    /// The file of keys is no JSON.
    #[error("{}: is not JSON; write a JWK set, such as {{\"keys\": [{{…}}]}}", .0.display())]
    KeysNotJson(PathBuf),
    /// The file of keys is too long.
    #[error("{}: is longer than 64 KiB; is it another file?", .0.display())]
    LongKeys(PathBuf),
    /// The keys cannot be used.
    #[error("{}: {}", .0.display(), .1)]
    Keys(PathBuf, JwkSetFault),
    /// An address of its server that cannot be asked.
    #[error(
        "is no address of a server; write all of it, from \"https://\" on, without user name, \
         password and #"
    )]
    NoEndpoint,
    /// An address of its server that we may not ask.
    #[error("cannot be reached from this network; write an https address that network allows")]
    OutOfReach,
    /// The same of its back channel, where it can be allowed.
    #[error(
        "cannot be reached from this network; write an https address that network allows, or add \
         backchannel_logout_private = true to allow this one address"
    )]
    PrivateBackchannel,
    /// Settings of a back channel that is not there.
    #[error("does nothing without backchannel_logout_uri; add that, or delete this")]
    NoBackchannel,
    /// A public client without PKCE (RFC 9700 §2.1.1).
    #[error("is false, but the codes of a public client are safe only with PKCE; delete it")]
    PublicWithoutPkce,
    /// An empty list of addresses.
    #[error("has no redirect_uris entry; list each address it is answered at")]
    NoRedirectUri,
    /// Scopes without `openid`.
    #[error("has scopes without \"openid\", and could not sign anybody in; add it")]
    NoOpenid,
    /// The scope `email` where nothing is told.
    #[error(
        "\"email\" opens nothing while email is \"none\"; set email to \"account\", \
         \"synthetic\" or \"handle\", or delete the scope"
    )]
    NoEmail,
    /// A setting that belongs to another one.
    #[error("does nothing unless {0}; set that, or delete this")]
    Unless(&'static str),
    /// An address without a domain.
    #[error("has email = \"synthetic\" without a domain; add email_domain")]
    NoEmailDomain,
    /// Handles of everybody.
    #[error(
        "has email = \"handle\" without domains; add email_domains with those whose handles are \
         yours to give"
    )]
    NoEmailDomains,
    /// Not a domain.
    #[error("is no domain name in lower case with a dot; write one such as \"login.example.org\"")]
    NoDomain,
    /// Not a host.
    #[error("is no host in lower case; write one such as \"example.org\", without https:// and /")]
    Sector,
    /// Several hosts, or none, and no word about the sector (OIDC Core §8.1).
    #[error(
        "has subject_type = \"pairwise\", and its redirect_uris do not have one and the same host; \
         add sector_identifier with the host that its names for people shall belong to"
    )]
    NoSector,
    /// An empty list of rules.
    #[error("is an empty list, which could mean everybody or nobody; list somebody, or delete it")]
    NotARule,
}

/// What works, but hardly as its operator would want it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientWarning {
    /// Everybody on the machine can read a secret.
    #[error("{0} can be read by every user of this machine; chmod o-r it")]
    WorldReadable(PathBuf),
    /// A client secret that may be guessed.
    #[error("has only {0} characters; a secret of 32 or more random ones cannot be guessed")]
    ShortSecret(usize),
    /// A client that knows people by names of its own, and may ask who they are.
    #[error(
        "is \"pairwise\", but the scope {0:?} tells who somebody is all the same (handle, DID or \
         address); leave it out of scopes"
    )]
    PairwiseIsTold(&'static str),
}
