//! What breaks the original must not break the embedded network: no input and no peer kills or wedges it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use toxiproxy::Options;

use crate::network::Network;
use crate::peer::{End, Peer};

async fn network() -> Network {
    Network::embedded(Options::default()).await
}

/// Fails if a control request takes longer than a moment.
async fn at_once<T>(what: &str, request: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let answer = request.await;
    assert!(start.elapsed() < Duration::from_secs(1), "{what} took {:?}", start.elapsed());
    answer
}

/// Numbers that nobody checks, for each toxic that does arithmetic with them; and what becomes of the bytes under
/// them: so many arrive, or (`None`) none, or chance decides.
fn monstrous() -> [(&'static str, Value, Option<usize>); 15] {
    [
        ("bandwidth", json!({"rate": -1}), None),
        ("bandwidth", json!({"rate": i64::MIN}), None),
        ("bandwidth", json!({"rate": i64::MAX}), Some(SENT)),
        ("slicer", json!({}), Some(SENT)),
        ("slicer", json!({"average_size": 10, "size_variation": 1000}), Some(SENT)),
        ("slicer", json!({"average_size": i64::MAX, "size_variation": i64::MAX, "delay": i64::MAX}), None),
        ("slicer", json!({"average_size": -1, "size_variation": -1, "delay": -1}), Some(SENT)),
        ("latency", json!({"jitter": i64::MAX}), None),
        ("latency", json!({"latency": i64::MIN, "jitter": i64::MIN}), Some(SENT)),
        ("latency", json!({"latency": i64::MAX, "jitter": i64::MAX}), None),
        ("timeout", json!({"timeout": i64::MIN}), None),
        ("timeout", json!({"timeout": i64::MAX}), None),
        ("limit_data", json!({"bytes": i64::MIN}), Some(0)),
        ("slow_close", json!({"delay": i64::MAX}), Some(SENT)),
        ("reset_peer", json!({"timeout": i64::MAX}), None),
    ]
}

const SENT: usize = 50_000;

#[tokio::test]
async fn attributes_that_kill_the_original_are_survived_under_traffic() {
    let network = network().await;
    let proxied = network.proxied().await;
    for (kind, attributes, arrive) in monstrous() {
        network.add(kind, "upstream", attributes.clone()).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(&vec![7; SENT]).await;
        match arrive {
            Some(0) => assert_eq!(server.end().await, End::Closed, "{kind} {attributes}"),
            Some(count) => drop(server.receive(count).await),
            // Nothing to wait for but time, in which it would have died.
            None => drop(server.is_quiet().await),
        }
        at_once("removing", network.delete(&format!("/proxies/payment/toxics/{kind}_upstream"))).await;
        let (mut client, mut server) = proxied.connect().await;
        client.send(b"alive").await;
        assert_eq!(server.receive(5).await, b"alive", "after {kind} {attributes}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_up_no_control_request() {
    let network = network().await;
    let proxied = network.proxied().await;
    let (_client, server) = proxied.connect().await;
    let flood = tokio::spawn(async move {
        let mut server = server.into_inner();
        let block = vec![7; 65_536];
        while server.write_all(&block).await.is_ok() {}
    });
    // Until nothing moves any more: both sockets and the link are full.
    tokio::time::sleep(Duration::from_millis(100)).await;
    for kind in ["latency", "bandwidth", "slicer", "noop", "limit_data", "slow_close"] {
        let toxic = json!({"type": kind, "name": "t", "attributes": {"latency": 10, "rate": 10, "average_size": 10}});
        at_once("adding", network.post("/proxies/payment/toxics", toxic)).await;
        at_once("updating", network.post("/proxies/payment/toxics/t", json!({}))).await;
        at_once("listing", network.get("/proxies")).await;
        at_once("removing", network.delete("/proxies/payment/toxics/t")).await;
    }
    assert_eq!(at_once("deleting", network.delete("/proxies/payment")).await.status, 204);
    flood.await.expect("ends with its connection");
}

#[tokio::test]
async fn what_a_toxic_holds_back_for_a_client_has_a_limit() {
    let network = network().await;
    let proxied = network.proxied().await;
    network.add("latency", "downstream", json!({"latency": i64::MAX})).await;
    let (_client, server) = proxied.connect().await;
    let (mut server, block) = (server.into_inner(), vec![7; 1 << 20]);
    let mut taken = 0;
    while let Ok(Ok(count)) = tokio::time::timeout(Duration::from_millis(500), server.write(&block)).await {
        taken += count;
        // 32 MiB, and what the system keeps for two sockets.
        assert!(taken < 64 << 20, "it takes whatever it gets");
    }
    assert!(taken > 16 << 20, "{taken}: a latency is no bottleneck");
}

#[tokio::test]
async fn an_upstream_that_swallows_connection_requests_holds_up_nobody_else() {
    let network = network().await;
    // A listener that never accepts and whose queue is full drops what knocks.
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    listener.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().expect("an address").into()).expect("a port");
    listener.listen(0).expect("a listener");
    let upstream = listener.local_addr().expect("an address").as_socket().expect("an IPv4 address");
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(upstream)).await {
        queue.push(stream);
        assert!(queue.len() < 50, "this system does not drop them");
    }
    let listen = network.create("payment", &upstream.to_string()).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(Peer::new(at_once("connecting", TcpStream::connect(listen)).await.expect("the proxy accepts")));
    }
    let elsewhere = network.proxied_as("other").await;
    at_once("connecting elsewhere", elsewhere.connect()).await;
    let moved = at_once("redirecting", network.post("/proxies/payment", json!({"upstream": "elsewhere"}))).await;
    assert_eq!(moved.status, 200);
    for client in &mut clients {
        at_once("the client's end", client.end()).await;
    }
    assert_eq!(at_once("deleting", network.delete("/proxies/payment")).await.status, 204);
}

