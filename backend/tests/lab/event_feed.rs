//! `GET /lab/events`: what happens, as it happens.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{SOON, http};
use crate::lab::{Lab, Over, networks};

/// An open event feed.
struct Feed {
    response: Response,
    text: String,
}

impl Feed {
    async fn open(lab: &Lab) -> Self {
        let response = http().get(lab.url("/lab/events")).send().await.expect("a feed");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self { response, text: String::new() }
    }

    /// The next event: its tag, and all of it.
    async fn next(&mut self) -> (String, Value) {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                assert_eq!(field("event:"), None, "messages have no name: a page keeps their order");
                let found = field("data:").map(|data| serde_json::from_str::<Value>(data).expect("JSON"));
                self.text = String::from(rest);
                match found {
                    Some(event) => return (event["event"].as_str().expect("a tag").to_owned(), event),
                    // A comment keeps the feed alive.
                    None => continue,
                }
            }
            let chunk = timeout(SOON, self.response.chunk()).await.expect("an event").expect("an open feed");
            self.text.push_str(std::str::from_utf8(&chunk.expect("not its end")).expect("UTF-8"));
        }
    }

    /// The next event of this name.
    async fn next_of(&mut self, name: &str) -> Value {
        loop {
            let (found, data) = self.next().await;
            if found == name {
                return data;
            }
        }
    }
}

#[tokio::test]
async fn the_feed_tells_what_happens() {
    for over in networks() {
        let lab = Lab::over(over).await;
        let mut feed = Feed::open(&lab).await;
        assert_eq!(feed.next().await.0, "started");

        lab.pay("a-key", "run-aaaa/7/1").await;
        let payment = json!({
            "event": "payment", "run": "run-aaaa", "payment": 7, "attempt": 1, "key": "a-key", "decision": "executed", "status": 200,
        });
        assert_eq!(feed.next_of("payment").await, payment);
        lab.pay("a-key", "run-aaaa/7/2").await;
        let again = feed.next_of("payment").await;
        assert_eq!((&again["decision"], &again["status"]), (&json!("replayed"), &json!(208)));
        lab.post("/payments/", r#"{"src": "bianca"}"#).await.refused(StatusCode::BAD_REQUEST);
        let refused = feed.next_of("payment").await;
        assert_eq!((&refused["decision"], &refused["status"]), (&json!("refused"), &json!(400)));

        lab.put("/lab/key-policy", r#"{"policy": "log", "pause_ms": 3}"#).await.ok();
        assert_eq!(feed.next_of("policy").await, json!({"event": "policy", "policy": "log", "pause_ms": 3}));
        lab.post("/lab/run", r#"{"run": "run-aaaa"}"#).await.ok();
        assert_eq!(feed.next_of("lease").await["lease"]["run"], "run-aaaa");
        lab.ask(Method::DELETE, "/lab/run", None).await.ok();
        assert_eq!(feed.next_of("lease").await["lease"], Value::Null);
        assert_eq!(lab.ask(Method::DELETE, "/payments/", None).await.status, 200);
        feed.next_of("cleared").await;
        lab.put("/lab/network", r#"{"request_loss": 0.5, "reply_loss": 0}"#).await.ok();
        while feed.next_of("network").await["request_loss"] != 0.5 {}
        // What others do to the network is told too.
        lab.toxiproxy(Method::DELETE, "/proxies/payment", None).await;
        while feed.next_of("network").await["proxy"] != "missing" {}
    }
}

#[tokio::test]
async fn a_busy_bank_tells_its_pages_of_many_payments_at_once_and_in_their_order() {
    const PAYMENTS: usize = 100;
    let lab = Lab::over(Over::Embedded).await;
    let host = lab.url("").trim_start_matches("http://").to_owned();
    let mut feed = TcpStream::connect(&host).await.expect("the bank listens");
    let request = format!("GET /lab/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
    feed.write_all(request.as_bytes()).await.expect("it reads");
    let mut text = Vec::new();
    let mut hear = async |events: usize| {
        let mut pieces = 0;
        while String::from_utf8_lossy(&text).matches("data: ").count() < events {
            let read = timeout(SOON, feed.read_buf(&mut text)).await.expect("an event").expect("an open feed");
            assert!(read > 0, "the feed has ended");
            pieces += 1;
        }
        pieces
    };
    hear(1).await;
    let pay = async {
        for number in 1..=PAYMENTS {
            lab.pay("a-key", &format!("run-aaaa/1/{number}")).await;
        }
    };
    let ((), pieces) = tokio::join!(pay, hear(1 + PAYMENTS));
    let text = String::from_utf8_lossy(&text);
    let told = text.split(r#""attempt":"#).skip(1).map(|rest| rest.split(',').next().unwrap_or_default());
    assert!(told.eq((1..=PAYMENTS).map(|number| number.to_string())), "{text}");
    assert!(pieces < PAYMENTS / 2, "{pieces} pieces for {PAYMENTS} payments");
}
