//! `prompt` at the person's server: sent where it is listed, done without where that is harmless.

use atlogin::atproto::{BeginError, FinishError, LoginOptions, Prompt};

use super::Asking;
use crate::small_world::lies::Prompting;

const PAR: &str = "/oauth/par";

fn options(prompt: Prompt) -> LoginOptions {
    LoginOptions { prompt: Some(prompt), ..LoginOptions::default() }
}

/// The prompts of the pushed requests. One that was asked again for its nonce counts once.
fn prompts(asking: &Asking) -> Vec<Option<String>> {
    let pushed = asking.asked(PAR);
    let mut prompts: Vec<_> =
        pushed.iter().map(|seen| seen.field("prompt").map(str::to_owned)).collect();
    prompts.dedup();
    prompts
}

#[tokio::test]
async fn a_prompt_that_the_server_lists_is_pushed() {
    let asking = Asking::start().await;
    for (prompt, name) in [
        (Prompt::Login, "login"),
        (Prompt::SelectAccount, "select_account"),
        (Prompt::Create, "create"),
    ] {
        asking.world.forget_seen();
        let begun = asking.begin(&options(prompt)).await.unwrap();
        assert_eq!(prompts(&asking), [Some(name.to_owned())]);
        assert!(!begun.redirect.as_str().contains("prompt"), "only the pushed request has it");
        assert_eq!(asking.finish(begun).await.unwrap().did.as_str(), asking.alice.did());
    }
}

#[tokio::test]
async fn without_a_wish_no_prompt_is_sent() {
    let asking = Asking::start().await;
    let begun = asking.begin(&LoginOptions::default()).await.unwrap();
    assert_eq!(prompts(&asking), [None]);
    asking.finish(begun).await.unwrap();
}

#[tokio::test]
async fn a_server_that_lists_no_prompt_is_sent_none() {
    let asking = Asking::start().await;
    for listed in [None, Some(serde_json::json!(["none", "consent"]))] {
        asking.world.forget_seen();
        asking.world.lie(|lies| {
            match listed.clone() {
                None => lies.server_metadata.remove("prompt_values_supported"),
                Some(list) => lies.server_metadata.set("prompt_values_supported", list),
            };
        });
        for prompt in [Prompt::SelectAccount, Prompt::Create] {
            let begun = asking.begin(&options(prompt)).await.unwrap();
            asking.finish(begun).await.unwrap();
        }
        assert_eq!(prompts(&asking), [None]);
    }
}

#[tokio::test]
async fn a_new_login_is_not_pretended_at_a_server_that_does_not_list_it() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| {
        lies.server_metadata.remove("prompt_values_supported");
    });
    let refused = asking.begin(&options(Prompt::Login)).await;
    assert!(matches!(refused, Err(BeginError::NoFreshLogin(_))), "{refused:?}");
    assert!(asking.asked(PAR).is_empty(), "nothing was asked of it");
}

#[tokio::test]
async fn a_listed_prompt_that_is_refused_at_once_is_left_away_unless_it_is_a_login() {
    for error in ["invalid_request", "account_selection_required"] {
        let asking = Asking::start().await;
        asking.world.lie(|lies| lies.prompt = Prompting::RefusedAtOnce(error));
        for prompt in [Prompt::SelectAccount, Prompt::Create] {
            let begun = asking.begin(&options(prompt)).await.unwrap();
            assert_eq!(prompts(&asking).last(), Some(&None), "asked again without");
            asking.finish(begun).await.unwrap();
        }
        let pushed = asking.asked(PAR);
        let (first, again) = (&pushed[pushed.len() - 2], &pushed[pushed.len() - 1]);
        for single_use in ["state", "code_challenge"] {
            assert_ne!(first.field(single_use), again.field(single_use), "{single_use} is fresh");
        }
        let refused = asking.begin(&options(Prompt::Login)).await;
        assert!(matches!(refused, Err(BeginError::NoFreshLogin(_))), "{refused:?}");
        assert_eq!(asking.asked(PAR).last().unwrap().field("prompt"), Some("login"));
    }
}

#[tokio::test]
async fn a_request_that_is_refused_for_something_else_is_not_asked_again() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| lies.prompt = Prompting::RefusedAtOnce("invalid_scope"));
    let refused = asking.begin(&options(Prompt::SelectAccount)).await;
    assert!(matches!(refused, Err(BeginError::Server(_))), "{refused:?}");
    assert!(asking.asked(PAR).iter().all(|seen| seen.field("prompt").is_some()));
}

#[tokio::test]
async fn a_prompt_that_is_refused_at_the_callback_is_told_from_other_refusals() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| lies.prompt = Prompting::RefusedLater("account_selection_required"));
    for prompt in [Prompt::SelectAccount, Prompt::Login] {
        let refused = asking.finish(asking.begin(&options(prompt)).await.unwrap()).await;
        match refused {
            Err(FinishError::PromptRefused(which, error)) => {
                assert_eq!((which, &*error.code), (prompt, "account_selection_required"));
            }
            other => panic!("{other:?}"),
        }
    }
    let begun = asking.begin(&LoginOptions::default()).await.unwrap();
    assert!(asking.finish(begun).await.is_ok(), "a login without a prompt gets through");

    asking.world.lie(|lies| lies.prompt = Prompting::RefusedLater("server_error"));
    let refused = asking.finish(asking.begin(&options(Prompt::Create)).await.unwrap()).await;
    assert!(matches!(refused, Err(FinishError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn an_error_that_answers_no_prompt_of_ours_is_an_ordinary_refusal() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| {
        lies.callback.error("account_selection_required", "");
    });
    let begun = asking.begin(&LoginOptions::default()).await.unwrap();
    let refused = asking.finish(begun).await;
    assert!(matches!(refused, Err(FinishError::Refused(_))), "{refused:?}");
}
