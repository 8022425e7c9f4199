//! The attackers, in a process of their own: they get ready, attack when they are told to, and say
//! afterwards what they were answered.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::Fault;
use crate::attack::Attack;
use crate::http::Answer;
use crate::process::{Process, hear_parent, say_to_parent};
use crate::town::Place;
use crate::{connections, guesses, silent, starts};

/// What is attacked, and by whose help.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Field {
    /// Host and port of the daemon.
    pub(crate) daemon: String,
    pub(crate) place: Place,
}

/// How many answers of each status, a second.
pub(crate) type Answers = BTreeMap<String, f64>;

/// The process.
pub(crate) struct Attackers(Process);

/// What all attackers of the process share.
pub(crate) struct Ground {
    pub(crate) field: Field,
    answers: Mutex<BTreeMap<String, u32>>,
    counted: AtomicUsize,
}

/// "Go on", said by both sides.
#[derive(Serialize, Deserialize)]
struct On;

/// How long an attacker waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one waits who was refused, where nothing says that they come again at once.
const PAUSE: Duration = Duration::from_millis(200);

impl Attackers {
    /// Starts them, and waits until they are ready.
    pub(crate) async fn start(attack: Attack, field: &Field) -> Result<Self, Fault> {
        let mut process = Process::start(10, &["--attackers", &attack.name()])?;
        process.say(field).await?;
        process.hear::<On>().await?;
        Ok(Self(process))
    }

    /// Makes them begin.
    pub(crate) async fn begin(&mut self) -> Result<(), Fault> {
        self.0.say(&On).await
    }

    /// Ends them.
    pub(crate) async fn end(mut self) -> Result<Answers, Fault> {
        self.0.say(&On).await?;
        self.0.hear().await
    }
}

impl Ground {
    /// Notes an answer, or that there was none in time. Gives its status.
    pub(crate) async fn note(
        &self,
        answer: impl Future<Output = Result<Answer, Fault>>,
    ) -> Option<Answer> {
        let answer = timeout(PATIENCE, answer).await.ok().and_then(Result::ok);
        let status = answer.as_ref().map_or_else(|| "-".to_owned(), |it| it.status.to_string());
        self.count(status);
        answer
    }

    /// Notes what was answered.
    pub(crate) fn count(&self, status: String) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        *answers.entry(status).or_default() += 1;
    }

    /// 0, 1, 2 and so on.
    pub(crate) fn next(&self) -> usize {
        self.counted.fetch_add(1, Ordering::Relaxed)
    }

    fn answers(&self, seconds: f64) -> Answers {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers
            .iter()
            .map(|(status, count)| (status.clone(), f64::from(*count) / seconds))
            .collect()
    }
}

/// What somebody does who was refused.
pub(crate) async fn pause() {
    tokio::time::sleep(PAUSE).await;
}

/// Is that process.
pub(crate) async fn run(attack: Attack) -> Result<(), Fault> {
    let Some(field) = hear_parent::<Field>().await? else { return Ok(()) };
    let browsers = silent::browsers(attack, &field).await?;
    say_to_parent(&On)?;
    let Some(On) = hear_parent().await? else { return Ok(()) };
    let ground = Ground { field, answers: Mutex::default(), counted: AtomicUsize::new(0) };
    let (ground, began, mut tasks) = (Arc::new(ground), Instant::now(), JoinSet::new());
    match attack {
        Attack::SilentCodes => silent::codes(&ground, &browsers, &mut tasks),
        Attack::OldProofs => silent::old_proofs(&ground, &browsers, &mut tasks),
        Attack::SilentServers => starts::at_silent_servers(&ground, &mut tasks),
        Attack::OneNetwork => starts::from_one_network(&ground, &mut tasks),
        Attack::OneServer => starts::at_one_server(&ground, &mut tasks),
        Attack::SlowConnections => connections::slow(&ground, &mut tasks),
        Attack::WrongSecrets => guesses::wrong_secrets(&ground, &mut tasks),
        Attack::LargeLogins => starts::large(&ground, &mut tasks),
        Attack::FreeNames => starts::free_names(&ground, &mut tasks),
    }
    let ended = hear_parent::<On>().await;
    tasks.abort_all();
    if let Some(On) = ended? {
        say_to_parent(&ground.answers(began.elapsed().as_secs_f64()))?;
    }
    Ok(())
}
