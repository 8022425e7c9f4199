//! What each network admits, as tables.

use super::*;

fn test_network() -> Network {
    let host = |name: &str, address: Option<&str>| TestHost {
        name: name.to_owned(),
        address: address.map(|text| text.parse().unwrap()),
    };
    Network::Test(TestNetwork {
        hosts: vec![host("pds.internal", Some("127.0.0.1:8443")), host("alice.pds.test", None)],
        ca_pem: Vec::new(),
    })
}

fn check(network: &Network, url: &str) -> Result<(), UrlRefusal> {
    network.check_url(&Url::parse(url).unwrap())
}

#[test]
fn the_public_network_admits_https_to_domain_names_on_443_and_from_1024_on() {
    for url in [
        "https://bsky.social/",
        "https://pds.example.com:443/x?y",
        "https://pds.example.com:1024/",
        "https://pds.example.com:8443/x",
        "https://xn--mller-kva.de/",
    ] {
        assert_eq!(check(&Network::Public, url), Ok(()), "{url}");
    }
}

#[test]
fn the_public_network_refuses_everything_else() {
    use UrlRefusal::*;
    for (url, refusal) in [
        ("http://bsky.social/", Scheme),
        ("file:///etc/passwd", Scheme),
        ("gopher://pds.example.com/", Scheme),
        ("ftp://pds.example.com/", Scheme),
        ("https://user@pds.example.com/", Credentials),
        ("https://:secret@pds.example.com/", Credentials),
        ("https://pds.example.com:22/", Port),
        ("https://pds.example.com:80/", Port),
        ("https://pds.example.com:1023/", Port),
        ("https://pds.example.com:6667/", Port),
        ("https://127.0.0.1:8443/", IpLiteral),
        ("https://127.0.0.1/", IpLiteral),
        ("https://8.8.8.8/", IpLiteral),
        ("https://2130706433/", IpLiteral),
        ("https://0177.0.0.1/", IpLiteral),
        ("https://0x7f.1/", IpLiteral),
        ("https://0x7f000001/", IpLiteral),
        ("https://127.1/", IpLiteral),
        ("https://[::1]/", IpLiteral),
        ("https://[::ffff:127.0.0.1]/", IpLiteral),
        ("https://[64:ff9b::7f00:1]/", IpLiteral),
        ("https://localhost/", HostName),
        ("https://localhost./", HostName),
        ("https://intranet/", HostName),
        ("https://pds.example.com./", HostName),
        ("https://under_score.com/", HostName),
        ("https://metadata.google.internal/", ReservedDomain),
        ("https://printer.local/", ReservedDomain),
        ("https://a.localhost/", ReservedDomain),
        ("https://alice.test/", ReservedDomain),
        ("https://1.0.0.127.in-addr.arpa/", ReservedDomain),
        ("https://x.onion/", ReservedDomain),
    ] {
        assert_eq!(check(&Network::Public, url), Err(refusal), "{url}");
    }
    let long = format!("https://pds.example.com/{}", "x".repeat(2048));
    assert_eq!(check(&Network::Public, &long), Err(TooLong));
}

#[test]
fn the_loopback_network_admits_this_machine_only() {
    use UrlRefusal::*;
    for (url, verdict) in [
        ("http://localhost:2583/", Ok(())),
        ("http://127.0.0.1:2582/", Ok(())),
        ("http://[::1]:2582/", Ok(())),
        ("https://alice.pds.test/.well-known/atproto-did", Ok(())),
        ("http://alice.pds.test/", Err(Scheme)),
        ("http://192.168.0.1/", Err(IpLiteral)),
        ("http://169.254.169.254/", Err(IpLiteral)),
        ("http://0.0.0.0/", Err(IpLiteral)),
        ("http://[::ffff:127.0.0.1]/", Err(IpLiteral)),
        ("http://localhost./", Err(Scheme)),
        ("https://intranet/", Err(HostName)),
    ] {
        assert_eq!(check(&Network::Loopback, url), verdict, "{url}");
    }
    assert!(Network::Loopback.admits_address("127.0.0.1".parse().unwrap()));
    assert!(!Network::Loopback.admits_address("10.0.0.1".parse().unwrap()));
    assert!(!Network::Loopback.admits_address("8.8.8.8".parse().unwrap()));
}

#[test]
fn a_test_network_admits_its_listed_hosts_only() {
    use UrlRefusal::*;
    for (url, verdict) in [
        ("https://pds.internal/", Ok(())),
        ("https://alice.pds.test/", Ok(())),
        ("https://bsky.social/", Err(Unlisted)),
        ("https://x.pds.internal/", Err(Unlisted)),
        ("https://pds.internal:8443/", Ok(())),
        ("https://pds.internal:22/", Err(Port)),
        ("http://pds.internal/", Err(Scheme)),
        ("https://127.0.0.1/", Err(IpLiteral)),
    ] {
        assert_eq!(check(&test_network(), url), verdict, "{url}");
    }
}

