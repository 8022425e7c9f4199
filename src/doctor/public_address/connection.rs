//! Why there is no connection to our own address, or none that can be trusted.

use crate::doctor::context::Context;
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::fetch::{FetchError, NameFault, TlsFault};

/// The finding for a request to our own address that got no answer.
pub(super) fn judge(context: &Context<'_>, error: &FetchError) -> Finding {
    let host = context.host();
    if let Some(fault) = error.tls_fault() {
        return tls(host, fault, error);
    }
    let listens = format!(
        "On the machine of the proxy: ss -ltnp 'sport = :443'; systemctl status nginx caddy; and look whether a \
         firewall or a router lets port 443 through to it (nft list ruleset). From outside: curl -v https://{host}/"
    );
    match error {
        FetchError::TimedOut => Finding::new(
            &kinds::SILENT,
            format!("{host} does not answer within {LONGEST} seconds."),
            listens,
        ),
        FetchError::Name(NameFault::AddressRefused) => Finding::new(
            &kinds::PRIVATE_DNS,
            format!("{host} leads to a private address."),
            format!("Write network = {{ private_hosts = [\"{host}=ADDRESS\"] }} if that is meant"),
        ),
        FetchError::Name(_) => {
            let to_do = format!("dig +trace {host}");
            Finding::new(&kinds::DNS_UNAVAILABLE, format!("{host} is not found"), to_do)
                .because(error)
        }
        FetchError::Unreachable(_) if error.is_unreached() => {
            Finding::new(&kinds::REFUSED, format!("{host} does not take connections"), listens)
                .because(error)
        }
        FetchError::Unreachable(_)
        | FetchError::TooLarge
        | FetchError::Encoded
        | FetchError::Redirect
        | FetchError::Url(_)
        | FetchError::TooManyVisits => Finding::new(
            &kinds::BROKE_OFF,
            format!("{host} takes the connection, and does not answer as a web server"),
            format!(
                "journalctl -u nginx -u caddy -n 50; and look that no module of the proxy packs answers nobody asked \
                 for: curl -v https://{host}/client-metadata.json"
            ),
        )
        .because(error),
    }
}

const LONGEST: u64 = crate::doctor::context::LIMITS.time.as_secs();

fn tls(host: &str, fault: TlsFault, error: &FetchError) -> Finding {
    let dates = format!(
        "openssl s_client -connect {host}:443 -servername {host} </dev/null 2>/dev/null | openssl x509 -noout -dates -subject -ext subjectAltName"
    );
    let (kind, what, to_do) = match fault {
        TlsFault::Expired => (
            &kinds::CERTIFICATE_EXPIRED,
            format!("The certificate of {host} has expired"),
            format!(
                "certbot renew; systemctl reload nginx; or for Caddy: journalctl -u caddy | grep -i acme. Then: {dates}"
            ),
        ),
        TlsFault::NotYetValid => (
            &kinds::CERTIFICATE_EARLY,
            format!("The certificate of {host} is not valid yet, by this machine's clock"),
            format!("timedatectl; and: {dates}"),
        ),
        TlsFault::WrongName => (
            &kinds::CERTIFICATE_NAME,
            format!("The certificate at {host} is for other names"),
            format!(
                "Let the proxy get one for this name: certbot --nginx -d {host}; and look that a server block with \
                 server_name {host} exists, or the proxy shows that of another site. Then: {dates}"
            ),
        ),
        TlsFault::Untrusted => (
            &kinds::CERTIFICATE_UNTRUSTED,
            format!(
                "The certificate of {host} is signed by nobody whom this machine trusts: it signed itself, or the \
                 proxy does not send the certificates between it and its authority"
            ),
            format!(
                "nginx: ssl_certificate …/fullchain.pem, not cert.pem; and no certificate that was made for tests. \
                 Then: openssl s_client -connect {host}:443 -servername {host} -showcerts </dev/null"
            ),
        ),
        TlsFault::NotTls => (
            &kinds::NOT_TLS,
            format!("What answers at port 443 of {host} speaks no TLS"),
            format!("nginx: listen 443 ssl; not listen 443; Then: curl -v http://{host}:443/"),
        ),
        TlsFault::Other => (
            &kinds::TLS_OTHER,
            format!("No TLS connection to {host} comes about"),
            format!(
                "openssl s_client -connect {host}:443 -servername {host} </dev/null; nginx: ssl_protocols TLSv1.2 TLSv1.3;"
            ),
        ),
    };
    Finding::new(kind, what, to_do).because(error)
}
