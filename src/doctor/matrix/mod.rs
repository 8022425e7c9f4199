//! What a Matrix app meets on its way to a sign-in: the server, what signs people in there, and whether that
//! leads to ATLogin with what ATLogin has registered.
//!
//! ```text
//! server → what signs people in: MAS or Synapse → provider: the redirect to us
//! ```

mod provider;
mod server;

use url::Url;

use self::server::SignsIn;
use super::clients;
use super::context::Context;
use super::finding::{Finding, Part};
use super::kinds;
use super::shown::{in_command, shown};
use crate::client::{Client, MatrixSoftware};
use crate::db::Db;

/// Follows an app that is pointed at `url`.
pub(super) async fn look(context: &Context<'_>, db: Option<&Db>, url: &Url) -> Part {
    let mut part = Part::new("Matrix", Vec::new());
    let (clients, unread) = clients::all(context.config, db).await;
    part.findings.extend(unread);
    let signs_in = match server::look(context, url, &mut part).await {
        Ok(signs_in) => signs_in,
        Err(finding) => {
            part.findings.push(finding);
            return part;
        }
    };
    let known: Vec<(&Client, MatrixSoftware<'_>)> =
        clients.iter().filter_map(|client| Some((client, client.matrix()?))).collect();
    match &signs_in {
        SignsIn::Mas { issuer } => mas(context, issuer, &known, &mut part).await,
        SignsIn::Synapse { providers } => {
            synapse(context, url, providers, &known, &mut part).await;
        }
    }
    part
}

async fn mas(
    context: &Context<'_>,
    issuer: &Url,
    known: &[(&Client, MatrixSoftware<'_>)],
    part: &mut Part,
) {
    let is_same = |base: &str| base.trim_end_matches('/') == issuer.as_str().trim_end_matches('/');
    let mut found = false;
    for (client, software) in known {
        let MatrixSoftware::Mas { base, ulid } = software else { continue };
        if !is_same(base) {
            continue;
        }
        found = true;
        part.findings.extend(algorithm(client));
        let way = format!("{}/upstream/authorize/{ulid}", base.trim_end_matches('/'));
        let Ok(way) = Url::parse(&way) else { continue };
        let asked = provider::follow(context, &way, known).await;
        match asked {
            Ok(step) => part.steps.push(step),
            Err(finding) => part.findings.push(*finding),
        }
    }
    if !found {
        let base = shown(issuer.as_str().trim_end_matches('/'));
        let others = known.iter().filter_map(|(_, software)| match software {
            MatrixSoftware::Mas { base, .. } => Some(shown(base)),
            MatrixSoftware::Synapse { .. } => None,
        });
        part.findings.push(no_client(&base, &others.collect::<Vec<_>>(), "mas"));
    }
}

async fn synapse(
    context: &Context<'_>,
    url: &Url,
    providers: &[String],
    known: &[(&Client, MatrixSoftware<'_>)],
    part: &mut Part,
) {
    let base = url.as_str().trim_end_matches('/');
    let is_known = known.iter().any(|(_, software)| {
        matches!(software, MatrixSoftware::Synapse { base: theirs } if theirs.trim_end_matches('/') == base)
    });
    if !is_known {
        let others = known.iter().filter_map(|(_, software)| match software {
            MatrixSoftware::Synapse { base } => Some(shown(base)),
            MatrixSoftware::Mas { .. } => None,
        });
        part.findings.push(no_client(&shown(base), &others.collect::<Vec<_>>(), "synapse"));
        return;
    }
    let mut last = None;
    for id in providers {
        let way = format!(
            "{base}/_matrix/client/v3/login/sso/redirect/{id}?redirectUrl=https%3A%2F%2Flocalhost%2F"
        );
        let Ok(way) = Url::parse(&way) else { continue };
        match provider::follow(context, &way, known).await {
            Ok(step) => {
                part.steps
                    .push(format!("Synapse calls ATLogin {} (MAS: synapse_idp_id)", shown(id)));
                part.steps.push(step);
                return;
            }
            Err(finding) => last = Some(finding),
        }
    }
    part.findings.push(last.map_or_else(
        || {
            Finding::new(
                &kinds::MATRIX_NO_PROVIDER,
                format!("{} offers no sign-in by another provider.", shown(base)),
                "atlogin config CLIENT --preset synapse prints oidc_providers for homeserver.yaml; then: systemctl restart \
                 matrix-synapse",
            )
        },
        |finding| *finding,
    ));
}

fn no_client(base: &str, others: &[String], preset: &str) -> Finding {
    let others = if others.is_empty() {
        "none is registered for that kind of Matrix server".to_owned()
    } else {
        format!("those that are registered belong to {}", others.join(", "))
    };
    Finding::new(
        &kinds::MATRIX_NO_CLIENT,
        format!("No client of ATLogin is that of {base}: {others}."),
        format!(
            "atlogin client add matrix --preset {preset} --url {}; or correct the address: public_base of MAS, public_baseurl of Synapse",
            in_command(base, "ADDRESS")
        ),
    )
}

/// MAS cannot read one of ours.
fn algorithm(client: &Client) -> Option<Finding> {
    let of_userinfo = client.userinfo_signed_response_alg;
    let mut all = of_userinfo.into_iter().chain([client.id_token_signed_response_alg]);
    let id = shown(&client.client_id);
    all.any(|algorithm| algorithm.name() == "EdDSA").then(|| {
        Finding::new(
            &kinds::MATRIX_ALGORITHM,
            format!("The client {id} gets signatures by EdDSA, which MAS does not know."),
            format!("atlogin client set {id} id_token_signed_response_alg=RS256; and the same in the configuration of MAS"),
        )
    })
}
