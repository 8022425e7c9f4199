//! The steps of a walk. What they point at is counted round: whatever number is there, it fits.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::play::CLIENTS;

/// How a relying party asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Plain,
    /// `prompt=none`.
    Silent,
    /// `prompt=login`.
    Anew,
    /// `max_age=60`.
    LatelyOnly,
    /// With a `state` of that many characters that are longer as JSON.
    Long(usize),
    /// `response_mode=form_post`.
    Posted,
}

/// How a code or a refresh token is redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    Right,
    WrongSecret,
    WrongVerifier,
}

/// Which refresh token of a family is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Good,
    LastUsed,
    Older,
}

/// Which of several: most often the newest, so that what has begun is gone on with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    Newest,
    /// Whichever an index points at, whatever their number.
    Any(Index),
}

impl Which {
    /// Its place among `all`, if there is any.
    pub(super) fn of<T>(self, all: &[T]) -> Option<usize> {
        match self {
            Self::Newest => all.len().checked_sub(1),
            Self::Any(index) => (!all.is_empty()).then(|| index.index(all.len())),
        }
    }
}

/// One step. Browsers, relying parties and people are counted from 0.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A browser comes with a relying party's request.
    Ask {
        browser: usize,
        client: usize,
        how: How,
    },
    /// A relying party's server pushes its request.
    Push {
        client: usize,
        how: How,
    },
    /// A browser comes with the `request_uri` of a pushed request.
    Follow {
        browser: usize,
        pushed: Which,
    },
    /// A browser opens the page of a login: the one that has it open, if none is named.
    Open {
        browser: Option<usize>,
        login: Which,
    },
    /// The person on a sign-in page says who they are and whether they stay, and approves or refuses at
    /// their server.
    Name {
        page: Which,
        account: usize,
        approves: bool,
        stays: bool,
    },
    /// A browser comes back from a server: the right one, if none is named.
    Return {
        browser: Option<usize>,
        attempt: Which,
    },
    /// The person on a page allows it or cancels.
    Decide {
        page: Which,
        allows: bool,
    },
    Redeem {
        code: Which,
        proof: Proof,
    },
    Refresh {
        family: Which,
        shown: Shown,
        proof: Proof,
    },
    Revoke {
        token: Which,
    },
    RevokeFamily {
        family: Which,
    },
    /// Introspection and userinfo.
    Look {
        token: Which,
    },
    /// The assertion that was accepted last is shown once more.
    ShowAgain,
    SignOut {
        browser: usize,
        stays: bool,
    },
    /// The account page.
    Account {
        browser: usize,
    },
    /// There, each other session of the account is ended.
    EndOthers {
        browser: usize,
    },
    /// There, the session of this browser is ended.
    EndThis {
        browser: usize,
    },
    /// There, a relying party's access is removed.
    RemoveAccess {
        browser: usize,
        client: Which,
    },
    /// An address of which nothing comes but an answer.
    Read {
        browser: usize,
        address: Index,
    },
    Everywhere {
        browser: usize,
        deletes: bool,
    },
    /// All cookies are gone.
    CloseBrowser {
        browser: usize,
    },
    /// Seconds pass.
    Wait(i64),
    /// What the daemon does once a minute.
    Sweep,
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        4 => Just(How::Plain),
        3 => Just(How::Silent),
        1 => Just(How::Anew),
        1 => Just(How::LatelyOnly),
        1 => (0_usize..1300).prop_map(How::Long),
        2 => Just(How::Posted),
    ]
}

fn proof() -> impl Strategy<Value = Proof> {
    prop_oneof![
        8 => Just(Proof::Right),
        1 => Just(Proof::WrongSecret),
        1 => Just(Proof::WrongVerifier),
    ]
}

fn shown() -> impl Strategy<Value = Shown> {
    prop_oneof![
        7 => Just(Shown::Good),
        3 => Just(Shown::LastUsed),
        1 => Just(Shown::Older),
    ]
}

/// How long nothing happens: seconds, minutes, hours, days.
fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 1_i64..30, 3 => 60_i64..900, 2 => 3600_i64..20_000, 1 => 86_400_i64..800_000]
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![2 => Just(Which::Newest), 1 => any::<Index>().prop_map(Which::Any)]
}

