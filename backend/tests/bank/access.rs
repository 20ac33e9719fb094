//! Who may ask for what: `Host`, CORS, and the lab's own page.

use backend::bank::Location;

use crate::client::{ONE, Request, get, post};
use crate::test_bank::Bank;

fn delete() -> Request {
    Request::new("DELETE", "/payments/")
}

#[tokio::test]
async fn a_foreign_host_is_403_everywhere() {
    let bank = Bank::with(&Location::Temporary, |config| config.allow_hosts = vec!["lab.example".to_owned()]).await;
    for host in
        ["127.0.0.1", "localhost:1234", "[::1]:80", "10.0.0.9:8080", "payment:8080", "lab.example", "LAB.example:9"]
    {
        assert_eq!(bank.status(&get("/health").with("Host", host)).await, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "", "localhost:x", "127.0.0.1.nip.io"] {
        for request in
            [get("/health"), get("/stats"), get("/nothing"), post(ONE), Request::new("OPTIONS", "/payments/")]
        {
            assert_eq!(bank.status(&request.with("Host", host)).await, 403, "{host}");
        }
    }
    let twice = get("/health").with("Host", "localhost").with("Host", "evil.example");
    assert!(matches!(bank.status(&twice).await, 400 | 403));
    assert_eq!(bank.status(&get("http://evil.example/health")).await, 403);
    assert_eq!(bank.total().await, "0");
}

#[tokio::test]
async fn a_preflight_is_always_answered_with_the_same_list() {
    let bank = Bank::new().await;
    let origin = format!("http://localhost:{}", bank.address.port());
    let preflight = |target: &str, origin: &str| {
        Request::new("OPTIONS", target)
            .with("Host", "localhost:8888")
            .with("Origin", origin)
            .with("Access-Control-Request-Method", "POST")
            .with("Access-Control-Request-Headers", "content-type,idempotency-key")
    };
    for target in ["/payments/", "/payments", "/stats"] {
        let answer = bank.ask(&preflight(target, &origin)).await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin.as_str()));
        assert_eq!(answer.header("access-control-max-age"), Some("7200"));
        assert_eq!(
            answer.header("access-control-allow-headers"),
            Some("content-type, idempotency-key, payment-idempotence-key, attempt-id")
        );
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST"));
        assert_eq!(answer.header("vary"), Some("Origin"));
        let foreign = bank.ask(&preflight(target, "http://evil.example")).await;
        assert_eq!(foreign.header("access-control-allow-origin"), None);
        assert_eq!(foreign.header("access-control-max-age"), Some("7200"));
        assert_eq!(foreign.header("access-control-allow-headers"), answer.header("access-control-allow-headers"));
    }
}

#[tokio::test]
async fn the_origin_of_the_page_is_echoed_on_every_answer_and_no_other_is() {
    let bank =
        Bank::with(&Location::Temporary, |config| config.page_origins = vec!["https://page.example".to_owned()]).await;
    let port = bank.address.port();
    let asked = async |request: Request, host: &str, origin: &str| {
        let answer = bank.ask(&request.with("Host", host).with("Origin", origin)).await;
        assert_eq!(answer.header("vary"), Some("Origin"));
        let allowed = answer.header("access-control-allow-origin");
        if let Some(allowed) = allowed {
            assert_eq!(allowed, origin);
            assert_eq!(answer.header("access-control-expose-headers"), Some("idempotent-replayed, retry-after"));
        }
        allowed.is_some()
    };
    for request in [
        post(ONE),
        post("{}"),
        post(ONE).without("Content-Type"),
        get("/stats"),
        get("/payments/x"),
        Request::new("PUT", "/stats"),
    ] {
        assert!(asked(request.clone(), "localhost:8888", &format!("http://localhost:{port}")).await, "{request:?}");
        assert!(asked(request.clone(), "127.0.0.1:8888", &format!("http://127.0.0.1:{port}")).await);
        assert!(asked(request.clone(), "[::1]:8888", &format!("http://[::1]:{port}")).await);
        assert!(asked(request.clone(), "localhost:8888", "https://page.example").await);
        for foreign in
            ["http://localhost", "http://localhost:1", "http://evil.example:8080", "null", "http://page.example"]
        {
            assert!(!asked(request.clone(), "localhost:8888", foreign).await, "{foreign}");
        }
        assert!(!asked(request.clone(), "localhost:8888", &format!("http://127.0.0.1:{port}")).await);
        assert!(!asked(request.clone(), "localhost:8888", &format!("https://localhost:{port}")).await);
    }
    assert_eq!(bank.ask(&get("/stats")).await.header("vary"), Some("Origin"), "without an origin too");
}

#[tokio::test]
async fn an_origin_without_a_port_means_80() {
    let bank = Bank::with(&Location::Temporary, |config| config.port = 80).await;
    let answer = bank.ask(&get("/stats").with("Host", "localhost:8888").with("Origin", "http://localhost")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost"));
}

#[tokio::test]
async fn delete_and_the_lab_are_refused_to_other_sites() {
    let bank = Bank::new().await;
    assert_eq!(bank.status(&post(ONE)).await, 200);
    let host = format!("localhost:{}", bank.address.port());
    for request in [delete(), Request::new("PUT", "/lab/key-policy"), get("/lab/state")] {
        for (name, value) in [
            ("Sec-Fetch-Site", "cross-site".to_owned()),
            ("Sec-Fetch-Site", "same-site".to_owned()),
            ("Origin", "http://evil.example".to_owned()),
            ("Origin", "null".to_owned()),
            ("Origin", format!("https://{host}")),
            ("Origin", "http://localhost:1".to_owned()),
        ] {
            let request = request.clone().with("Host", host.clone()).with(name, value.clone());
            assert_eq!(bank.status(&request).await, 403, "{name}: {value}");
        }
    }
    assert_eq!(bank.total().await, "1");
    // Reading and paying are not the lab's: CORS alone decides who may read the answer.
    assert_eq!(bank.status(&get("/stats").with("Sec-Fetch-Site", "cross-site")).await, 200);
    assert_eq!(bank.status(&post(ONE).with("Origin", "http://evil.example")).await, 200);
    for (name, value) in [
        ("Sec-Fetch-Site", "same-origin".to_owned()),
        ("Sec-Fetch-Site", "none".to_owned()),
        ("Origin", format!("http://{host}")),
    ] {
        assert_eq!(bank.status(&delete().with("Host", host.clone()).with(name, value)).await, 200);
    }
}
