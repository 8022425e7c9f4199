//! The redirect from a Matrix server to us.

use url::Url;

use crate::client::{Client, MatrixSoftware};
use crate::doctor::context::Context;
use crate::doctor::finding::Finding;
use crate::doctor::kinds;
use crate::doctor::shown::{in_command, shown};

/// Asks at `way`, where a Matrix server sends people to us, and judges where that leads.
pub(super) async fn follow(
    context: &Context<'_>,
    way: &Url,
    known: &[(&Client, MatrixSoftware<'_>)],
) -> Result<String, Box<Finding>> {
    let answer = context.get(way).await.map_err(|error| {
        let to_do = format!("curl -i '{way}'");
        let what = format!("{} does not answer", shown(way.as_str()));
        Finding::new(&kinds::MATRIX_MAS, what, to_do).because(error)
    })?;
    let location = answer.header("location").filter(|_| (300..400).contains(&answer.status));
    let Some(target) = location.and_then(|location| way.join(location).ok()) else {
        return Err(unknown(way, answer.status).into());
    };
    let ours = context.config.public_url.at("/authorize");
    let place = target.as_str().split('?').next().unwrap_or_default();
    if place != ours {
        return Err(Finding::new(
            &kinds::MATRIX_ELSEWHERE,
            format!("{} leads to {}, and not to {ours}.", shown(way.as_str()), shown(place)),
            format!(
                "Write issuer: {} into the provider's configuration there",
                context.config.public_url.as_str()
            ),
        )
        .into());
    }
    judge(&target, known)
}

/// Whether we know who asks there.
fn judge(target: &Url, known: &[(&Client, MatrixSoftware<'_>)]) -> Result<String, Box<Finding>> {
    let of = |name: &str| target.query_pairs().find(|(it, _)| it == name).map(|(_, value)| value);
    let id = of("client_id").unwrap_or_default();
    let Some((client, _)) = known.iter().find(|(client, _)| client.client_id == id) else {
        return Err(Finding::new(
            &kinds::MATRIX_CLIENT,
            format!("The Matrix server calls itself {}, and no Matrix client of ATLogin has that client_id.", shown(&id)),
            "atlogin client list; and write the right client_id into the provider's configuration there",
        )
        .into());
    };
    let Some(redirect_uri) = of("redirect_uri") else {
        // A pushed request has shown us everything already.
        return Ok(format!("it sends people to ATLogin as {}", shown(&id)));
    };
    if client.redirect_uris.iter().any(|uri| uri.as_str() == redirect_uri) {
        return Ok(format!(
            "it sends people to ATLogin as {}, and back to {}",
            shown(&id),
            shown(&redirect_uri)
        ));
    }
    let registered: Vec<_> = client.redirect_uris.iter().map(|uri| shown(uri.as_str())).collect();
    Err(Finding::new(
        &kinds::MATRIX_REDIRECT,
        format!(
            "The Matrix server wants people back at {}; registered for {} is {}.",
            shown(&redirect_uri),
            shown(&id),
            registered.join(", ")
        ),
        format!(
            "atlogin client set {} redirect_uris='[\"{}\"]'; or correct public_base (MAS) or public_baseurl (Synapse)",
            in_command(&id, "CLIENT"),
            in_command(&redirect_uri, "ADDRESS")
        ),
    )
    .into())
}

fn unknown(way: &Url, status: u16) -> Finding {
    Finding::new(
        &kinds::MATRIX_NO_PROVIDER,
        format!(
            "{} leads nowhere (status {status}): no provider has that identifier there.",
            shown(way.as_str())
        ),
        "atlogin config CLIENT prints the provider with its id for MAS; then: mas-cli config sync; mas-cli config dump | grep -A3 \
         upstream_oauth2",
    )
}
