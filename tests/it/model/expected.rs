//! The model: what has been begun and given, and what has ended it.

mod sides;
mod summary;

use self::sides::Pushed;

const DAY: i64 = 86_400;

/// How long a browser is known, in this test: it makes no difference whether it is used.
pub(super) const SESSION: i64 = 2 * DAY;
/// The same if its person does not want to stay signed in.
const BRIEF: i64 = 3600;
/// For how long a form that is sent twice leads where the first one led.
const AGAIN: i64 = 10;
/// How long the person has for a sign-in, and for the question about a logout.
const LOGIN: i64 = 3600;
/// How long a login waits for a browser to open it.
const UNOPENED: i64 = 300;
const CODE: i64 = 60;
const ACCESS: i64 = 3600;
const FAMILY: i64 = 30 * DAY;
/// For how long the refresh token that was used last gives the same answer.
const WINDOW: i64 = 30;
const REMEMBERED: i64 = 180 * DAY;

/// A relying party's login that waits for a person.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) id: String,
    pub(super) client: &'static str,
    /// The browser that opened it.
    pub(super) owner: Option<usize>,
    until: i64,
    /// When it was answered, and with what.
    over: Option<(i64, Answered)>,
}

/// What a login was answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    Code(usize),
    Error,
}

/// A person who was sent to their server.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) login: usize,
    pub(super) account: usize,
    pub(super) approves: bool,
    pub(super) stays: bool,
    pub(super) began: i64,
    /// The address that they come back to.
    pub(super) callback: String,
    pub(super) taken: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) account: usize,
    pub(super) since: i64,
    until: i64,
    ended: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) text: String,
    pub(super) client: &'static str,
    pub(super) account: usize,
    session: usize,
    until: i64,
    pub(super) redeemed: bool,
    /// Nothing of it is known any more.
    forgotten: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) text: String,
    pub(super) code: usize,
    /// None if a refresh token gave it.
    session: Option<usize>,
    until: i64,
    ended: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Family {
    /// All its refresh tokens, the good one last.
    pub(super) tokens: Vec<String>,
    pub(super) code: usize,
    until: i64,
    /// When the last one was used, until the session ends that began it.
    used: Option<i64>,
    ended: bool,
}

/// All that the model knows.
#[derive(Debug, Default)]
pub(super) struct Expected {
    pub(super) now: i64,
    /// The DIDs of the accounts.
    pub(super) accounts: Vec<String>,
    pub(super) logins: Vec<Login>,
    pub(super) attempts: Vec<Attempt>,
    pub(super) sessions: Vec<Session>,
    pub(super) codes: Vec<Code>,
    pub(super) tokens: Vec<Access>,
    pub(super) families: Vec<Family>,
    /// Browser, account, and when.
    remembered: Vec<(usize, usize, i64)>,
    consents: Vec<(&'static str, usize)>,
    logout_questions: Vec<i64>,
    pub(super) pushed: Vec<Pushed>,
    /// Until when each assertion that was used is remembered.
    assertions: Vec<i64>,
    /// How many answers were forms that a browser posts.
    pub(super) posted: usize,
    /// How many sessions were ended from another browser.
    pub(super) ended_elsewhere: usize,
    /// How often a relying party lost its access.
    removed: usize,
    /// How many codes took the place of another.
    replaced: usize,
    /// How many refreshes were answered once more.
    repeated: usize,
}

impl Expected {
    pub(super) fn new(now: i64, accounts: Vec<String>) -> Self {
        Self { now, accounts, ..Self::default() }
    }

    pub(super) fn login_begins(&mut self, id: String, client: &'static str) {
        let until = self.now + UNOPENED;
        self.logins.push(Login { id, client, owner: None, until, over: None });
    }

    /// A browser shows its page. The person's time begins with the first.
    pub(super) fn login_is_opened(&mut self, login: usize, owner: usize) {
        let login = &mut self.logins[login];
        if login.owner.is_none() {
            login.until = self.now + LOGIN;
        }
        login.owner = Some(owner);
    }

