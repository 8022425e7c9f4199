//! The certification plans of the OpenID Foundation, module by module, as tests of our own.
//!
//! Each test is named after a module and asserts what that module demands, warnings included, in our
//! words: the suite itself is not run here, so what passes is never "certified". What the modules say
//! is in `docs/openid-plans.md`, which a test below compares with the tests there are.

mod back_channel_logout;
mod config;
mod dynamic;
mod flow;
mod judge;
mod modules;
mod question;
mod rp_initiated_logout;
mod stage;

/// How the relying party wants to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In the query of its address, as is usual for a code.
    Query,
    /// By a form that the browser posts (`response_mode=form_post`).
    FormPost,
}

/// One test for each module, played in one mode.
macro_rules! play_all {
    ($mode:expr; $($file:ident { $($module:ident)* })*) => {
        $($(
            #[tokio::test]
            async fn $module() {
                super::modules::$file::$module($mode).await;
            }
        )*)*

        /// The modules that are played here.
        pub(super) const PLAYED: &[&str] = &[$($(stringify!($module),)*)*];
    };
}

/// The modules that the plans Basic OP and Form Post OP share.
macro_rules! basic_plan {
    ($mode:expr) => {
        play_all! {
            $mode;
            flows {
                oidcc_server
                oidcc_idtoken_signature
                oidcc_idtoken_unsigned
                oidcc_userinfo_get
                oidcc_userinfo_post_header
                oidcc_userinfo_post_body
                oidcc_ensure_request_without_nonce_succeeds_for_code_flow
                oidcc_alternate_happy_flow
                oidcc_ensure_post_request_succeeds
                oidcc_server_client_secret_post
                oidcc_ensure_request_with_valid_pkce_succeeds
            }
            scopes {
                oidcc_scope_profile
                oidcc_scope_email
                oidcc_scope_address
                oidcc_scope_phone
                oidcc_scope_all
                oidcc_claims_essential
            }
            parameters {
                oidcc_display_page
                oidcc_display_popup
                oidcc_ensure_request_with_unknown_parameter_succeeds
                oidcc_login_hint
                oidcc_ui_locales
                oidcc_claims_locales
                oidcc_ensure_request_with_acr_values_succeeds
            }
            sessions {
                oidcc_prompt_login
                oidcc_prompt_none_not_logged_in
                oidcc_prompt_none_logged_in
                oidcc_max_age_1
                oidcc_max_age_10000
                oidcc_id_token_hint
            }
            codes {
                oidcc_codereuse
                oidcc_codereuse_30seconds
                oidcc_refresh_token
            }
            refusals {
                oidcc_response_type_missing
                oidcc_ensure_registered_redirect_uri
                oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported
                oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported
                oidcc_ensure_request_object_with_redirect_uri
            }
        }
    };
}

// After the macros: they are known from here on.
mod basic;
mod form_post;

/// How many modules each plan has, the last only those that do not need clients that register.
const PLANS: &[(&str, usize)] = &[
    ("config", 1),
    ("basic", 38),
    ("form_post", 38),
    ("rp_initiated_logout", 11),
    ("back_channel_logout", 2),
    ("dynamic", 5),
];

/// The names of the tests of a plan.
fn played(plan: &str) -> Vec<&'static str> {
    let text = match plan {
        "basic" => return basic::PLAYED.to_vec(),
        "form_post" => return form_post::PLAYED.to_vec(),
        "config" => include_str!("config.rs"),
        "rp_initiated_logout" => include_str!("rp_initiated_logout.rs"),
        "back_channel_logout" => include_str!("back_channel_logout.rs"),
        "dynamic" => include_str!("dynamic.rs"),
        other => panic!("no plan {other}"),
    };
    let tests = text.split("#[tokio::test]\nasync fn ").skip(1);
    tests.map(|rest| rest.split('(').next().unwrap()).collect()
}

/// A row of the table: `| plan | module | test | … |`.
fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    let document = include_str!("../../../docs/openid-plans.md");
    let rows = document.lines().filter(|line| line.contains("| `oidcc-"));
    rows.map(|line| {
        let mut cells = line.split('|').skip(1).map(|cell| cell.trim().trim_matches('`'));
        [(); 3].map(|()| cells.next().unwrap())
    })
}

#[test]
fn no_module_of_a_plan_is_lost() {
    for (plan, count) in PLANS {
        let mut played = played(plan);
        played.sort_unstable();
        let mut listed = Vec::new();
        for [of_plan, module, test] in rows() {
            if of_plan.split(", ").any(|name| name == *plan) {
                assert_eq!(module.to_ascii_lowercase().replace('-', "_"), test, "{plan}");
                listed.push(test);
            }
        }
        listed.sort_unstable();
        assert_eq!(played, listed, "{plan}");
        assert_eq!(played.len(), *count, "{plan}");
    }
}

/// The numbers of a row of the table of what the suite saw, the first one how many modules there are.
fn seen(plan: &str) -> Vec<usize> {
    let document = include_str!("../../../docs/openid-plans.md");
    let row = document.lines().find(|line| line.starts_with(plan)).unwrap();
    let cells = row.trim_matches('|').split('|').skip(1).map(str::trim);
    cells.map(|cell| if cell.is_empty() { 0 } else { cell.parse().unwrap() }).collect()
}

#[test]
fn what_the_suite_saw_adds_up_to_the_modules_of_static_clients() {
    let dynamic_only = |plan: &str| {
        let document = include_str!("../../../docs/openid-plans.md").lines();
        let rows = document.filter(|line| line.ends_with("Not with static clients |"));
        rows.filter(|row| row.split('|').nth(1).unwrap().split(',').any(|name| name.trim() == plan))
            .count()
    };
    for (name, plan) in [
        ("| Config OP |", "config"),
        ("| Basic OP |", "basic"),
        ("| Form Post OP |", "form_post"),
        ("| RP-Initiated Logout OP |", "rp_initiated_logout"),
        ("| Back-Channel Logout OP |", "back_channel_logout"),
    ] {
        let seen = seen(name);
        assert_eq!(seen[0], played(plan).len() - dynamic_only(plan), "{plan}");
        assert_eq!(seen[0], seen[1..].iter().sum::<usize>(), "{plan}");
    }
}
