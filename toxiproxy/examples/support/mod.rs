//! What the long trials share: networks in processes of their own, and a server behind them.

use std::io;
use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// The argument that makes an example be the embedded network instead of trying it.
const BE_THE_NETWORK: &str = "be-the-network";

/// A network in a process of its own; it ends when this is dropped.
pub(crate) struct Network {
    pub(crate) process: Child,
    pub(crate) api: SocketAddr,
}

/// Becomes the embedded network if that is what this process was started for. To be called first.
pub(crate) async fn be_the_network_if_asked() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() != Some(BE_THE_NETWORK) {
        return Ok(());
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let network = toxiproxy::Toxiproxy::new(toxiproxy::Options::default());
    toxiproxy::serve(listener, network, std::future::pending()).await?;
    std::process::exit(0)
}

impl Network {
    /// This very program, as the embedded network.
    pub(crate) async fn embedded() -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(BE_THE_NETWORK)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut address = String::new();
        let output = process.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut address).await?;
        Ok(Self { process, api: address.trim().parse().map_err(io::Error::other)? })
    }

    /// How much memory its process has, in KiB, where the system says so.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        memory.trim().trim_end_matches(" kB").parse().ok()
    }

    /// Creates a proxy; answers where it listens.
    pub(crate) async fn proxy(&self, name: &str, upstream: SocketAddr) -> io::Result<SocketAddr> {
        let body = format!(r#"{{"name":"{name}","listen":"127.0.0.1:0","upstream":"{upstream}"}}"#);
        let answer = self.post("/proxies", &body).await?;
        let listen = answer.split(r#""listen":""#).nth(1).and_then(|rest| rest.split('"').next());
        listen.and_then(|listen| listen.parse().ok()).ok_or_else(|| io::Error::other(answer))
    }

    /// Adds a toxic, its members but the stream given as JSON, to a proxy.
    pub(crate) async fn toxic(&self, proxy: &str, stream: &str, toxic: &str) -> io::Result<()> {
        let body = format!(r#"{{"stream":"{stream}",{toxic}}}"#);
        let answer = self.post(&format!("/proxies/{proxy}/toxics"), &body).await?;
        if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(io::Error::other(answer)) }
    }

    async fn post(&self, path: &str, body: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(self.api).await?;
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}", body.len());
        stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

/// Starts a server that handles each connection with `serve`.
pub(crate) async fn server<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> io::Result<SocketAddr>
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        loop {
            if let Ok((client, _)) = listener.accept().await {
                let _ = client.set_nodelay(true);
                tokio::spawn(serve(client));
            }
        }
    });
    Ok(address)
}
