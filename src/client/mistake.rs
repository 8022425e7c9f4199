//! Mistakes and warnings about the settings of a relying party, as messages for its operator.

use std::path::PathBuf;

use crate::jwk_set::JwkSetFault;

/// A mistake in the settings of a relying party.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientMistake {
    /// The identifier has characters that are not allowed, or a wrong length.
    #[error("must be 1 to 255 printable ASCII characters without blanks")]
    Id,
    /// Another client has the same identifier.
    #[error("is the client_id of another client above; give each its own")]
    SameId,
    /// The identifier is that of a built-in client.
    #[error("is the client_id of something built-in; choose another")]
    ReservedId,
    /// The client has neither a secret nor keys, and is not public.
    #[error(
        "has no secret; add client_secret_file (or jwks_file or jwks_uri, if it signs assertions), \
         or public = true for an app that cannot keep one"
    )]
    NoSecret,
    /// The client has two authentication methods.
    #[error("has both {0} and {1}; delete one")]
    TwoProofs(&'static str, &'static str),
    /// The client is public, but has a secret or keys.
    #[error("is public and has a secret or keys; delete one of the two")]
    PublicWithSecret,
    /// The file of keys is not JSON.
    #[error("{}: is not JSON; write a JWK set, such as {{\"keys\": [{{…}}]}}", .0.display())]
    KeysNotJson(PathBuf),
    /// The file of keys is too long.
    #[error("{}: is longer than 64 KiB; is it another file?", .0.display())]
    LongKeys(PathBuf),
    /// The keys cannot be used.
    #[error("{}: {}", .0.display(), .1)]
    Keys(PathBuf, JwkSetFault),
    /// The keys in the configuration itself are not JSON.
    #[error("is not JSON; write a JWK set, such as '{{\"keys\": [{{…}}]}}'")]
    InlineKeysNotJson,
    /// They are too long.
    #[error("is longer than 64 KiB; is it something else?")]
    LongInlineKeys,
    /// They cannot be used.
    #[error("{0}")]
    InlineKeys(JwkSetFault),
    /// Not the hash of a secret.
    #[error(
        "is no hash of a secret; write \"sha256:\" and the 64 hexadecimal digits that \
         `printf %s SECRET | sha256sum` prints"
    )]
    SecretHash,
    /// Its end is not a moment.
    #[error("has no date after \"until\"; write one such as 2026-12-01T09:00:00Z")]
    SecretEnd,
    /// A hash is there twice.
    #[error("is listed twice; delete one")]
    SameSecret,
    /// The text of an authority contains no certificate.
    #[error("holds no PEM certificate (-----BEGIN CERTIFICATE-----)")]
    NoCertificate,
    /// There are two authorities.
    #[error("is there beside backchannel_logout_ca_file; delete one")]
    TwoAuthorities,
    /// The address of its server is not a usable URL.
    #[error(
        "is no address of a server; write all of it, from \"https://\" on, without user name, \
         password and #"
    )]
    NoEndpoint,
    /// The network does not admit the address of its server.
    #[error("cannot be reached from this network; write an https address that network allows")]
    OutOfReach,
    /// The network does not admit the back-channel address, which a setting can allow.
    #[error(
        "cannot be reached from this network; write an https address that network allows, or add \
         backchannel_logout_private = true to allow this one address"
    )]
    PrivateBackchannel,
    /// There are settings for a back channel, but it has no address.
    #[error("does nothing without backchannel_logout_uri; add that, or delete this")]
    NoBackchannel,
    /// A public client without PKCE (RFC 9700 §2.1.1).
    #[error("is false, but the codes of a public client are safe only with PKCE; delete it")]
    PublicWithoutPkce,
    /// Not the name of a Matrix server.
    #[error(
        "is no name of a Matrix server; write what follows the colon in a Matrix ID there, such as \
         \"example.org\""
    )]
    MatrixServer,
    /// The list of redirect URIs is empty.
    #[error("has no redirect_uris entry; list each address it is answered at")]
    NoRedirectUri,
    /// Scopes without `openid`.
    #[error("has scopes without \"openid\", and could not sign anybody in; add it")]
    NoOpenid,
    /// There is the scope `email`, but the client gets no e-mail addresses.
    #[error(
        "\"email\" opens nothing while email is \"none\"; set email to \"account\", \
         \"synthetic\" or \"handle\", or delete the scope"
    )]
    NoEmail,
    /// The setting needs another one.
    #[error("does nothing unless {0}; set that, or delete this")]
    Unless(&'static str),
    /// Synthetic addresses need a domain.
    #[error("has email = \"synthetic\" without a domain; add email_domain")]
    NoEmailDomain,
    /// Handles as addresses need a list of domains.
    #[error(
        "has email = \"handle\" without domains; add email_domains with those whose handles are \
         yours to give"
    )]
    NoEmailDomains,
    /// An empty list of issuers.
    #[error(
        "is an empty list, by which no address would be told; list an issuer, or set email to \"none\""
    )]
    NoEmailIssuers,
    /// Not an issuer.
    #[error(
        "is no issuer; write the origin of the authorization server, in lower case and without / at its \
         end, such as \"https://bsky.social\""
    )]
    NoEmailIssuer,
    /// It is not a domain name.
    #[error("is no domain name in lower case with a dot; write one such as \"login.example.org\"")]
    NoDomain,
    /// It is not a host.
    #[error("is no host in lower case; write one such as \"example.org\", without https:// and /")]
    Sector,
    /// The redirect URIs do not have exactly one host, and no sector is set (OIDC Core §8.1).
    #[error(
        "has subject_type = \"pairwise\", and its redirect_uris do not have one and the same host; \
         add sector_identifier with the host that its names for people should belong to"
    )]
    NoSector,
    /// The list of rules is empty.
    #[error(
        "is an empty list, which could mean everybody or nobody; list somebody, such as \
         [\"*.example.org\"], or delete it"
    )]
    NotARule,
}

/// A setting that works, but probably not as the operator wants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientWarning {
    /// Every user of the machine can read a secret.
    #[error("{0} can be read by every user of this machine; chmod o-r it")]
    WorldReadable(PathBuf),
    /// A preset would have it told of logouts, and cannot.
    #[error(
        "was left out: {0} cannot be reached from this network, so the client is not told of logouts; if the \
         address is right: atlogin client set CLIENT backchannel_logout_uri={0} backchannel_logout_private=true"
    )]
    LogoutsLeftOut(String),
    /// A client that has no secret yet.
    #[error("is empty: nobody can prove to be this client")]
    NoSecretYet,
    /// A client that knows people by names of its own, and may ask who they are.
    #[error(
        "is \"pairwise\", but the scope {0:?} tells who somebody is all the same (handle, DID or \
         address); leave it out of scopes"
    )]
    PairwiseIsTold(&'static str),
    /// The address has a parameter of our answer in its query (RFC 6749 §4.1.2, RFC 9207).
    #[error(
        "has {0:?} in its query, which the answer adds once more; the client may read the wrong one"
    )]
    AnsweredAlready(&'static str),
    /// A Matrix server whose people may be called anything.
    #[error(
        "can make names such as \"admin\" and \"root\", which look like yours; add reserved_localparts"
    )]
    NothingReserved,
    /// A client that is not told that a made-up address is not verified.
    #[error(
        "is true, so the program is not told that nobody receives mail at these addresses; let it never send \
         passwords there, nor join accounts by address"
    )]
    Unverified,
}
