//! One line of `atlogin audit`, for people or as JSON.

use serde_json::{Value, json};

use crate::invisible::{breaks_line, is_hidden};
use crate::moment::{day, moment};
use crate::oidc::store::refusal::Refusals;
use crate::oidc::store::sign_in::SignIn;

/// A line: its columns, and the object that says the same.
pub(super) struct Line {
    columns: Vec<String>,
    object: Value,
}

impl Line {
    pub(super) fn header(names: &[&str]) -> Self {
        let columns = names.iter().copied().map(str::to_owned).collect();
        Self { columns, object: Value::Null }
    }

    pub(super) fn of_sign_in(row: &SignIn) -> Self {
        let SignIn { did, handle, client_id, how, why, source, login, number, .. } = row;
        let times = if *number > 1 { format!(" ×{number}") } else { String::new() };
        let why_not = if why.is_empty() { String::new() } else { format!(" ({why})") };
        let how_in_all = format!("{how}{why_not}{times}");
        let columns = [&how_in_all, client_id, handle, did, source, login].map(|text| plain(text));
        let columns = std::iter::once(moment(row.at)).chain(columns).collect();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let object = json!({
            "at": row.at,
            "how": how,
            "why": some(why),
            "client_id": client_id,
            "handle": some(handle),
            "did": did,
            "source": some(source),
            "login": some(login),
            "number": number,
        });
        Self { columns, object }
    }

    pub(super) fn of_refusals(row: &Refusals) -> Self {
        let client = if row.client_id.is_empty() { "(unknown)" } else { &row.client_id };
        let columns = vec![
            day(row.day),
            row.number.to_string(),
            plain(client),
            plain(&row.why),
            moment(row.first_at),
            moment(row.last_at),
        ];
        let object = json!({
            "day": day(row.day),
            "number": row.number,
            "client_id": (!row.client_id.is_empty()).then_some(&row.client_id),
            "why": row.why,
            "first_at": row.first_at,
            "last_at": row.last_at,
        });
        Self { columns, object }
    }

    /// The columns, each as wide as is said.
    pub(super) fn text(&self, widths: &[usize]) -> String {
        let padded = self.columns.iter().zip(widths).map(|(text, width)| format!("{text:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }

    /// The object, in which nothing hides.
    pub(super) fn json(&self) -> String {
        let mut text = String::new();
        for c in self.object.to_string().chars() {
            if c.is_control() || is_hidden(c) || breaks_line(c) {
                let mut units = [0; 2];
                let units = c.encode_utf16(&mut units).iter();
                text.extend(units.map(|unit| format!("\\u{unit:04x}")));
            } else {
                text.push(c);
            }
        }
        text
    }
}

/// The text without what would change the rest of the terminal.
pub(super) fn plain(text: &str) -> String {
    let hides = |c: char| c.is_control() || is_hidden(c) || breaks_line(c);
    let shown = |c| if hides(c) { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().map(shown).collect()
}

/// How wide each column is in these lines.
pub(super) fn widths<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<usize> {
    let mut widths = Vec::new();
    for line in lines {
        widths.resize(line.columns.len().max(widths.len()), 0);
        for (widest, text) in widths.iter_mut().zip(&line.columns) {
            *widest = text.chars().count().max(*widest);
        }
    }
    widths
}