    pub(super) fn is_open(&self, login: usize) -> bool {
        let login = &self.logins[login];
        login.over.is_none() && self.now < login.until
    }

    /// The login is answered, with the newest code or with an error.
    pub(super) fn login_ends(&mut self, login: usize, is_code: bool) {
        let answered = if is_code { Answered::Code(self.codes.len() - 1) } else { Answered::Error };
        self.logins[login].over = Some((self.now, answered));
        self.attempts_end(login);
    }

    /// What a login was answered with a moment ago: a code that nobody has redeemed, or an error.
    pub(super) fn just_answered(&self, login: usize) -> Option<Answered> {
        let (at, answered) = self.logins[login].over?;
        let is_there = match answered {
            Answered::Code(code) => self.is_redeemable(code),
            Answered::Error => true,
        };
        (is_there && self.now - at < AGAIN).then_some(answered)
    }

    /// The newest code takes the place of the one before, which is not known any more.
    pub(super) fn code_is_replaced(&mut self, login: usize, first: usize) {
        self.codes[first].forgotten = true;
        let newest = Answered::Code(self.codes.len() - 1);
        self.logins[login].over = self.logins[login].over.map(|(at, _)| (at, newest));
        self.replaced += 1;
    }

    /// Once the person is proven, no other attempt is good.
    pub(super) fn attempts_end(&mut self, login: usize) {
        for attempt in self.attempts.iter_mut().filter(|attempt| attempt.login == login) {
            attempt.taken = true;
        }
    }

    pub(super) fn is_waited_for(&self, attempt: usize) -> bool {
        let Attempt { taken, began, .. } = self.attempts[attempt];
        !taken && self.now < began + LOGIN
    }

    /// The session of a browser, if it still lasts.
    pub(super) fn lasting(&self, session: Option<usize>) -> Option<&Session> {
        let session = &self.sessions[session?];
        (!session.ended && self.now < session.until).then_some(session)
    }

    /// A person is proven in a browser that `had` a session: it goes on if it is theirs.
    pub(super) fn session_begins(
        &mut self,
        had: Option<usize>,
        account: usize,
        stays: bool,
    ) -> usize {
        let (since, until) = (self.now, self.now + if stays { SESSION } else { BRIEF });
        let same = self.lasting(had).is_some_and(|session| session.account == account);
        if let Some(had) = had.filter(|_| same) {
            (self.sessions[had].since, self.sessions[had].until) = (since, until);
            return had;
        }
        self.sessions.push(Session { account, since, until, ended: false });
        self.sessions.len() - 1
    }

    /// Whether a session began this code.
    pub(super) fn is_of(&self, code: usize, session: Option<usize>) -> bool {
        Some(self.codes[code].session) == session
    }

    /// The browser offers an account from now on, or no longer.
    pub(super) fn remember(&mut self, browser: usize, account: usize, stays: bool) {
        self.remembered.retain(|(b, a, _)| (*b, *a) != (browser, account));
        self.remembered.extend(stays.then_some((browser, account, self.now)));
    }

    /// Ends a session with what was given in it: codes that nobody redeemed, and their tokens. No refresh
    /// is answered once more.
    pub(super) fn session_ends(&mut self, session: usize) {
        self.sessions[session].ended = true;
        for family in &mut self.families {
            family.used = family.used.filter(|_| self.codes[family.code].session != session);
        }
        for code in self.codes.iter_mut().filter(|code| code.session == session && !code.redeemed) {
            code.forgotten = true;
        }
        for token in self.tokens.iter_mut().filter(|token| token.session == Some(session)) {
            token.ended = true;
        }
    }

    /// Ends all that was ever given about an account.
    pub(super) fn everything_ends(&mut self, account: usize) {
        for session in self.sessions.iter_mut().filter(|session| session.account == account) {
            session.ended = true;
        }
        for (at, code) in self.codes.iter_mut().enumerate().filter(|(_, c)| c.account == account) {
            code.forgotten = true;
            self.tokens.iter_mut().filter(|token| token.code == at).for_each(|it| it.ended = true);
            self.families.iter_mut().filter(|it| it.code == at).for_each(|it| it.ended = true);
        }
    }

