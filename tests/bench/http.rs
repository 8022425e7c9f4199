//! A lean HTTP/1.1 client: one connection, one request at a time, whole answers.
//!
//! It follows nothing, keeps nothing and knows only bodies with a length, so that the machine's time
//! goes to the daemon and not to its measurement.

use std::fmt::Write;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::Fault;

/// A kept connection to a loopback port.
pub(crate) struct Http {
    stream: TcpStream,
    authority: String,
    /// Header lines that each request brings.
    lines: String,
    /// What was spent so far on connecting and on waiting for answers.
    pub(crate) spent: Duration,
}

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

/// The header lines of a request with a form.
pub(crate) const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

impl Http {
    /// Connects to `authority`, which is `127.0.0.1:PORT` or `localhost:PORT`.
    pub(crate) async fn connect(authority: &str) -> Result<Self, Fault> {
        let (began, port) = (Instant::now(), authority.rsplit_once(':').ok_or("no port")?.1);
        let stream = TcpStream::connect(("127.0.0.1", port.parse()?)).await?;
        stream.set_nodelay(true)?;
        let (authority, lines) = (authority.to_owned(), String::new());
        Ok(Self { stream, authority, lines, spent: began.elapsed() })
    }

    /// The same as a proxy that says the requests come from `address`.
    pub(crate) async fn connect_for(authority: &str, address: &str) -> Result<Self, Fault> {
        let lines = format!("x-forwarded-for: {address}\r\n");
        Ok(Self { lines, ..Self::connect(authority).await? })
    }

    /// GETs `target`, a path and query. `headers` are lines with their ends.
    pub(crate) async fn get(&mut self, target: &str, headers: &str) -> Result<Answer, Fault> {
        self.send("GET", target, headers, "").await
    }

    /// POSTs `body`, a form.
    pub(crate) async fn post(
        &mut self,
        target: &str,
        headers: &str,
        body: &str,
    ) -> Result<Answer, Fault> {
        self.send("POST", target, &format!("{FORM}{headers}"), body).await
    }

    async fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &str,
        body: &str,
    ) -> Result<Answer, Fault> {
        let (authority, lines, length) = (&self.authority, &self.lines, body.len());
        let mut request = String::with_capacity(512 + target.len() + length);
        write!(request, "{method} {target} HTTP/1.1\r\nhost: {authority}\r\n{lines}{headers}")?;
        if method == "POST" {
            write!(request, "content-length: {length}\r\n")?;
        }
        write!(request, "\r\n{body}")?;
        let began = Instant::now();
        self.stream.write_all(request.as_bytes()).await?;
        let answer = self.read().await;
        self.spent += began.elapsed();
        answer
    }

    async fn read(&mut self) -> Result<Answer, Fault> {
        let mut bytes = Vec::with_capacity(8 * 1024);
        loop {
            if self.stream.read_buf(&mut bytes).await? == 0 {
                return Err("a connection ended before its answer".into());
            }
            let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
                continue;
            };
            let (head, body) = bytes.split_at(head + 4);
            let head = std::str::from_utf8(head)?;
            let length = match header(head, "content-length") {
                Some(length) => length.parse::<usize>()?,
                None => return Err("an answer without a length".into()),
            };
            if let Some(body) = body.get(..length) {
                let status = head.get(9..12).ok_or("no status")?.parse()?;
                let body = String::from_utf8(body.to_vec())?;
                return Ok(Answer { status, head: head.to_owned(), body });
            }
        }
    }
}

impl Answer {
    /// The first header of this name (lower case).
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Every cookie that it sets, as `name=value`.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = &str> {
        let lines = self.head.split("\r\n").filter_map(|line| line.split_once(':'));
        let cookies = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        cookies.filter_map(|(_, value)| value.trim().split(';').next())
    }

    /// Where a 303 leads.
    pub(crate) fn location(&self) -> Result<&str, Fault> {
        match (self.status, self.header("location")) {
            (303, Some(location)) => Ok(location),
            _ => Err(self.unexpected("a redirect")),
        }
    }

    /// The complaint that this is not `wanted`.
    pub(crate) fn unexpected(&self, wanted: &str) -> Fault {
        format!("instead of {wanted}: {}{}", self.head, self.body).into()
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
