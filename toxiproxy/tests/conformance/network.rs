//! A network under test: the embedded one in this process, or the original in one of its own.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Once;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use toxiproxy::{Options, Toxiproxy};

use crate::answer::Answer;
use crate::peer::Peer;

/// Runs a case against the embedded network and, if it is there, against the original, and compares what the
/// case answers.
pub(crate) async fn both<T: PartialEq + std::fmt::Debug>(case: impl AsyncFn(&Network) -> T) {
    let ours = case(&Network::embedded(Options { seed: Some(2026), ..Options::default() }).await).await;
    let Some(original) = Network::original().await else { return };
    let theirs = case(&original).await;
    assert_eq!(ours, theirs, "left: embedded, right: original");
}

/// A network and the address of its control API. It ends when this is dropped.
pub(crate) struct Network {
    api: SocketAddr,
    _ends: Ends,
}

#[expect(dead_code, reason = "held until the network is dropped")]
enum Ends {
    Embedded(oneshot::Sender<()>),
    Original(Child, Socket),
}

/// A proxy with the server behind it.
pub(crate) struct Proxied {
    pub(crate) listen: SocketAddr,
    upstream: TcpListener,
}

impl Network {
    pub(crate) async fn embedded(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port for the control API");
        let api = listener.local_addr().expect("a bound listener has an address");
        let (end, ended) = oneshot::channel::<()>();
        let shutdown = async {
            // Resolves when the sender is dropped.
            let _ = ended.await;
        };
        tokio::spawn(toxiproxy::serve(listener, Toxiproxy::new(options), shutdown));
        Self { api, _ends: Ends::Embedded(end) }
    }

    /// The original, if the environment says where it is.
    async fn original() -> Option<Self> {
        let Some(binary) = std::env::var_os("TOXIPROXY_SERVER") else {
            static SAY_IT_ONCE: Once = Once::new();
            SAY_IT_ONCE.call_once(|| {
                // Past the test harness, which would swallow what `eprintln!` says.
                let sentence = "TOXIPROXY_SERVER is not set: the comparison with the original was not run\n";
                let _ = std::io::stderr().write_all(sentence.as_bytes());
            });
            return None;
        };
        let (reserved, port) = reserve_port();
        let child = Command::new(binary)
            .args(["-host", "127.0.0.1", "-port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("TOXIPROXY_SERVER names a program");
        let api = SocketAddr::from(([127, 0, 0, 1], port));
        while TcpStream::connect(api).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Some(Self { api, _ends: Ends::Original(child, reserved) })
    }

    /// Where its control API listens.
    pub(crate) fn api(&self) -> SocketAddr {
        self.api
    }

    /// Sends a request and reads the whole answer, as it came.
    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Response<Bytes> {
        let stream = TcpStream::connect(self.api).await.expect("the control API accepts");
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("a handshake");
        tokio::spawn(connection);
        let response = sender.send_request(request).await.expect("the control API answers");
        let (head, body) = response.into_parts();
        Response::from_parts(head, body.collect().await.expect("a whole body").to_bytes())
    }

    /// Sends a request with a body as it stands.
    pub(crate) async fn raw(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Answer {
        let request = Request::builder().method(Method::from_bytes(method.as_bytes()).expect("a method"));
        let request = request.uri(path).header("host", self.api.to_string());
        Answer::of(&self.send(request.body(Full::new(body.into())).expect("a request")).await)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, "").await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.raw("POST", path, body.to_string()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.raw("DELETE", path, "").await
    }

    /// Creates a proxy on a free port with a server behind it that the case plays itself.
    pub(crate) async fn proxied(&self) -> Proxied {
        self.proxied_as("payment").await
    }

    pub(crate) async fn proxied_as(&self, name: &str) -> Proxied {
        let upstream = TcpListener::bind("127.0.0.1:0").await.expect("a port for the upstream");
        let address = upstream.local_addr().expect("a bound listener has an address").to_string();
        let listen = self.create(name, &address).await;
        Proxied { listen, upstream }
    }

    /// Creates a proxy and answers where it listens.
    pub(crate) async fn create(&self, name: &str, upstream: &str) -> SocketAddr {
        let body = json!({"name": name, "listen": "127.0.0.1:0", "upstream": upstream});
        let request = Request::post("/proxies").header("host", "localhost");
        let request = request.body(Full::new(body.to_string().into())).expect("a request");
        let created = self.send(request).await;
        assert_eq!(created.status(), 201);
        let proxy: Value = serde_json::from_slice(created.body()).expect("JSON");
        proxy["listen"].as_str().expect("an address").parse().expect("an address")
    }

    /// Adds a toxic to the proxy `payment`, expecting success.
    pub(crate) async fn add(&self, kind: &str, stream: &str, attributes: Value) -> Answer {
        self.add_sometimes(kind, stream, 1.0, attributes).await
    }

    pub(crate) async fn add_sometimes(&self, kind: &str, stream: &str, toxicity: f64, attributes: Value) -> Answer {
        let toxic = json!({"type": kind, "stream": stream, "toxicity": toxicity, "attributes": attributes});
        let answer = self.post("/proxies/payment/toxics", toxic).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }
}

impl Proxied {
    /// A connection through the proxy: its client's end and its server's end.
    pub(crate) async fn connect(&self) -> (Peer, Peer) {
        let client = TcpStream::connect(self.listen).await.expect("the proxy accepts");
        (Peer::new(client), self.accept().await)
    }

    /// The next connection that reaches the server.
    pub(crate) async fn accept(&self) -> Peer {
        Peer::new(self.upstream.accept().await.expect("the proxy connects").0)
    }

    /// From now on the server answers every connection with what it hears.
    pub(crate) fn echo(self) -> SocketAddr {
        tokio::spawn(echo(self.upstream));
        self.listen
    }
}

/// Answers every connection with what it hears.
pub(crate) async fn echo(upstream: TcpListener) {
    while let Ok((mut client, _)) = upstream.accept().await {
        tokio::spawn(async move {
            let (mut read, mut write) = client.split();
            let _ = tokio::io::copy(&mut read, &mut write).await;
        });
    }
}

/// A port for the original, which does not say which one it got for 0. Who else asks for a free one does not get it as
/// long as the socket is held, which never listens; who reuses addresses, as Go does, may listen there.
fn reserve_port() -> (Socket, u16) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_reuse_address(true).expect("an open socket");
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a free port");
    let address = socket.local_addr().expect("a bound socket has an address").as_socket();
    (socket, address.expect("an IPv4 address").port())
}

/// A port that nobody listens on at this moment.
pub(crate) async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}
