//! Random walks: what is stored is what a small model says, after each step.
//!
//! Several people in several browsers sign in at several relying parties, which redeem, refresh, revoke
//! and ask, while the clock moves. The model knows a few rules about each kind of row: what makes it,
//! and what ends it. It hears the answers of the daemon as a person and a relying party do, and says
//! which answers are wrong. After each step:
//!
//! * no answer was 5xx;
//! * the rows in the file are those that the model expects, counted by kind, client and account;
//! * the step has stored at most [`ALLOWED`] bytes, and twice what it sent.
//!
//! A walk that fails is made shorter by `proptest`, which prints it, and the seed. To repeat one, and to
//! walk longer:
//!
//! ```text
//! ATLOGIN_WALK_SEED=7 ATLOGIN_WALKS=100 cargo test --locked --test it model
//! ```

mod account;
mod asking;
mod expected;
mod machines;
mod pages;
mod play;
mod rows;
mod step;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::test_runner::{Config, RngSeed, TestRunner};

use self::play::Play;
use self::step::{Step, walk};

/// What a step may store in any case, in bytes: a login and its sealed attempt, a session, a code.
const ALLOWED: i64 = 6 * 1024;

/// How many walks there are if nothing is said, and the seed that makes them.
const WALKS: (u32, u64) = (10, 1);

/// The number in a variable of the environment.
#[expect(clippy::disallowed_methods, reason = "a longer walk is asked for by the environment")]
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[test]
#[expect(clippy::print_stdout, reason = "a walk that fails is repeated by its seed")]
fn whatever_is_done_in_whatever_order_only_what_the_model_says_is_stored_and_no_answer_is_5xx() {
    let (walks, seed) = (number("ATLOGIN_WALKS"), number("ATLOGIN_WALK_SEED"));
    let cases = walks.map_or(WALKS.0, |walks| u32::try_from(walks).unwrap());
    let seed = seed.unwrap_or(WALKS.1);
    println!("{cases} walks; to repeat them: ATLOGIN_WALK_SEED={seed} ATLOGIN_WALKS={cases}");
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    };
    let reached = RefCell::new(Reached::default());
    let played = TestRunner::new(config).run(&walk(), |steps| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let end = runtime.block_on(play(&steps));
        for (what, times) in end {
            *reached.borrow_mut().entry(what).or_default() += times;
        }
        Ok(())
    });
    if let Err(error) = played {
        panic!("seed {seed}: {error}");
    }
    let reached = reached.into_inner();
    println!("reached: {reached:?}");
    assert!(reached.values().all(|times| *times > 0), "the walks lead nowhere: {reached:?}");
}

/// How often something happened in the walks: a test of nothing would also succeed.
type Reached = BTreeMap<&'static str, usize>;

async fn play(steps: &[Step]) -> Reached {
    let mut play = Play::begin().await;
    for (number, step) in steps.iter().enumerate() {
        play.step(step).await;
        play.compare(&format!("after step {number}, {step:?}")).await;
    }
    play.end().await;
    play.expected.reached()
}
