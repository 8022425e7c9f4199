//! The bodies of the modules that two plans share: what is asked, and what must come of it.

pub(super) mod codes;
pub(super) mod flows;
pub(super) mod parameters;
pub(super) mod refusals;
pub(super) mod scopes;
pub(super) mod sessions;
