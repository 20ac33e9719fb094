//! Clients that send no HTTP, too much of it, too slowly, or do not read.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep, timeout};

use crate::client::{Connection, ONE, get, pay, post};
use crate::test_bank::Bank;

/// Sends bytes and reads the one answer; afterwards the connection must end in order.
async fn refused(bank: &Bank, bytes: &[u8]) -> crate::client::Answer {
    let mut connection = Connection::open(bank.address).await;
    connection.send(bytes).await;
    let answer = connection.answer(true).await;
    connection.stream.shutdown().await.expect("the client closes");
    assert_eq!(connection.stream.read(&mut [0; 16]).await.expect("no reset"), 0, "nothing comes after it");
    answer
}

#[tokio::test]
async fn what_is_no_http_is_refused_like_everything_else() {
    let bank = Bank::new().await;
    let requests = [
        "what is this\r\n\r\n",
        "POST /payments/ HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "POST /pay ments/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nbad header: x\r\n\r\n",
        "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n{}",
        "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n{}",
    ];
    for request in requests {
        let answer = refused(&bank, request.as_bytes()).await;
        assert_eq!(answer.status, 400, "{request}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("connection"), Some("close"));
        assert_eq!(answer.json()["status"], json!(400));
        assert!(!answer.detail().is_empty());
    }
    let counted = format!("bank_refusals_total{{status=\"400\"}} {}\n", requests.len());
    assert!(bank.ask(&get("/metrics")).await.text().contains(&counted));
    assert_eq!(bank.total().await, "0");
}

#[tokio::test]
async fn a_request_behind_others_on_one_connection_is_refused_after_their_answers() {
    let bank = Bank::new().await;
    let mut connection = Connection::open(bank.address).await;
    assert_eq!(connection.ask(&pay("k")).await.status, 200);
    connection.send(b"what is this\r\n\r\n").await;
    let answer = connection.answer(true).await;
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/problem+json")));
}

#[tokio::test]
async fn a_head_that_is_too_long_is_431() {
    let bank = Bank::new().await;
    let long = get("/health").with("X-Long", "x".repeat(40_000));
    let many = (0..120).fold(get("/health"), |request, _| request.with("X-Many", "x"));
    for request in [long, many] {
        let answer = refused(&bank, &request.bytes()).await;
        assert_eq!((answer.status, answer.header("content-type")), (431, Some("application/problem+json")));
    }
    assert_eq!(bank.status(&get("/health").with("X-Long", "x".repeat(20_000))).await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_408_after_ten_seconds() {
    let bank = Bank::new().await;
    let bytes = pay("k").bytes();
    let mut connection = Connection::open(bank.address).await;
    let began = Instant::now();
    connection.send(&bytes[..bytes.len() - 5]).await;
    let answer = connection.answer(true).await;
    assert_eq!((answer.status, answer.header("connection")), (408, Some("close")));
    assert_eq!(began.elapsed().as_secs(), 10);
    assert_eq!(bank.total().await, "0");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_and_an_idle_connection_are_let_go_after_thirty_seconds() {
    let bank = Bank::new().await;
    for (first, sent) in [(false, &b""[..]), (false, b"POST /payments/ HTTP/1.1\r\nHost: lo"), (true, b"")] {
        let mut connection = Connection::open(bank.address).await;
        if first {
            assert_eq!(connection.ask(&get("/health")).await.status, 200);
        }
        let began = Instant::now();
        connection.send(sent).await;
        assert_eq!(connection.stream.read(&mut [0; 16]).await.expect("no reset"), 0, "no answer nobody asked for");
        assert_eq!(began.elapsed().as_secs(), 30);
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_let_go() {
    let bank = Bank::new().await;
    let name = "n".repeat(255);
    let body = format!(r#"{{"src":"{name}","dest":"{name}","amount":1}}"#);
    let order = backend::bank::Order {
        payment: protocol::Payment::from_json(body.as_bytes()).expect("a payment"),
        key: None,
        attempt: None,
    };
    // More than the buffers of two sockets hold.
    for _ in 0..10 {
        let payments = (0..1000).map(|_| bank.app.ledger.pay(order.clone()));
        assert!(futures_util::future::join_all(payments).await.iter().all(Result::is_ok));
    }
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(16_384).expect("a small one");
    let mut stream = socket.connect(bank.address).await.expect("the bank listens");
    stream.write_all(&get("/payments/").bytes()).await.expect("the bank reads");
    // Until the answer has begun, real time passes.
    stream.readable().await.expect("an answer");
    tokio::time::pause();
    sleep(Duration::from_secs(40)).await;
    tokio::time::resume();
    let mut read = Vec::new();
    let end = timeout(Duration::from_secs(5), stream.read_to_end(&mut read)).await;
    assert!(end.is_ok(), "the bank still waits");
    assert!(read.len() < 10_000 * 2 * name.len(), "{} bytes are the whole list", read.len());
}

#[tokio::test]
async fn nothing_of_a_payload_is_repeated_in_a_refusal() {
    let bank = Bank::new().await;
    for body in [
        r#""secret""#,
        r#"{"src":["secret"],"dest":"m","amount":1}"#,
        r#"{"src":"b","dest":"m","amount":"secret"}"#,
        r#"{"src":"b","dest":"m","amount":1,"secret":1,"secret":2}"#,
    ] {
        let answer = bank.ask(&post(body)).await;
        assert!(answer.status == 400 && !answer.text().contains("secret"), "{}", answer.text());
    }
    let answer = bank.ask(&post(ONE).with("Idempotency-Key", "secret key")).await;
    assert!(answer.status == 400 && !answer.text().contains("secret"), "{}", answer.text());
}
