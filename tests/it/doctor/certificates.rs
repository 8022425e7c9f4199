//! An authority with a certificate between itself and those of servers, and every way to get that wrong.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// What a server shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shows {
    /// A certificate for its name, with the one between.
    #[default]
    Good,
    /// One that ended in 2020.
    Expired,
    /// One that begins in 2090.
    Early,
    /// One for another name.
    OtherName,
    /// A good one, without the one between.
    Incomplete,
    /// One that signed itself.
    SelfSigned,
    /// No TLS at all.
    PlainHttp,
}

/// The authority.
pub(super) struct Authority {
    root_pem: String,
    between: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

impl Authority {
    pub(super) fn new() -> Self {
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let root = authority("doctor's root");
        let root_pem = root.self_signed(&root_key).unwrap().pem();
        let root = Issuer::new(root, root_key);
        let params = authority("doctor's intermediate");
        let between = params.signed_by(&key, &root).unwrap().der().clone();
        Self { root_pem, between, issuer: Issuer::new(params, key) }
    }

    /// The root, in PEM.
    pub(super) fn pem(&self) -> &str {
        &self.root_pem
    }

    /// What a server for `names` shows. None for one without TLS.
    pub(super) fn acceptor(&self, names: &[&str], shows: Shows) -> Option<TlsAcceptor> {
        let key = KeyPair::generate().unwrap();
        let names = if matches!(shows, Shows::OtherName) { &["www.example.net"] } else { names };
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        match shows {
            Shows::Expired => {
                params.not_before = date_time_ymd(2019, 1, 1);
                params.not_after = date_time_ymd(2020, 1, 1);
            }
            Shows::Early => params.not_before = date_time_ymd(2090, 1, 1),
            Shows::PlainHttp => return None,
            Shows::Good | Shows::OtherName | Shows::Incomplete | Shows::SelfSigned => {}
        }
        let chain = if shows == Shows::SelfSigned {
            vec![params.self_signed(&key).unwrap().der().clone()]
        } else {
            vec![params.signed_by(&key, &self.issuer).unwrap().der().clone(), self.between.clone()]
        };
        let length = if shows == Shows::Incomplete { 1 } else { chain.len() };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain[..length].to_vec(), key)
            .unwrap();
        Some(TlsAcceptor::from(Arc::new(config)))
    }
}
