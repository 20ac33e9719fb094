//! Who may ask for what: `Host`, CORS, and the lab's own page.

use backend::bank::Location;

use crate::client::{Connection, ONE, Request, get, pay, post};
use crate::test_bank::Bank;

fn delete() -> Request {
    Request::new("DELETE", "/payments/")
}

#[tokio::test]
async fn a_foreign_host_is_403_everywhere() {
    let bank = Bank::with(&Location::Temporary, |config| config.allow_hosts = vec!["lab.example".to_owned()]).await;
    for host in [
        "127.0.0.1",
        "localhost:",
        "localhost:1234",
        "[::1]:80",
        "10.0.0.9:8080",
        "payment:8080",
        "lab.example",
        "LAB.example:9",
    ] {
        assert_eq!(bank.status(&get("/health").with("Host", host)).await, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "", "localhost:x", "127.0.0.1.nip.io"] {
        for request in
            [get("/health"), get("/stats"), get("/nothing"), post(ONE), Request::new("OPTIONS", "/payments/")]
        {
            assert_eq!(bank.status(&request.with("Host", host)).await, 403, "{host}");
        }
    }
    let answer = bank.ask(&get("/health").with("Host", "Evil.example:81")).await;
    assert_eq!(answer.detail(), "the host evil.example is not served here; --allow-host evil.example allows it");
    for host in ["", "localhost:abc"] {
        let answer = bank.ask(&get("/health").with("Host", host)).await;
        let expected = format!("the Host \"{host}\" is no host name or address, with or without a port");
        assert_eq!(answer.detail(), expected, "no flag would allow it");
    }
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

#[tokio::test]
async fn a_request_of_http_1_1_names_exactly_one_host() {
    let bank = Bank::new().await;
    let twice = get("/health").with("Host", "localhost").with("Host", "localhost");
    assert_eq!(bank.status(&twice).await, 400);
    for target in ["/health", "/stats", "/", "http://localhost/health"] {
        let answer = raw(bank.address, &format!("GET {target} HTTP/1.1\r\n\r\n")).await;
        assert_eq!(answer.status, 400, "{target}");
    }
}

#[tokio::test]
async fn a_request_of_http_1_0_without_host_is_judged_by_what_it_asks() {
    let bank = Bank::new().await;
    for (request, status) in [
        ("GET /health HTTP/1.0", 200),
        ("HEAD /health HTTP/1.0", 200),
        ("GET /stats HTTP/1.0", 200),
        ("OPTIONS /payments/ HTTP/1.0", 204),
        ("OPTIONS / HTTP/1.0", 405),
        ("GET / HTTP/1.0", 403),
        ("GET /lab/state HTTP/1.0", 403),
        ("DELETE /payments/ HTTP/1.0", 403),
        ("POST /lab/crash HTTP/1.0", 403),
        ("GET /health HTTP/1.0\r\nHost: localhost", 200),
        ("GET /health HTTP/1.0\r\nHost: evil.example", 403),
    ] {
        for address in [bank.address, bank.through_network] {
            let answer = raw(address, &format!("{request}\r\n\r\n")).await;
            let status =
                if request.starts_with("OPTIONS / ") && address == bank.through_network { 403 } else { status };
            assert_eq!(answer.status, status, "{request}");
        }
    }
}

#[tokio::test]
async fn hosts_are_read_without_case_and_final_dot_and_a_page_s_host_is_served() {
    let bank = Bank::with(&Location::Temporary, |config| {
        config.allow_hosts = vec!["toxiproxy".to_owned()];
        config.page_origins = vec!["https://lab.example:8443".to_owned()];
    })
    .await;
    for host in ["localhost.", "LOCALHOST.:8888", "payment.:8080", "toxiproxy:8888", "Toxiproxy.", "lab.example"] {
        assert_eq!(bank.status(&get("/health").with("Host", host)).await, 200, "{host}");
    }
    assert_eq!(bank.status(&get("/health").with("Host", "localhost..")).await, 403);
}

/// Every control, and the name of what it would do.
fn controls() -> Vec<Request> {
    let with_body =
        |method, target, body: &str| Request::new(method, target).with("Content-Type", "application/json").body(body);
    vec![
        delete(),
        Request::new("DELETE", "/payments"),
        with_body("PUT", "/lab/key-policy", r#"{"policy": "log"}"#),
        with_body("PUT", "/lab/network", r#"{"request_loss": 0, "reply_loss": 0}"#),
        with_body("POST", "/lab/run", r#"{"run": "run-aaaa"}"#),
        Request::new("DELETE", "/lab/run"),
        Request::new("POST", "/lab/network/repair"),
        Request::new("POST", "/lab/crash"),
    ]
}

#[tokio::test]
async fn through_the_network_come_payments_only_whatever_the_host() {
    let bank = Bank::with(&Location::Temporary, |config| config.open_controls = true).await;
    let direct = format!("127.0.0.1:{}", bank.address.port());
    let hosts = ["localhost", "localhost:8080", "127.0.0.1:8080", &direct, "payment:8080", "[::1]:8080"];
    for host in hosts {
        for control in controls() {
            let answer = control.clone().with("Host", host).to(bank.through_network).await;
            assert_eq!(answer.status, 403, "{host}: {control:?}");
            assert!(answer.detail().contains("through the network"), "{}", answer.detail());
        }
        for target in ["/", "/lab/state", "/lab/events", "/payments.csv", "/metrics", "/nothing", "/lab/code"] {
            assert_eq!(get(target).with("Host", host).to(bank.through_network).await.status, 403, "{target}");
        }
        for target in ["/payments/", "/payments", "/stats", "/health"] {
            assert_eq!(get(target).with("Host", host).to(bank.through_network).await.status, 200, "{target}");
        }
    }
    // A whole URL in the request line, and a control behind an honest payment on the same connection.
    for host in hosts {
        let whole = Request::new("DELETE", &format!("http://{host}/payments/")).with("Host", host);
        assert_eq!(whole.to(bank.through_network).await.status, 403);
        let mut connection = Connection::open(bank.through_network).await;
        let behind = [pay(host).bytes(), Request::new("POST", "/lab/crash").with("Host", host).bytes()].concat();
        connection.send(&behind).await;
        assert_eq!(connection.answer(true).await.status, 200);
        assert_eq!(connection.answer(true).await.status, 403);
    }
    assert_eq!(bank.total().await, hosts.len().to_string());
}

#[tokio::test]
async fn with_a_page_from_elsewhere_controls_are_closed_until_they_are_opened() {
    for (origins, open, status) in [
        (vec!["https://lab.example"], false, 403),
        (vec!["https://lab.example"], true, 200),
        (vec!["http://localhost:9080", "http://127.0.0.1:9080", "http://[::1]:9080"], false, 200),
    ] {
        let bank = Bank::with(&Location::Temporary, |config| {
            config.page_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
            config.open_controls = open;
        })
        .await;
        let page = origins[0];
        for request in [delete(), delete().with("Origin", page).with("Sec-Fetch-Site", "same-origin")] {
            assert_eq!(bank.status(&request).await, status, "{origins:?}, open: {open}");
        }
        assert_eq!(bank.status(&get("/lab/state").with("Origin", page)).await, 200);
    }
}

#[tokio::test]
async fn a_published_port_is_an_origin_of_the_page_too() {
    let bank = Bank::with(&Location::Temporary, |config| config.published_port = Some(9080)).await;
    let allowed = async |origin: &str| {
        let request = get("/stats").with("Host", "localhost:9888").with("Origin", origin);
        request.to(bank.through_network).await.header("access-control-allow-origin").is_some()
    };
    assert!(allowed("http://localhost:9080").await);
    assert!(allowed(&format!("http://localhost:{}", bank.address.port())).await);
    assert!(!allowed("http://localhost:9081").await);
    assert!(!allowed(&format!("http://localhost:{}", bank.through_network.port())).await);
}

#[tokio::test]
async fn a_probe_counts_where_only_the_network_leads_to() {
    let bank = Bank::new().await;
    let probe = async || bank.ask(&get("/lab/state")).await.json()["probe"].clone();
    assert_eq!(probe().await, serde_json::Value::Null);
    assert_eq!(bank.status(&get("/health?probe=direct")).await, 200);
    assert_eq!(probe().await, serde_json::Value::Null);
    for target in ["/health?probe=first", "/health?probe=", "/health?probe=a%20b", "/health", "/health?probe=%ff"] {
        assert_eq!(get(target).to(bank.through_network).await.status, 200, "{target}");
    }
    assert_eq!(get(&format!("/health?probe={}", "x".repeat(101))).to(bank.through_network).await.status, 200);
    assert_eq!(probe().await, "first");
    assert_eq!(get("/health?probe=second").to(bank.through_network).await.status, 200);
    assert_eq!(probe().await, "second");
}

/// Sends what stands there, and reads one answer.
async fn raw(bank: std::net::SocketAddr, text: &str) -> crate::client::Answer {
    let mut connection = Connection::open(bank).await;
    connection.send(text.as_bytes()).await;
    connection.answer(!text.starts_with("HEAD")).await
}
