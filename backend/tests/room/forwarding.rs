//! What the hub hands on, and what it does not.

use reqwest::{Method, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::http;
use crate::program::signal;
use crate::test_room::{PAYMENT, Room, answer};

/// Sends what stands there to the hub and returns everything that comes back.
async fn raw(room: &Room, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(room.hub()).await.expect("the hub listens");
    // It may have answered and closed before all of it is sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_station_is_below_its_two_digits_and_what_follows_is_handed_on_byte_for_byte() {
    let room = Room::of(2).await;
    let without_redirects = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
    let url = format!("{}/s/02?lang=de", room.address);
    let redirect = without_redirects.expect("a client").get(url).send().await.expect("an answer");
    assert_eq!(
        (redirect.status().as_u16(), &redirect.headers()["location"]),
        (308, &"02/?lang=de".parse().expect("a value"))
    );

    let page = room.get("/s/00/").await;
    for path in ["/s/01/?chapter=3", "/s/02/"] {
        let answer = room.get(path).await;
        assert_eq!((answer.status, &answer.body), (200, &page.body), "{path}");
    }
    for path in ["/s/03/", "/s/3/", "/s/003/", "/s/", "/s/99/lab/state", "/s/%30%31/lab/state", "/nothing", "/S/01/"] {
        room.get(path).await.refused(StatusCode::NOT_FOUND);
    }
    for path in ["/s/01/nothing", "/s/01//lab/state", "/s/01/lab/%73tate", "/s/01/lab/state/", "/s/01/x/../lab/state"] {
        let answer =
            raw(&room, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    let runs = room.get("/s/01/lab/runs/a%2Fb").await;
    assert_eq!(runs.ok()["run"], "a/b", "the bank reads the path as it was sent");
    assert_eq!(room.get("/s/01/payments/?limit=x").await.status, 400);
    assert_eq!(room.get("/health").await.text(), "ok");
    let metrics = room.get("/metrics").await;
    assert!(metrics.text().contains("hub_stations{state=\"free\"} 2"), "{}", metrics.text());
    assert!(room.get("/s/01/metrics").await.text().contains("bank_payments"));
}

#[tokio::test]
async fn an_attempt_that_is_sent_directly_is_forwarded_once_and_ends_its_connection() {
    let room = Room::of(1).await;
    let (key, body) = (&room.host_key, PAYMENT);
    let head = format!(
        "POST /s/01/payments/ HTTP/1.1\r\nHost: localhost\r\nHost-Key: {key}\r\nContent-Type: application/json\r\n"
    );
    let length = body.len();
    let answered =
        raw(&room, format!("{head}Attempt-Id: run-aaaa/1/1\r\nContent-Length: {length}\r\n\r\n{body}").as_bytes())
            .await;
    let lower = answered.to_ascii_lowercase();
    assert!(answered.starts_with("HTTP/1.1 200") && lower.contains("connection: close"), "{answered}");
    assert!(lower.contains("idempotent-replayed: false") && lower.contains("cache-control: no-store"), "{answered}");
    // In pieces, as some clients send it; and what belongs to one connection goes no further.
    let chunked = format!(
        "{head}Connection: close, X-Mine\r\nX-Mine: 1\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
    );
    assert!(raw(&room, chunked.as_bytes()).await.starts_with("HTTP/1.1 200"));
    assert_eq!(room.total(1).await, "2");
    let counts = room.get("/s/01/lab/runs/run-aaaa").await.ok();
    assert_eq!((&counts["arrivals"], &counts["hidden_repeats"]), (&1.into(), &0.into()));
}

#[tokio::test]
async fn a_body_without_end_is_refused_at_the_hub_and_an_idle_bank_holds_up_only_its_own() {
    let room = Room::of(2).await;
    let head = |length: usize| {
        format!(
            "PUT /s/01/lab/script HTTP/1.1\r\nHost: localhost\r\nHost-Key: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n",
            room.host_key
        )
    };
    let sixteen = 16 * 1024 * 1024;
    let mut large = head(sixteen).into_bytes();
    large.resize(large.len() + sixteen, b'x');
    let answer = raw(&room, &large).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{}", &answer[..answer.len().min(200)]);
    let small = raw(&room, head(16 * 1024 + 1).as_bytes()).await;
    assert!(small.starts_with("HTTP/1.1 413") && small.contains(":too-large"), "{small}");

    // A bank that is stopped answers nobody, and the others do not notice.
    let banks = room.banks().await;
    signal("STOP", banks[&1]).await;
    let waiting = http().get(format!("{}/s/01/stats", room.address)).timeout(std::time::Duration::from_millis(300));
    assert!(waiting.send().await.is_err());
    assert_eq!(room.total(2).await, "0");
    signal("CONT", banks[&1]).await;
    assert_eq!(room.total(1).await, "0");
    let head = answer_to_head(&room).await;
    assert_eq!(head, "");
}

/// The body of an answer to `HEAD`.
async fn answer_to_head(room: &Room) -> String {
    let head = answer(room.request(Method::HEAD, "/s/01/payments/")).await;
    assert_eq!(head.status, 200);
    head.text().to_owned()
}
