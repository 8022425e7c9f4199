//! The targets by name. Each stands in the file of its family.

mod accounts;
mod answers;
mod browser;
mod clients;
mod requests;
mod tokens;

/// All targets.
pub const ALL: &[(&str, fn(&[u8]))] = &[
    // What a person types, and what names an account.
    ("account_identifier", accounts::identifier),
    ("handle", accounts::handle),
    ("did", accounts::did),
    ("origin", accounts::origin),
    ("login_hint", accounts::login_hint),
    ("matrix_hint", accounts::matrix_hint),
    ("names", accounts::names),
    // What directories, servers and DNS answer.
    ("did_document", answers::did_document),
    ("server_metadata", answers::server_metadata),
    ("token_answer", answers::token_answer),
    ("pds_answer", answers::pds_answer),
    ("dns_answer", answers::dns_answer),
    ("profile", answers::profile),
    ("callback", answers::callback),
    // What a relying party sends through a browser.
    ("params", requests::params),
    ("authorization_request", requests::authorization_request),
    ("claims", requests::claims),
    ("logout_request", requests::logout_request),
    ("redirect_uri", requests::redirect_uri),
    ("webfinger", requests::webfinger),
    // What a relying party's server sends.
    ("basic", clients::basic),
    ("bearer", clients::bearer),
    ("jwk_set", clients::jwk_set),
    ("pkce", clients::pkce),
    ("configuration", clients::configuration),
    // Tokens that come back.
    ("id_token_hint", tokens::id_token_hint),
    ("client_assertion", tokens::client_assertion),
    // What a browser or a proxy sends with every request.
    ("cookies", browser::cookies),
    ("form", browser::form),
    ("link", browser::link),
    ("forwarded", browser::forwarded),
    ("host", browser::host),
];
