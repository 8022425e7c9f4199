//! Long lists: they are read page by page or summed up, and nothing is missing from them.

use reqwest::Method;
use serde_json::Value;

use crate::support::daemon::REDIRECT_URI;
use crate::support::holders::{opens_userinfo, setup, tokens};
use crate::support::{Page, Scene};

/// Changes the database as nobody could so quickly by requests.
async fn prepare(scene: &Scene, statement: &'static str) {
    use sqlx::ConnectOptions;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(scene.daemon.database());
    let mut connection = options.connect().await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
}

/// 250 clients in the database: pages of a hundred.
async fn many_clients(scene: &Scene) {
    let add = ["client", "add", "c000", "--redirect-uri", REDIRECT_URI, "--set", "email=handle"];
    let more = ["--set", "email_domains=[\"last.example\"]"];
    let added = scene.daemon.command(&[&add[..], &more].concat()).await;
    assert_eq!(added.code, 0, "{}", added.log);
    prepare(
        scene,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 249)
         INSERT INTO client (client_id, settings, created_at)
         SELECT printf('c%03d', i), json_set(settings, '$.client_id', printf('c%03d', i),
             '$.email_domains', json(CASE i WHEN 249 THEN '[\"last.example\"]' ELSE '[\"x.example\"]' END)),
             created_at FROM client, n",
    )
    .await;
    prepare(
        scene,
        "UPDATE client SET settings = json_set(settings, '$.email_domains', json('[\"x.example\"]'))
         WHERE client_id = 'c000'",
    )
    .await;
}

#[tokio::test]
async fn a_long_list_of_clients_is_whole_and_each_of_them_counts() {
    let scene = Scene::open().await;
    many_clients(&scene).await;
    let listed = scene.daemon.command(&["client", "list", "--json"]).await;
    let listed: Vec<Value> = serde_json::from_str(&listed.said).unwrap();
    let ids: Vec<_> = listed.iter().filter_map(|client| client["client_id"].as_str()).collect();
    let expected: Vec<_> = (0..250).map(|number| format!("c{number:03}")).collect();
    assert_eq!(ids[ids.len() - 250..], expected);
    let lines = scene.daemon.command(&["client", "list"]).await.said;
    assert_eq!(lines.lines().filter(|line| line.starts_with('c')).count(), 250);
    for (host, status) in [("x.example", 200), ("last.example", 200), ("no.example", 404)] {
        let path = format!("/.well-known/webfinger?resource=acct:alice@{host}");
        let answer = scene.daemon.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), status, "{host}");
    }
}

/// How many rows of `table` the page says there are.
fn shown(page: &Page, table: &str) -> i64 {
    let title = page.element(&format!("stored-{table}")).unwrap();
    title.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_an_account_holds_is_summed_up_and_its_pages_stay_short() {
    let mut scene = Scene::with(setup()).await;
    let good = tokens(&mut scene).await;
    for statement in [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO access_token (token_hash, code_hash, client_id, granted, issued_at, expires_at,
             account, session_id)
         SELECT randomblob(32), code_hash, client_id, granted, issued_at, issued_at, account,
             session_id FROM access_token, n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO logout_notice (id, client_id, sub, sid, next_at, expires_at)
         SELECT 'n' || i, client_id, account, NULL, 9000000000, 9000000000 FROM access_token, n
         WHERE expires_at > issued_at",
    ] {
        prepare(&scene, statement).await;
    }
    let page = scene.browser.get(&scene.daemon.at("/account/stored")).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (200, "What is stored about you"));
    for (table, rows) in [("access_token", 5001), ("logout_notice", 5000), ("refresh_token", 1)] {
        assert_eq!(shown(&page, table), rows, "{table}");
    }
    assert!(page.text.contains("5001, usable: 1;"), "{}", page.text);
    assert!(page.text.len() < 20_000, "{} bytes", page.text.len());
    let page = scene.browser.get(&scene.daemon.at("/account")).await;
    assert_eq!(page.text.matches("value=\"rp\"").count(), 1, "{}", page.text);
    assert!(opens_userinfo(&scene, &good).await);
}
