//! DNS messages, as little of RFC 1035 as a small world needs: one question, plain answers.

use std::net::IpAddr;

/// A type of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecordType(pub(super) u16);

impl RecordType {
    pub(super) const A: Self = Self(1);
    pub(super) const TXT: Self = Self(16);
    pub(super) const AAAA: Self = Self(28);
}

impl std::fmt::Display for RecordType {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::A => formatter.write_str("A"),
            Self::TXT => formatter.write_str("TXT"),
            Self::AAAA => formatter.write_str("AAAA"),
            Self(number) => write!(formatter, "{number}"),
        }
    }
}

/// The one question of a query.
pub(super) struct Question<'a> {
    id: [u8; 2],
    recursion_desired: bool,
    raw: &'a [u8],
    /// The name asked for, in lower case, without the last dot.
    pub(super) name: String,
    pub(super) record_type: RecordType,
    /// How long an answer over UDP may be (RFC 6891 §6.2.3).
    pub(super) room: usize,
}

/// What is answered.
#[derive(Default)]
pub(super) struct Reply {
    /// The response code (RFC 1035 §4.1.1).
    pub(super) code: u16,
    pub(super) records: Vec<Record>,
}

pub(super) enum Record {
    Txt(String),
    Address(IpAddr),
}

/// Reads a query. `None` if it is none.
pub(super) fn read(message: &[u8]) -> Option<Question<'_>> {
    let header = message.get(..12)?;
    let is_query = header[2] & 0x80 == 0 && header[4..6] == [0, 1];
    if !is_query {
        return None;
    }
    let (mut at, mut labels) = (12, Vec::new());
    loop {
        let length = usize::from(*message.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        if length > 63 {
            return None;
        }
        let label = message.get(at..at + length)?;
        labels.push(std::str::from_utf8(label).ok()?.to_ascii_lowercase());
        at += length;
    }
    let record_type = u16::from_be_bytes(message.get(at..at + 2)?.try_into().ok()?);
    let raw = message.get(12..at + 4)?;
    // An additional record in a query is an OPT record: the client takes more than 512 bytes.
    let room = if header[10..12] == [0, 0] { 512 } else { 1232 };
    let recursion_desired = header[2] & 1 == 1;
    let id = [header[0], header[1]];
    let record_type = RecordType(record_type);
    Some(Question { id, recursion_desired, raw, name: labels.join("."), record_type, room })
}

/// Writes the reply to `question`.
pub(super) fn write(question: &Question<'_>, reply: &Reply) -> Vec<u8> {
    let mut out = head(question, reply.code, false);
    out[6..8].copy_from_slice(&u16::try_from(reply.records.len()).unwrap().to_be_bytes());
    for record in &reply.records {
        let (record_type, data) = match record {
            Record::Txt(text) => (RecordType::TXT, txt_data(text)),
            Record::Address(IpAddr::V4(address)) => (RecordType::A, address.octets().to_vec()),
            Record::Address(IpAddr::V6(address)) => (RecordType::AAAA, address.octets().to_vec()),
        };
        out.extend([0xc0, 12]); // the name: see the question
        out.extend(record_type.0.to_be_bytes());
        out.extend([0, 1]); // class IN
        out.extend([0; 4]); // time to live
        out.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(data);
    }
    out
}

/// Writes a reply that says: too long, come again over TCP.
pub(super) fn truncated(question: &Question<'_>) -> Vec<u8> {
    head(question, 0, true)
}

fn head(question: &Question<'_>, code: u16, truncated: bool) -> Vec<u8> {
    let mut flags = 0x8480 | code; // a response, authoritative, recursion available
    if question.recursion_desired {
        flags |= 0x0100;
    }
    if truncated {
        flags |= 0x0200;
    }
    let mut out = question.id.to_vec();
    out.extend(flags.to_be_bytes());
    out.extend([0, 1, 0, 0, 0, 0, 0, 0]);
    out.extend(question.raw);
    out
}

/// A text in strings of at most 255 bytes.
fn txt_data(text: &str) -> Vec<u8> {
    if text.is_empty() {
        return vec![0];
    }
    let chunks = text.as_bytes().chunks(255);
    chunks.flat_map(|chunk| [&[u8::try_from(chunk.len()).unwrap()], chunk].concat()).collect()
}