#[test]
fn reserved_domains_hold_no_handles() {
    for domain in
        ["a.alt", "a.arpa", "a.example", "a.internal", "handle.invalid", "a.local", "a.localhost"]
    {
        assert!(!Network::Public.admits_handle_domain(domain), "{domain}");
        assert!(!Network::Loopback.admits_handle_domain(domain), "{domain}");
        assert!(!test_network().admits_handle_domain(domain), "{domain}");
    }
    assert!(!Network::Public.admits_handle_domain("alice.test"));
    assert!(Network::Loopback.admits_handle_domain("alice.test"));
    assert!(test_network().admits_handle_domain("bob.pds.test"));
    assert!(test_network().admits_handle_domain("pds.internal"));
    assert!(Network::Public.admits_handle_domain("alice.bsky.social"));
}

#[test]
fn a_did_web_has_a_port_only_on_localhost_in_development() {
    assert!(Network::Public.admits_did_web_host("example.com"));
    assert!(Network::Loopback.admits_did_web_host("localhost:2583"));
    assert!(Network::Loopback.admits_did_web_host("alice.test"));
    assert!(test_network().admits_did_web_host("pds.internal"));
    for host in ["localhost", "localhost:2583", "example.com:8443", "alice.test", "127.0.0.1"] {
        assert!(!Network::Public.admits_did_web_host(host), "{host}");
    }
    assert!(!test_network().admits_did_web_host("example.com"));
    assert!(!Network::Loopback.admits_did_web_host("example.com:8443"));
}

/// What may be asked over http is, however its authority is written.
#[test]
fn the_scheme_of_this_machine_is_http_for_every_loopback_address() {
    for authority in ["localhost", "localhost:", "localhost:80", "127.0.0.2:80", "[::1]", "[::1]:8"]
    {
        assert_eq!(Network::Loopback.scheme_for(authority), "http", "{authority}");
        let url = Url::parse(&format!("http://{authority}")).unwrap();
        assert_eq!(Network::Loopback.check_url(&url), Ok(()), "{authority}");
        assert_eq!(Network::Public.scheme_for(authority), "https", "{authority}");
    }
    for authority in ["localhost.example.com", "localhost:x", "10.0.0.1", "[::2]:80", "[127.0.0.1"]
    {
        assert_eq!(Network::Loopback.scheme_for(authority), "https", "{authority}");
    }
}

fn with_private_host() -> Network {
    let addresses = vec!["192.168.1.5:443".parse().unwrap(), "[fd00::5]:8443".parse().unwrap()];
    Network::PublicWith(vec![PrivateHost { name: "pds.example.org".to_owned(), addresses }])
}

/// A stranger may name the host, and nothing else about it.
#[test]
fn a_private_host_is_https_on_443_of_its_exact_name() {
    use UrlRefusal::*;
    let network = with_private_host();
    for (url, verdict) in [
        ("https://pds.example.org/xrpc", Ok(())),
        ("http://pds.example.org/", Err(Scheme)),
        ("https://pds.example.org:8443/", Err(Port)),
        ("https://pds.example.com:8443/", Ok(())),
        ("https://192.168.1.5/", Err(IpLiteral)),
        ("https://pds.internal/", Err(ReservedDomain)),
    ] {
        assert_eq!(check(&network, url), verdict, "{url}");
    }
    assert_eq!(network.pinned("pds.example.org").map(|addresses| addresses.len()), Some(2));
    for other in ["x.pds.example.org", "example.org", "PDS.example.org", "pds.example.org."] {
        assert_eq!(network.pinned(other), None, "{other}");
    }
    assert!(!network.admits_address("192.168.1.5".parse().unwrap()), "under no other name");
}

#[test]
fn a_redirect_leads_to_443_and_to_no_private_host() {
    use UrlRefusal::*;
    let redirect = |network: &Network, url| network.check_redirect(&Url::parse(url).unwrap());
    for network in [Network::Public, with_private_host()] {
        assert_eq!(redirect(&network, "https://other.example.com/x"), Ok(()));
        assert_eq!(redirect(&network, "https://other.example.com:8443/"), Err(Port));
        assert_eq!(redirect(&network, "http://other.example.com/"), Err(Scheme));
    }
    let refused = redirect(&with_private_host(), "https://pds.example.org/");
    assert_eq!(refused, Err(PrivateHost));
    assert_eq!(redirect(&test_network(), "https://pds.internal:8443/"), Err(Port));
    assert_eq!(redirect(&Network::Loopback, "http://localhost:2583/"), Ok(()));
}