    /// Forgets what signing out leaves.
    pub(super) fn is_deleted(&mut self, account: usize) {
        self.remembered.retain(|(_, other, _)| *other != account);
        self.consents.retain(|(_, other)| *other != account);
        self.everything_ends(account);
    }

    pub(super) fn code_is_given(&mut self, text: String, client: &'static str, session: usize) {
        let account = self.sessions[session].account;
        let until = self.now + CODE;
        let (redeemed, forgotten) = (false, false);
        self.codes.push(Code { text, client, account, session, until, redeemed, forgotten });
    }

    pub(super) fn is_redeemable(&self, code: usize) -> bool {
        let code = &self.codes[code];
        !code.redeemed && !code.forgotten && self.now < code.until
    }

    pub(super) fn code_is_redeemed(
        &mut self,
        code: usize,
        access: String,
        refresh: Option<String>,
    ) {
        self.codes[code].redeemed = true;
        let session = Some(self.codes[code].session);
        let until = self.now + ACCESS;
        self.tokens.push(Access { text: access, code, session, until, ended: false });
        let until = self.now + FAMILY;
        let (used, ended) = (None, false);
        let family = refresh.map(|token| Family { tokens: vec![token], code, until, used, ended });
        self.families.extend(family);
    }

    /// A code was shown again, or a refresh token: all that came of it ends.
    pub(super) fn family_ends(&mut self, code: usize) {
        self.tokens.iter_mut().filter(|token| token.code == code).for_each(|it| it.ended = true);
        self.families.iter_mut().filter(|it| it.code == code).for_each(|it| it.ended = true);
    }

    /// Whether the daemon still knows that this code was redeemed.
    pub(super) fn is_known_as_redeemed(&self, code: usize) -> bool {
        self.codes[code].redeemed && !self.codes[code].forgotten
    }

    pub(super) fn is_refreshable(&self, family: usize) -> bool {
        !self.families[family].ended && self.now < self.families[family].until
    }

    pub(super) fn is_refreshed(&mut self, family: usize, access: String, refresh: String) {
        let code = self.families[family].code;
        self.families[family].tokens.push(refresh);
        self.families[family].used = Some(self.now);
        let until = self.now + ACCESS;
        self.tokens.push(Access { text: access, code, session: None, until, ended: false });
    }

    /// Whether the refresh token that was used last gives the same answer.
    pub(super) fn is_reusable(&self, family: usize) -> bool {
        self.families[family].used.is_some_and(|used| self.now < used + WINDOW)
    }

    /// It was shown again in time.
    pub(super) fn is_refreshed_again(&mut self, family: usize, access: String) {
        let code = self.families[family].code;
        let until = self.now + ACCESS;
        self.tokens.push(Access { text: access, code, session: None, until, ended: false });
        self.repeated += 1;
    }

    pub(super) fn is_good(&self, token: usize) -> bool {
        !self.tokens[token].ended && self.now < self.tokens[token].until
    }

    pub(super) fn token_ends(&mut self, token: usize) {
        self.tokens[token].ended = true;
    }

    pub(super) fn allows(&mut self, client: &'static str, account: usize) {
        if !self.has_allowed(client, account) {
            self.consents.push((client, account));
        }
    }

    pub(super) fn has_allowed(&self, client: &'static str, account: usize) -> bool {
        self.consents.contains(&(client, account))
    }

    pub(super) fn logout_is_asked(&mut self) {
        self.logout_questions.push(self.now + LOGIN);
    }

    /// The sweep forgets codes a day after they expired; the rest of what it takes has ended before.
    pub(super) fn is_swept(&mut self) {
        let now = self.now;
        for code in self.codes.iter_mut().filter(|code| code.until + DAY <= now) {
            code.forgotten = true;
        }
    }
}
