//! Where the daemon itself listens, which a proxy may make another place than `public_url`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A place to listen at, unless systemd hands over a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and port; port 0 lets the system choose one.
    Tcp(SocketAddr),
    /// A unix socket.
    Unix(PathBuf),
}

/// The longest path that fits into a `sockaddr_un`, less its final NUL.
const LONGEST_SOCKET_PATH: usize = 107;

impl Listen {
    /// Reads `127.0.0.1:9411`, `[::1]:9411` or `unix:/run/atlogin/http.sock`.
    pub fn parse(text: &str) -> Result<Self, ListenMistake> {
        let Some(path) = text.strip_prefix("unix:") else {
            return text.parse().map(Self::Tcp).map_err(|_| ListenMistake::NotAnAddress);
        };
        if !Path::new(path).is_absolute() || path.ends_with('/') {
            return Err(ListenMistake::RelativePath);
        }
        if path.len() > LONGEST_SOCKET_PATH || path.contains('\0') {
            return Err(ListenMistake::LongPath);
        }
        Ok(Self::Unix(PathBuf::from(path)))
    }
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Why one cannot listen there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListenMistake {
    /// Neither an IP address with a port nor a unix socket.
    #[error("is no address; write an IP address and port, \"127.0.0.1:9411\", or \"unix:/path\"")]
    NotAnAddress,
    /// A path that depends on the working directory, or names a directory.
    #[error("needs the whole path of a socket, such as \"unix:/run/atlogin/http.sock\"")]
    RelativePath,
    /// A path the kernel refuses.
    #[error("has a path of more than {LONGEST_SOCKET_PATH} bytes, the most a unix socket can have")]
    LongPath,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_and_sockets() {
        for text in ["127.0.0.1:9411", "[::1]:0", "0.0.0.0:80", "unix:/run/atlogin/http.sock"] {
            assert_eq!(Listen::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_cannot_be_listened_at() {
        let long = format!("unix:/{}", "a".repeat(LONGEST_SOCKET_PATH));
        let cases = [
            ("localhost:9411", ListenMistake::NotAnAddress),
            (":9411", ListenMistake::NotAnAddress),
            ("9411", ListenMistake::NotAnAddress),
            ("127.0.0.1", ListenMistake::NotAnAddress),
            ("http://127.0.0.1:9411", ListenMistake::NotAnAddress),
            ("unix:http.sock", ListenMistake::RelativePath),
            ("unix:/run/", ListenMistake::RelativePath),
            (long.as_str(), ListenMistake::LongPath),
        ];
        for (text, mistake) in cases {
            assert_eq!(Listen::parse(text), Err(mistake), "{text}");
        }
    }
}
