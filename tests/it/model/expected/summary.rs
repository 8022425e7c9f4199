//! What the model sums up: the rows that are good now, and how often what happened.

use super::{Access, BRIEF, DAY, Expected, LOGIN, REMEMBERED, WINDOW};
use crate::model::Reached;
use crate::model::rows::Rows;

impl Expected {
    /// How often what happened in the walk.
    pub(in crate::model) fn reached(&self) -> Reached {
        let ended = |it: &&Access| it.ended;
        [
            ("logins", self.logins.len()),
            (
                "logins of the account page",
                self.logins.iter().filter(|it| it.client.contains('-')).count(),
            ),
            ("attempts", self.attempts.len()),
            ("sessions", self.sessions.len()),
            ("sessions ended", self.sessions.iter().filter(|it| it.ended).count()),
            ("consents", self.consents.len()),
            ("codes", self.codes.len()),
            ("codes replaced", self.replaced),
            (
                "brief sessions",
                self.sessions.iter().filter(|it| it.until == it.since + BRIEF).count(),
            ),
            ("codes redeemed", self.codes.iter().filter(|it| it.redeemed).count()),
            ("codes forgotten", self.codes.iter().filter(|it| it.forgotten).count()),
            ("tokens", self.tokens.len()),
            ("tokens ended", self.tokens.iter().filter(ended).count()),
            ("refreshes", self.families.iter().map(|it| it.tokens.len() - 1).sum()),
            ("refreshes answered again", self.repeated),
            ("pushed requests followed", self.pushed.iter().filter(|it| it.used).count()),
            ("pushed requests left", self.pushed.iter().filter(|it| !it.used).count()),
            ("assertions", self.assertions.len()),
            ("answers posted", self.posted),
            ("sessions ended from another browser", self.ended_elsewhere),
            ("access removed", self.removed),
            ("families ended", self.families.iter().filter(|it| it.ended).count()),
        ]
        .into()
    }

    /// The rows that are good now.
    pub(in crate::model) fn rows(&self) -> Rows {
        let now = self.now;
        let mut rows = Rows::new();
        let mut add = |kind: String| *rows.entry(kind).or_default() += 1;
        let did = |account: usize| self.accounts[account].as_str();
        for login in self.logins.iter().filter(|it| it.over.is_none() && now < it.until) {
            add(if login.owner.is_some() { "opened login" } else { "unopened login" }.to_owned());
        }
        for _ in self.attempts.iter().filter(|it| !it.taken && now < it.began + LOGIN) {
            add("attempt".to_owned());
        }
        for session in self.sessions.iter().filter(|it| !it.ended && now < it.until) {
            add(format!("session of {}", did(session.account)));
        }
        for code in self.codes.iter().filter(|code| !code.forgotten) {
            let whose = format!("{} {}", code.client, did(code.account));
            match code.redeemed {
                true if now < code.until + DAY => add(format!("redeemed code {whose}")),
                false if now < code.until => add(format!("code {whose}")),
                _ => {}
            }
        }
        let whose =
            |code: usize| format!("{} {}", self.codes[code].client, did(self.codes[code].account));
        for token in self.tokens.iter().filter(|token| !token.ended && now < token.until) {
            add(format!("access {}", whose(token.code)));
        }
        for family in self.families.iter().filter(|family| !family.ended && now < family.until) {
            add(format!("family {}", whose(family.code)));
            if family.used.is_some_and(|used| now < used + WINDOW) {
                add(format!("open window {}", whose(family.code)));
            }
        }
        for (_, account, _) in self.remembered.iter().filter(|(.., at)| now < at + REMEMBERED) {
            add(format!("remembered {}", did(*account)));
        }
        for (client, account) in &self.consents {
            add(format!("consent {client} {}", did(*account)));
        }
        for pushed in self.pushed.iter().filter(|it| !it.used && now < it.until) {
            add(format!("pushed request of {}", pushed.client));
        }
        for _ in self.assertions.iter().filter(|until| now < **until) {
            add("used assertion".to_owned());
        }
        for _ in self.logout_questions.iter().filter(|until| now < **until) {
            add("question about a logout".to_owned());
        }
        rows
    }
}
