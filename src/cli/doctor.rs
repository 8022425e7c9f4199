//! `atlogin doctor`: prints what the doctor finds.

use serde_json::{Value, json};
use url::Url;

use super::database::on_this_thread;
use super::output::{Ending, Output};
use crate::clock::Clock;
use crate::config::Config;
use crate::doctor::{self, Finding, Part, Severity, Wishes};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
    /// Follow a sign-in with this handle or DID, step by step, up to the page of its server
    #[arg(long = "as", value_name = "ACCOUNT")]
    account: Option<String>,
    /// Look at a Matrix server too, as an app meets it, at the address that people type or its own
    #[arg(long, value_name = "URL")]
    matrix: Option<Url>,
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    let wishes = Wishes { account: arguments.account.clone(), matrix: arguments.matrix.clone() };
    let parts = match on_this_thread(doctor::examine(config, Clock::system(), &wishes)) {
        Ok(Ok(parts)) => parts,
        Ok(Err(error)) => return output.fail(format_args!("atlogin: {error}")),
        Err(error) => return output.fail(format_args!("atlogin cannot start: {error}")),
    };
    if arguments.json {
        output.say(document(&parts));
    } else {
        list(&parts, output);
    }
    match parts.iter().map(Part::worst).max() {
        Some(Severity::Fault) => Ending::Failed,
        Some(Severity::Warning | Severity::Note) | None => Ending::Well,
    }
}

fn list(parts: &[Part], output: &mut Output) {
    let mut had_findings = false;
    for part in parts {
        if had_findings {
            output.say("");
        }
        had_findings = !part.findings.is_empty();
        let word = match part.worst() {
            Severity::Note => "well",
            Severity::Warning => "a warning",
            Severity::Fault => "a fault",
        };
        output.say(format_args!("{}: {word}", part.name));
        for step in &part.steps {
            output.say(format_args!("  {step}"));
        }
        for finding in &part.findings {
            let Finding { kind, what, to_do } = finding;
            output.say(format_args!("\n  {} ({})", kind.severity.word(), kind.id));
            output.say(format_args!("    {what}"));
            output.say(format_args!("    Why it matters: {}", kind.why));
            output.say(format_args!("    What to do: {to_do}"));
        }
    }
    output.say(format_args!("\n{}", summary(parts)));
}

fn summary(parts: &[Part]) -> String {
    let number = |severity| {
        let all = parts.iter().flat_map(|part| &part.findings);
        all.filter(|finding| finding.kind.severity == severity).count()
    };
    match (number(Severity::Fault), number(Severity::Warning)) {
        (0, 0) => "All is well.".to_owned(),
        (0, warnings) => format!("Nothing stops sign-ins. Warnings: {warnings}."),
        (faults, warnings) => format!("Faults that stop sign-ins: {faults}. Warnings: {warnings}."),
    }
}

/// One object: the names of findings and of its members stay.
fn document(parts: &[Part]) -> Value {
    let findings = parts.iter().flat_map(|part| {
        part.findings.iter().map(|Finding { kind, what, to_do }| {
            json!({
                "id": kind.id,
                "part": part.name,
                "severity": kind.severity.word(),
                "what": what,
                "why": kind.why,
                "do": to_do,
            })
        })
    });
    let is_well = parts.iter().all(|part| part.worst() != Severity::Fault);
    let well = parts.iter().filter(|part| part.worst() == Severity::Note).map(|part| part.name);
    let steps = parts.iter().flat_map(|part| &part.steps);
    json!({
        "ok": is_well,
        "well": well.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
    })
}
