//! Bodies that a careless reader chokes on.

use serde_json::{Map, Value};

/// Ten megabytes of valid JSON: an object with one long member and `sub` at the end.
pub fn huge_json() -> Vec<u8> {
    format!(r#"{{"padding":"{}","sub":"did:plc:huge"}}"#, "x".repeat(10_000_000)).into_bytes()
}

/// An object whose member `deep` is an array nested `depth` times.
pub fn deep_json(depth: usize) -> Vec<u8> {
    format!(r#"{{"deep":{}{}}}"#, "[".repeat(depth), "]".repeat(depth)).into_bytes()
}

/// A JSON object in which `member` stands twice: first as in `document`, at the end as `second`.
pub fn twice(document: &Map<String, Value>, member: &str, second: &Value) -> Vec<u8> {
    let object = Value::Object(document.clone()).to_string();
    let body = object.trim_end_matches('}');
    let comma = if document.is_empty() { "" } else { "," };
    format!("{body}{comma}{}:{second}}}", Value::from(member)).into_bytes()
}

/// A gzip stream of about `megabytes` megabytes of zeros, 160 times smaller than that. Its check
/// sum is wrong: a reader that gets so far has already lost.
pub fn gzip_bomb(megabytes: usize) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut bits = Bits { out: &mut out, pending: 0, count: 0 };
    bits.push(0b011, 3); // the last block, fixed Huffman codes (RFC 1951 §3.2.6)
    bits.push(0b0000_1100, 8); // the literal 0: code 00110000, most significant bit first
    for _ in 0..megabytes * 1_000_000 / 258 {
        bits.push(0b1010_0011, 8); // length 258: code 11000101
        bits.push(0, 5); // distance 1
    }
    bits.push(0, 7); // end of block
    bits.push(0, 7); // up to the byte
    out.extend([0; 8]);
    out
}

/// Writes bits, the least significant first (RFC 1951 §3.1.1).
struct Bits<'a> {
    out: &'a mut Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits<'_> {
    fn push(&mut self, bits: u32, count: u32) {
        self.pending |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.out.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count -= 8;
        }
    }
}