#[tokio::test]
async fn a_toxic_whose_reset_is_pending_is_deleted_at_once_and_the_reset_still_comes() {
    let network = network().await;
    let proxied = network.proxied().await;
    network.add("reset_peer", "upstream", json!({"timeout": 400})).await;
    let (mut client, mut server) = proxied.connect().await;
    client.send(b"dropped").await;
    assert!(client.is_quiet().await);
    at_once("deleting", network.delete("/proxies/payment/toxics/reset_peer_upstream")).await;
    assert_eq!((client.end().await, server.end().await), (End::Reset, End::Reset));
}

#[tokio::test]
async fn a_hundred_proxies_can_be_created_and_deleted_at_once() {
    let network = network().await;
    let create = |number: usize| network.create(Box::leak(format!("p{number}").into_boxed_str()), "x");
    futures_util::future::join_all((0..100).map(create)).await;
    let paths: Vec<_> = (0..100).map(|number| format!("/proxies/p{number}")).collect();
    futures_util::future::join_all(paths.iter().map(|path| network.delete(path))).await;
    assert_eq!(network.get("/proxies").await.body, json!({}));
}

#[tokio::test]
async fn bodies_that_are_no_text_or_very_deep_are_refused_and_nothing_else() {
    let network = network().await;
    for body in [vec![0xff; 1000], b"[".repeat(1_000_000), b"{\"a\":".repeat(1_000_000), vec![0; 10]] {
        let answer = network.raw("POST", "/proxies", body).await;
        assert_eq!(answer.status, 400);
    }
    let wide = format!(r#"{{"x":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(network.raw("POST", "/proxies", wide).await.refusal(), (400, "missing required field: name"));
}

/// The original takes its end for a loss of interest, and now and then answers 503.
#[tokio::test]
async fn a_client_that_has_finished_sending_gets_its_answer() {
    let network = network().await;
    for _ in 0..50 {
        let mut client = Peer::new(TcpStream::connect(network.api()).await.expect("the control API accepts"));
        client.send(b"GET /proxies HTTP/1.0\r\n\r\n").await;
        client.finish_sending().await;
        let (answer, end) = client.rest().await;
        assert!(answer.starts_with(b"HTTP/1.0 200 OK\r\n") && answer.ends_with(b"\r\n\r\n{}"), "{answer:?}");
        assert_eq!(end, End::Closed);
    }
}

#[tokio::test]
async fn proxies_end_with_the_network() {
    let network = network().await;
    let proxied = network.proxied().await;
    let (mut client, mut server) = proxied.connect().await;
    drop(network);
    assert_eq!((client.end().await, server.end().await), (End::Closed, End::Closed));
    TcpStream::connect(proxied.listen).await.expect_err("listens no more");
}

#[tokio::test]
async fn a_configuration_file_is_a_list_to_populate_from() {
    let toxiproxy = toxiproxy::Toxiproxy::new(Options::default());
    let list = json!([{"name": "a", "listen": "127.0.0.1:0", "upstream": "x"}]).to_string();
    assert_eq!(toxiproxy.populate_from(list.as_bytes()).await, Ok(1));
    let bad = toxiproxy.populate_from(Value::from("nonsense").to_string().as_bytes()).await;
    assert_eq!(bad.map_err(|error| error.status()), Err(400));
    toxiproxy.close();
}

/// Idle connections to one port, as many as there may be file descriptors: they shut nobody out.
#[tokio::test]
async fn one_connection_more_than_the_limit_is_taken_and_the_most_silent_one_is_closed() {
    let connections = std::num::NonZeroUsize::new(3);
    let network = Network::embedded(Options { connections, ..Options::default() }).await;
    let proxied = network.proxied().await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(proxied.connect().await);
    }
    // The oldest one speaks: now the second is the most silent.
    open[0].0.send(b"still here").await;
    open[0].1.receive(10).await;
    open.push(proxied.connect().await);
    assert_eq!(open[1].0.end().await, End::Closed);
    for still in [0, 3] {
        open[still].0.send(b"x").await;
        open[still].1.receive(1).await;
    }
    // Connections that never say a word push each other out, and whoever speaks gets an answer.
    let idle: Vec<TcpStream> = connect_all(proxied.listen, 50).await;
    let listen = proxied.echo();
    let mut speaks = Peer::new(TcpStream::connect(listen).await.expect("it is taken"));
    speaks.send(b"x").await;
    assert_eq!(speaks.receive(1).await, b"x");
    drop(idle);
}

async fn connect_all(listen: std::net::SocketAddr, count: usize) -> Vec<TcpStream> {
    let mut open = Vec::new();
    for _ in 0..count {
        open.push(TcpStream::connect(listen).await.expect("it is taken"));
    }
    open
}
