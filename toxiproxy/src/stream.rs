//! The two directions of a connection, under Toxiproxy's names.

/// A direction: `upstream` carries requests, `downstream` carries replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// From the client to the server.
    Upstream,
    /// From the server to the client.
    Downstream,
}

impl Stream {
    /// Both, in the order in which Toxiproxy lists their toxics.
    pub(crate) const ALL: [Self; 2] = [Self::Upstream, Self::Downstream];

    /// Reads a direction as Toxiproxy does: in any case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_lowercase().as_str() {
            "upstream" => Some(Self::Upstream),
            "downstream" => Some(Self::Downstream),
            _ => None,
        }
    }
}
