//! The control API as HTTP: routes, methods, headers.

use http_body_util::Full;
use hyper::Request;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::network::both;

#[tokio::test]
async fn the_version_is_json_that_any_client_reads() {
    both(async |network| {
        let mut answer = network.get("/version").await;
        assert!(answer.body["version"].take().is_string());
        answer
    })
    .await;
}

#[tokio::test]
async fn the_embedded_network_can_be_told_from_the_original_by_its_version() {
    let network = crate::network::Network::embedded(toxiproxy::Options::default()).await;
    assert_eq!(network.get("/version").await.body, json!({"version": toxiproxy::VERSION}));
    assert!(toxiproxy::VERSION.starts_with("2.12.0-"));
}

#[tokio::test]
async fn unknown_paths_are_404_without_an_id() {
    both(async |network| {
        let mut answers = Vec::new();
        for path in ["/", "/nothing", "/proxies/", "/version/", "/proxies/a/b", "/proxies/a/toxics/b/c", "/metrics"] {
            let answer = network.get(path).await;
            assert_eq!((answer.status, answer.has_id), (404, false), "{path}");
            answers.push(answer);
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn wrong_methods_are_405_with_nothing_in_them() {
    both(async |network| {
        let mut answers = Vec::new();
        for (path, methods) in [
            ("/version", "HEAD POST PUT PATCH DELETE OPTIONS TRACE"),
            ("/proxies", "HEAD PUT PATCH DELETE OPTIONS"),
            ("/populate", "GET PUT DELETE OPTIONS"),
            ("/reset", "GET HEAD DELETE"),
            ("/proxies/a", "HEAD PUT OPTIONS"),
            ("/proxies/a/toxics", "HEAD PATCH DELETE OPTIONS"),
            ("/proxies/a/toxics/b", "HEAD PUT OPTIONS"),
        ] {
            for method in methods.split(' ') {
                let answer = network.raw(method, path, "").await;
                assert_eq!((answer.status, answer.has_id), (405, false), "{method} {path}");
                assert_eq!((answer.content_type.as_ref(), &answer.body), (None, &Value::from("")), "{method} {path}");
                answers.push(answer);
            }
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn paths_are_cleaned_by_a_redirect() {
    both(async |network| {
        let mut answers = Vec::new();
        for path in [
            "//proxies",
            "/proxies//a",
            "/x/../version",
            "/./version",
            "//",
            "/proxies/%2e%2e/version",
            "//a%20b?c=%20d",
        ] {
            let answer = network.get(path).await;
            assert_eq!(answer.status, 301, "{path}");
            answers.push(answer);
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn browsers_are_refused_wherever_there_is_something_to_find() {
    both(async |network| {
        let ask = async |method: &str, path: &str, agent: &str| {
            let request = Request::builder().method(method).uri(path).header("host", "localhost");
            let request = request.header("user-agent", agent).header("origin", "http://example.com");
            Answer::of(&network.send(request.body(Full::default()).expect("a request")).await)
        };
        let mut answers = Vec::new();
        for (method, path, agent, status) in [
            ("GET", "/proxies", "Mozilla/5.0 (X11)", 403),
            ("POST", "/reset", "Mozilla/", 403),
            ("GET", "/nothing", "Mozilla/5.0", 404),
            ("OPTIONS", "/proxies", "Mozilla/5.0", 405),
            ("GET", "/proxies", "mozilla/5.0", 200),
            ("GET", "/proxies", "x Mozilla/5.0", 200),
            ("GET", "/proxies", "Mozilla", 200),
            ("GET", "/proxies", "", 200),
        ] {
            let answer = ask(method, path, agent).await;
            assert_eq!(answer.status, status, "{method} {path} {agent}");
            assert!(!answer.other_headers.iter().any(|(name, _)| name.starts_with("access-control")), "no CORS");
            answers.push(answer);
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn every_answer_to_a_known_route_has_an_id_the_empty_ones_too() {
    both(async |network| {
        let answers = [
            network.get("/proxies").await,
            network.get("/proxies/none").await,
            network.raw("POST", "/reset", "ignored {").await,
            network.raw("POST", "/populate", "nonsense").await,
        ];
        assert!(answers.iter().all(|answer| answer.has_id));
        answers
    })
    .await;
}

#[tokio::test]
async fn the_content_type_of_a_request_is_not_looked_at() {
    both(async |network| {
        let mut answers = Vec::new();
        for (name, content_type) in [("a", "application/x-www-form-urlencoded"), ("b", "text/html"), ("c", "nonsense")]
        {
            let body = json!({"name": name, "upstream": "x", "enabled": false}).to_string();
            let request = Request::post("/proxies").header("host", "localhost").header("content-type", content_type);
            answers.push(Answer::of(&network.send(request.body(Full::from(body)).expect("a request")).await));
        }
        assert!(answers.iter().all(|answer| answer.status == 201));
        answers
    })
    .await;
}

#[tokio::test]
async fn errors_say_that_they_are_plain_text_except_those_of_populate() {
    both(async |network| {
        let error = network.get("/proxies/none").await;
        assert_eq!(error.content_type.as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!(error.body, json!({"error": "proxy not found", "status": 404}));
        let populated = network.raw("POST", "/populate", "nonsense").await;
        assert_eq!(populated.content_type.as_deref(), Some("application/json"));
        assert_eq!(populated.body["proxies"], Value::Null);
        (error, populated)
    })
    .await;
}
