//! The attacks, by name.

use clap::ValueEnum;

/// What the strangers do. Each comes from addresses of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Attack {
    /// A browser that is signed in asks for codes of the account page, each with a nonce of 512 bytes,
    /// over 8 connections as fast as it can. Now and then it opens its account page.
    SilentCodes,
    /// 64 signed-in browsers ask silently, 12 times at once each, when their accounts have to be looked up
    /// anew and the 16 servers of these are silent.
    OldProofs,
    /// 14 sources with 60 starts at a time and 4 with 16, at 16 silent servers that nobody signed in at.
    SilentServers,
    /// `/authorize` over 16 connections from all 65,536 networks of one /48.
    OneNetwork,
    /// Six addresses begin logins at one of the people's servers, and leave them unfinished.
    OneServer,
    /// 1,200 connections without a forwarded address that send nothing, half a head or half a body, each
    /// opened again as soon as it ends.
    SlowConnections,
    /// 60 wrong secrets a second for the relying party, from its own address.
    WrongSecrets,
    /// 256 addresses begin logins at eight servers with the longest endpoint URLs there may be, with the
    /// `state`, `nonce` and `login_hint` that take the most room.
    LargeLogins,
    /// 64 addresses sign in with one did:web account after the other, of hundreds.
    FreeNames,
}

impl Attack {
    /// Its name on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}