fn step() -> impl Strategy<Value = Step> {
    let odd = proptest::bool::weighted;
    let one = || 0_usize..3;
    let client = || 0_usize..CLIENTS.len();
    let stray = || proptest::option::weighted(0.15, one());
    let in_browser = prop_oneof![
        6 => (one(), client(), how())
            .prop_map(|(browser, client, how)| Step::Ask { browser, client, how }),
        2 => (one(), which()).prop_map(|(browser, pushed)| Step::Follow { browser, pushed }),
        6 => (stray(), which()).prop_map(|(browser, login)| Step::Open { browser, login }),
        6 => (which(), one(), odd(0.9), odd(0.7)).prop_map(|(page, account, approves, stays)| {
            Step::Name { page, account, approves, stays }
        }),
        6 => (stray(), which()).prop_map(|(browser, attempt)| Step::Return { browser, attempt }),
        3 => (which(), odd(0.8)).prop_map(|(page, allows)| Step::Decide { page, allows }),
        1 => (one(), odd(0.2)).prop_map(|(browser, stays)| Step::SignOut { browser, stays }),
        1 => one().prop_map(|browser| Step::Account { browser }),
        1 => one().prop_map(|browser| Step::EndOthers { browser }),
        1 => one().prop_map(|browser| Step::EndThis { browser }),
        2 => (one(), which())
            .prop_map(|(browser, client)| Step::RemoveAccess { browser, client }),
        2 => (one(), any::<Index>())
            .prop_map(|(browser, address)| Step::Read { browser, address }),
        1 => (one(), odd(0.3)).prop_map(|(browser, deletes)| Step::Everywhere { browser, deletes }),
        1 => one().prop_map(|browser| Step::CloseBrowser { browser }),
    ];
    let of_machines = prop_oneof![
        6 => (which(), proof()).prop_map(|(code, proof)| Step::Redeem { code, proof }),
        3 => (which(), shown(), proof())
            .prop_map(|(family, shown, proof)| Step::Refresh { family, shown, proof }),
        1 => which().prop_map(|token| Step::Revoke { token }),
        1 => which().prop_map(|family| Step::RevokeFamily { family }),
        2 => which().prop_map(|token| Step::Look { token }),
        2 => (client(), how()).prop_map(|(client, how)| Step::Push { client, how }),
        1 => Just(Step::ShowAgain),
    ];
    let of_time = prop_oneof![3 => wait().prop_map(Step::Wait), 1 => Just(Step::Sweep)];
    prop_oneof![6 => in_browser, 4 => of_machines, 1 => of_time]
}

/// From the request to the tokens and their refreshes, with nothing in between, but perhaps a second press on
/// "Allow".
fn sign_in() -> impl Strategy<Value = Vec<Step>> {
    let stays = proptest::bool::weighted(0.8);
    (0_usize..3, 0..CLIENTS.len(), 0_usize..3, stays, 1_usize..3, vec(shown(), 0..4)).prop_map(
        |(browser, client, account, stays, presses, refreshes)| {
            let newest = Which::Newest;
            let mut steps = vec![
                Step::Ask { browser, client, how: How::Anew },
                Step::Open { browser: Some(browser), login: newest },
                Step::Name { page: newest, account, approves: true, stays },
                Step::Return { browser: None, attempt: newest },
                Step::Open { browser: None, login: newest },
            ];
            steps.resize(steps.len() + presses, Step::Decide { page: newest, allows: true });
            steps.push(Step::Redeem { code: newest, proof: Proof::Right });
            let family = newest;
            steps.extend(refreshes.into_iter().map(|shown| Step::Refresh {
                family,
                shown,
                proof: Proof::Right,
            }));
            steps
        },
    )
}

/// A whole walk.
pub(super) fn walk() -> impl Strategy<Value = Vec<Step>> {
    let part = prop_oneof![12 => step().prop_map(|step| vec![step]), 1 => sign_in()];
    vec(part, 38..86).prop_map(|parts| parts.concat())
}
