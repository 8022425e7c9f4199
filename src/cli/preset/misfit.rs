//! Why a preset cannot make settings or a configuration of what it was told.

/// Why a preset cannot do its part.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Misfit {
    /// The preset needs to know where the relying party is.
    #[error("--preset {0} needs --url, the address at which people open it")]
    NoUrl(&'static str),
    /// `--url` is no address of a web site.
    #[error(
        "--url {0:?} is not the address of a web site; write one such as https://example.org, \
         without ? and #"
    )]
    Url(String),
    /// Without a domain no handle can become an e-mail address.
    #[error(
        "--preset tailscale needs --email-domain: the domain whose handles, such as alice.DOMAIN, \
         become alice@DOMAIN"
    )]
    NoDomain,
    /// Several domains where an address is made under one.
    #[error("--email-domain is given more than once, which only --preset tailscale can use")]
    SeveralDomains,
    /// The preset knows no address for back-channel logout.
    #[error(
        "--backchannel-logout goes with --preset synapse and --preset mas; for others write \
         --set backchannel_logout_uri=ADDRESS"
    )]
    NoBackchannel,
    /// The client is of another kind.
    #[error(
        "the client {client_id:?} is set up for something else: none of its redirect URIs is {wanted}"
    )]
    OfAnotherKind {
        /// Which client.
        client_id: String,
        /// What one of its redirect URIs would look like.
        wanted: &'static str,
    },
}
