//! One connection per attempt, and a bank that lets the client close first.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Connection, ONE, Request, get, pay, post};
use crate::test_bank::Bank;

#[tokio::test]
async fn every_answer_to_options_and_to_an_attempt_says_close() {
    let bank = Bank::new().await;
    let attempt = |request: Request| request.with("Attempt-Id", "run-aaaa/1/1");
    for request in [
        Request::new("OPTIONS", "/payments/"),
        Request::new("OPTIONS", "/payments"),
        Request::new("OPTIONS", "/stats"),
        Request::new("OPTIONS", "/nothing"),
        Request::new("OPTIONS", "/payments/").with("Host", "evil.example"),
        attempt(pay("k")),
        attempt(pay("k")),
        attempt(post(r#"{"src":"b","dest":"m","amount":1}"#).with("Idempotency-Key", "k")),
        attempt(post("{}")),
        attempt(post(ONE).without("Content-Type")),
        attempt(post("x".repeat(20_000))),
        attempt(Request::new("PUT", "/payments/")),
        attempt(get("/stats")),
        attempt(get("/stats")).with("Host", "evil.example"),
        post(ONE).with("Attempt-Id", "malformed"),
        post(ONE).with("Attempt-Id", ""),
    ] {
        let answer = bank.ask(&request).await;
        assert_eq!(answer.header("connection"), Some("close"), "{request:?}");
    }
}

#[tokio::test]
async fn after_close_the_bank_waits_for_the_client_to_close_first_and_never_resets() {
    let bank = Bank::new().await;
    let mut connection = Connection::open(bank.address).await;
    let answer = connection.ask(&pay("k").with("Attempt-Id", "run-aaaa/1/1")).await;
    assert_eq!(answer.status, 200);
    let answered = Instant::now();
    // The client is slow: the bank neither closes nor resets, and what is sent late is thrown away.
    let mut rest = [0; 16];
    let silence = tokio::time::timeout(Duration::from_millis(600), connection.stream.read(&mut rest)).await;
    assert!(silence.is_err(), "the bank closed first: {silence:?}");
    connection.send(&get("/stats").bytes()).await;
    // Its second is up: an ordinary end, not a reset.
    let end = connection.stream.read(&mut rest).await;
    assert_eq!(end.expect("no reset"), 0);
    let waited = answered.elapsed();
    assert!((Duration::from_millis(900)..Duration::from_secs(3)).contains(&waited), "{waited:?}");
}

#[tokio::test]
async fn a_client_that_closes_first_is_let_go_at_once() {
    let bank = Bank::new().await;
    let mut connection = Connection::open(bank.address).await;
    connection.ask(&Request::new("OPTIONS", "/payments/")).await;
    let closed = Instant::now();
    connection.stream.shutdown().await.expect("the client closes");
    assert_eq!(connection.stream.read(&mut [0; 16]).await.expect("no reset"), 0);
    assert!(closed.elapsed() < Duration::from_millis(900), "{:?}", closed.elapsed());
}

#[tokio::test]
async fn a_client_that_asks_to_close_hears_the_end_at_once() {
    let bank = Bank::new().await;
    let mut connection = Connection::open(bank.address).await;
    let asked = Instant::now();
    assert_eq!(connection.ask(&pay("k").with("Connection", "close")).await.status, 200);
    assert_eq!(connection.stream.read(&mut [0; 16]).await.expect("no reset"), 0);
    assert!(asked.elapsed() < Duration::from_millis(900), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_413_can_be_read_by_a_client_that_is_still_sending() {
    let bank = Bank::new().await;
    let mut socket = TcpStream::connect(bank.address).await.expect("the bank listens");
    let head = post("").with("Content-Length", "4000000").bytes();
    socket.write_all(&head).await.expect("the head is read");
    let (mut reading, mut writing) = socket.into_split();
    // More than the sockets' buffers hold: it can only be written if the bank drains.
    let sending = tokio::spawn(async move {
        for _ in 0..100 {
            writing.write_all(&vec![b'x'; 40_000]).await?;
        }
        Ok::<_, std::io::Error>(writing)
    });
    let mut answer = Vec::new();
    let read = reading.read_to_end(&mut answer).await;
    assert!(String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&answer));
    assert!(read.is_ok() || read.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    assert!(sending.await.expect("no panic").is_ok(), "everything was drained");
    assert_eq!(bank.total().await, "0");
}

#[tokio::test]
async fn a_body_that_breaks_off_pays_nothing() {
    let bank = Bank::new().await;
    let bytes = pay("k").with("Attempt-Id", "run-aaaa/1/1").bytes();
    for cut in [bytes.len() - 1, bytes.len() - ONE.len(), bytes.len() - ONE.len() / 2, bytes.len() / 2, 10] {
        let mut connection = Connection::open(bank.address).await;
        connection.send(&bytes[..cut]).await;
        connection.stream.shutdown().await.expect("the client goes away");
        // Its end is read, whatever else the bank says.
        let mut rest = Vec::new();
        let _ = connection.stream.read_to_end(&mut rest).await;
    }
    assert_eq!(bank.total().await, "0");
    assert_eq!(bank.status(&pay("k")).await, 200, "the key was not consumed");
}

#[tokio::test]
async fn a_client_that_hangs_up_loses_only_its_answer() {
    let bank = Bank::new().await;
    for payment in 1..=50 {
        let mut connection = Connection::open(bank.address).await;
        connection.send(&pay(&format!("key-{payment}")).bytes()).await;
        drop(connection);
    }
    // Each is known by its key as paid, or pays now: either way once.
    for payment in 1..=50 {
        assert!(matches!(bank.status(&pay(&format!("key-{payment}"))).await, 200 | 208));
    }
    assert_eq!(bank.total().await, "50");
}

#[tokio::test]
async fn an_order_that_reached_the_writer_is_paid_though_its_request_is_dropped() {
    let bank = Bank::new().await;
    let order = backend::bank::Order {
        payment: protocol::Payment::from_json(ONE.as_bytes()).expect("a payment"),
        key: Some("k".parse().expect("a key")),
        attempt: None,
    };
    let mut paying = Box::pin(bank.app.ledger.pay(order));
    // One look at the future hands the order over; then the request is gone.
    let looked = futures_util::poll!(&mut paying);
    drop(paying);
    drop(looked);
    assert_eq!(bank.status(&pay("k")).await, 208);
}

#[tokio::test]
async fn the_bank_ends_within_two_seconds_whatever_is_open() {
    let bank = Bank::new().await;
    let mut idle = Connection::open(bank.address).await;
    assert_eq!(idle.ask(&get("/health")).await.status, 200);
    let mut half = Connection::open(bank.address).await;
    half.send(b"POST /payments/ HTTP/1.1\r\nHost: local").await;
    let mut lingering = Connection::open(bank.address).await;
    lingering.ask(&Request::new("OPTIONS", "/payments/")).await;
    let asked = Instant::now();
    bank.stop().await;
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_client_that_half_closes_after_its_request_is_answered() {
    let bank = Bank::new().await;
    for number in 0..20 {
        for address in [bank.address, bank.through_network] {
            let request = pay(&format!("key-{number}")).bytes();
            let mut connection = Connection::open(address).await;
            connection.send(&request).await;
            connection.stream.shutdown().await.expect("it sends no more");
            let answer = connection.answer(true).await;
            assert_eq!(answer.status, if address == bank.address { 200 } else { 208 });
            assert_eq!(connection.stream.read(&mut [0; 16]).await.expect("no reset"), 0);
        }
    }
    let mut old = Connection::open(bank.address).await;
    old.send(b"GET /stats HTTP/1.0\r\n\r\n").await;
    old.stream.shutdown().await.expect("it sends no more");
    assert_eq!(old.answer(true).await.text(), "20");
}

#[tokio::test]
async fn a_refusal_that_leaves_a_body_unread_closes_the_connection_and_says_so() {
    let bank = Bank::new().await;
    let large = "x".repeat(200_000);
    for (request, status) in [
        (post(large.clone()).with("Host", "evil.example"), 403),
        (get("/nothing").body(large.clone()), 404),
        (Request::new("PUT", "/payments/").body(large.clone()), 405),
        (post(large.clone()).without("Content-Type"), 415),
        (post(large.clone()).with("Content-Encoding", "gzip"), 415),
        (Request::new("POST", "/lab/run").with("Origin", "http://evil.example").body(large.clone()), 403),
        (Request::new("PUT", "/payments/").body(ONE), 405),
    ] {
        let mut connection = Connection::open(bank.address).await;
        let answer = connection.ask(&request).await;
        assert_eq!((answer.status, answer.header("connection")), (status, Some("close")), "{}", answer.text());
    }
    // What was read to its end, and what has no body, goes on.
    let mut connection = Connection::open(bank.address).await;
    for (request, status) in [
        (post("{}"), 400),
        (get("/nothing"), 404),
        (Request::new("PUT", "/payments/"), 405),
        (get("/health").with("Host", "evil.example"), 403),
        (pay("k"), 200),
    ] {
        let answer = connection.ask(&request).await;
        assert_eq!((answer.status, answer.header("connection")), (status, None));
    }
}
