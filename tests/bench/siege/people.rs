//! The ordinary people, who come by the clock, and what they notice.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::Fault;
use crate::addresses::{PROBER, RELYING_PARTY, person};
use crate::attackers::Field;
use crate::http::Http;
use crate::visitor::{Algorithm, Visitor};

/// What was noticed.
#[derive(Default)]
pub(crate) struct Noticed {
    pub(crate) sign_ins: Times,
    /// Of these, what was spent on connecting to the daemon and on its answers.
    pub(crate) at_daemon: Times,
    pub(crate) tokens: Times,
    pub(crate) health: Times,
    begun: usize,
    succeeded: usize,
    /// What happened to those who failed.
    pub(crate) failures: Vec<String>,
}

/// How long each of many took.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

/// What became of one person, or of one look at the daemon's health.
enum Outcome {
    SignedIn {
        sign_in: Duration,
        at_daemon: Duration,
        token: Duration,
    },
    Healthy(Duration),
    /// How long it took until that was clear.
    Failed(Duration, String),
    Unhealthy(Duration, String),
}

/// 20 people a second.
const BETWEEN_PEOPLE: Duration = Duration::from_millis(50);
const BETWEEN_PROBES: Duration = Duration::from_millis(100);
/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(20);

impl Times {
    /// These and others.
    pub(crate) fn and(&self, others: &Self) -> Self {
        Self([&*self.0, &*others.0].concat())
    }

    /// In milliseconds, what so many of a hundred do not exceed.
    pub(crate) fn percentile(&self, of_hundred: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        let rank = (sorted.len() * of_hundred).div_ceil(100).saturating_sub(1);
        sorted.get(rank).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }
}

impl Noticed {
    /// How many of a hundred people were signed in.
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    pub(crate) fn success(&self) -> f64 {
        self.succeeded as f64 * 100.0 / self.begun as f64
    }

    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::SignedIn { sign_in, at_daemon, token } => {
                self.succeeded += 1;
                self.sign_ins.0.push(sign_in);
                self.at_daemon.0.push(at_daemon);
                self.tokens.0.push(token);
            }
            Outcome::Healthy(time) => self.health.0.push(time),
            Outcome::Failed(time, why) => {
                self.sign_ins.0.push(time);
                self.failures.push(why);
            }
            Outcome::Unhealthy(time, why) => {
                self.health.0.push(time);
                self.failures.push(why);
            }
        }
    }
}

/// Has people sign in for so many seconds, and waits until the last of them is done.
pub(crate) async fn come(field: &Arc<Field>, seconds: u32) -> Result<Noticed, Fault> {
    let (mut tasks, mut noticed) = (JoinSet::new(), Noticed::default());
    let (start, end) = (Instant::now(), Duration::from_secs(seconds.into()));
    let times = |every: Duration| {
        let moments = std::iter::successors(Some(Duration::ZERO), move |last| Some(*last + every));
        moments.take_while(move |moment| *moment < end).map(move |moment| start + moment)
    };
    for (number, moment) in times(BETWEEN_PEOPLE).enumerate() {
        let field = Arc::clone(field);
        noticed.begun += 1;
        tasks.spawn(async move {
            sleep_until(moment).await;
            sign_in(&field, number, moment).await
        });
    }
    for moment in times(BETWEEN_PROBES) {
        let field = Arc::clone(field);
        tasks.spawn(async move {
            sleep_until(moment).await;
            let probed = timeout(PATIENCE, probe(&field.daemon)).await;
            match probed.unwrap_or_else(|_| Err("no answer in time".into())) {
                Ok(()) => Outcome::Healthy(moment.elapsed()),
                Err(fault) => Outcome::Unhealthy(moment.elapsed(), format!("/healthz: {fault}")),
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        noticed.add(done?);
    }
    Ok(noticed)
}

async fn sign_in(field: &Field, number: usize, moment: Instant) -> Outcome {
    let signed_in = async {
        let (mut visitor, code) = code(field, number).await?;
        let (sign_in, at_daemon) = (moment.elapsed(), visitor.spent_at_daemon());
        visitor.call_again(Http::connect_for(&field.daemon, RELYING_PARTY).await?);
        visitor.redeem(Algorithm::Es256, &code).await?;
        let token = moment.elapsed().saturating_sub(sign_in);
        Ok(Outcome::SignedIn { sign_in, at_daemon, token })
    };
    let signed_in: Result<Result<_, Fault>, _> = timeout(PATIENCE, signed_in).await;
    match signed_in.unwrap_or_else(|_| Err("no answer in time".into())) {
        Ok(outcome) => outcome,
        Err(fault) => Outcome::Failed(moment.elapsed(), format!("person {number}: {fault}")),
    }
}

async fn code(field: &Field, number: usize) -> Result<(Visitor, String), Fault> {
    let servers = &field.place.honest;
    let server = servers.get(number % servers.len()).ok_or("no server")?;
    let handle = server.handles.get(number / servers.len() % server.handles.len());
    let daemon = Http::connect_for(&field.daemon, &person(number)).await?;
    let pds = Http::connect(&server.authority).await?;
    let mut visitor = Visitor::over((daemon, pds), handle.ok_or("no handle")?);
    let code = visitor.code(Algorithm::Es256).await?;
    Ok((visitor, code))
}

async fn probe(daemon: &str) -> Result<(), Fault> {
    let answer = Http::connect_for(daemon, PROBER).await?.get("/healthz", "").await?;
    if answer.status == 200 { Ok(()) } else { Err(answer.unexpected("health")) }
}
