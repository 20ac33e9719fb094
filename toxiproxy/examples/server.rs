//! The embedded network by itself: `cargo run -p toxiproxy --example server [PORT]`, on loopback. Port 0 takes
//! a free one. The first line it prints is the address of its control API.

use toxiproxy::{Options, Toxiproxy};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).map_or(Ok(8474), |port| port.parse()).expect("a port number");
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("{}", listener.local_addr()?);
    toxiproxy::serve(listener, Toxiproxy::new(Options::default()), std::future::pending()).await
}
