//! One end of a connection, and how connections end.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here takes, so that a hang becomes a failure.
const PATIENCE: Duration = Duration::from_secs(10);

/// Long enough for what would happen to have happened.
const A_WHILE: Duration = Duration::from_millis(120);

/// How long at once may take on a busy machine.
const AT_ONCE: Duration = Duration::from_millis(300);

/// How a connection ended for one of its two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With FIN: the end of the stream.
    Closed,
    /// With RST: an error.
    Reset,
}

/// A client or a server.
pub(crate) struct Peer(TcpStream);

impl Peer {
    pub(crate) fn new(stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("an open socket");
        Self(stream)
    }

    /// Sends; the proxy may have closed, that shows when reading.
    pub(crate) async fn send(&mut self, data: &[u8]) {
        let _ = timeout(PATIENCE, self.0.write_all(data)).await.expect("the proxy takes the data");
    }

    /// Receives exactly so many bytes.
    pub(crate) async fn receive(&mut self, count: usize) -> Vec<u8> {
        let mut data = vec![0; count];
        timeout(PATIENCE, self.0.read_exact(&mut data)).await.expect("the data comes").expect("no error before it");
        data
    }

    /// Receives until the connection ends.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, End) {
        let mut data = Vec::new();
        let result = timeout(PATIENCE, self.0.read_to_end(&mut data)).await.expect("the connection ends");
        (data, if result.is_ok() { End::Closed } else { End::Reset })
    }

    /// How the connection ends, expecting no data before that.
    pub(crate) async fn end(&mut self) -> End {
        let (data, end) = self.rest().await;
        assert_eq!(data.len(), 0, "data before the end");
        end
    }

    /// Receives pieces as they arrive, until so many bytes are there.
    pub(crate) async fn pieces(&mut self, count: usize) -> Vec<usize> {
        let mut buffer = vec![0; 64 * 1024];
        let mut pieces = Vec::new();
        while pieces.iter().sum::<usize>() < count {
            let read = timeout(PATIENCE, self.0.read(&mut buffer)).await.expect("the data comes");
            pieces.push(read.expect("no error before the data"));
        }
        pieces
    }

    /// Whether nothing comes and nothing ends for a while.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        timeout(A_WHILE, self.0.read_u8()).await.is_err()
    }

    /// Whether this byte comes, at once or behind others.
    pub(crate) async fn hears(&mut self, mark: u8) -> bool {
        let heard = async { while self.0.read_u8().await.is_ok_and(|byte| byte != mark) {} };
        timeout(AT_ONCE, heard).await.is_ok()
    }

    /// Says that nothing more will be sent, and goes on listening.
    pub(crate) async fn finish_sending(&mut self) {
        self.0.shutdown().await.expect("an open socket");
    }

    pub(crate) fn into_inner(self) -> TcpStream {
        self.0
    }
}
