//! The world's own certificate authority, and a certificate for whatever name a client asks.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// Makes TLS connections and tells whom to trust for them.
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    directory: PathBuf,
}

impl Tls {
    /// Makes an authority that only this world has.
    pub(super) fn new() -> io::Result<Self> {
        let authority = Authority::new().map_err(io::Error::other)?;
        let directory = std::env::temp_dir()
            .join(super::random::text(&format!("small-world-{}-", std::process::id())));
        std::fs::create_dir(&directory)?;
        std::fs::write(directory.join("ca.pem"), &authority.pem)?;
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(authority));
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), directory })
    }

    pub(super) fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }

    /// The authority's certificate in PEM.
    pub(super) fn ca_file(&self) -> PathBuf {
        self.directory.join("ca.pem")
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let directory: &Path = &self.directory;
        // Left behind in the temporary directory at worst.
        let _ = std::fs::remove_dir_all(directory);
    }
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    made: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl Authority {
    fn new() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        // Another name than the certificates have: OpenSSL takes theirs for self-signed otherwise.
        params.distinguished_name.push(DnType::CommonName, "small world");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let pem = params.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), pem, made: Mutex::default() })
    }

    fn certify(&self, name: &str) -> Option<CertifiedKey> {
        let key = KeyPair::generate().ok()?;
        let params = CertificateParams::new(vec![name.to_owned()]).ok()?;
        let certificate = params.signed_by(&key, &self.issuer).ok()?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let key = aws_lc_rs::sign::any_ecdsa_type(&key).ok()?;
        Some(CertifiedKey::new(vec![certificate.der().clone()], key))
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Authority {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().unwrap_or("127.0.0.1").to_ascii_lowercase();
        let mut made = self.made.lock().unwrap();
        if let Some(known) = made.get(&name) {
            return Some(Arc::clone(known));
        }
        let key = Arc::new(self.certify(&name)?);
        made.insert(name, Arc::clone(&key));
        Some(key)
    }
}
