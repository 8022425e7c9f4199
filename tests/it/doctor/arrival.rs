//! What the daemon tells the doctor of a request, and that it tells nobody else.

use reqwest::Method;

use super::house::House;

async fn asked(house: &House, secret: Option<&str>) -> (u16, String) {
    let mut request = house.daemon.request(Method::GET, "/doctor/arrival");
    if let Some(secret) = secret {
        request = request.header("atlogin-doctor", secret);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// A question like the doctor's own: the hash of a secret, and until when it is answered.
fn put(house: &House, secret: &str, ends: i64) {
    let hash = atlogin::secret::Secret::from_text(secret.to_owned()).hash().to_text();
    let file = house.daemon.database().with_file_name("atlogin.doctor");
    std::fs::write(file, format!("{hash} {ends}")).unwrap();
}

#[tokio::test]
async fn only_whoever_may_write_into_the_state_directory_is_told_what_arrived() {
    let house = House::new().await;
    let now = atlogin::clock::Clock::system().now();
    let (secret, other) = ("a".repeat(43), "b".repeat(43));
    assert_eq!(asked(&house, Some(&secret)).await.0, 404, "nobody asks");
    put(&house, &secret, now + 30);
    let (status, told) = asked(&house, Some(&secret)).await;
    assert_eq!(status, 200);
    assert!(
        told.contains("\"proxy\":\"127.0.0.1\"") && told.contains("\"is_trusted\":true"),
        "{told}"
    );
    for (shown, why) in
        [(None, "no secret"), (Some(other.as_str()), "another"), (Some(""), "empty")]
    {
        assert_eq!(asked(&house, shown).await.0, 404, "{why}");
    }
    let hash = atlogin::secret::Secret::from_text(secret.clone()).hash().to_text();
    assert_eq!(asked(&house, Some(&hash)).await.0, 404, "the file does not give the secret away");
    put(&house, &secret, now - 1);
    assert_eq!(asked(&house, Some(&secret)).await.0, 404, "too old");
    put(&house, &secret, now + 3600);
    assert_eq!(asked(&house, Some(&secret)).await.0, 404, "no question lasts longer than a minute");
}

#[tokio::test]
async fn the_doctor_leaves_no_question_behind() {
    let house = House::new().await;
    assert_eq!(house.findings(&[]).await.code, 0);
    assert!(!house.daemon.database().with_file_name("atlogin.doctor").exists());
}
