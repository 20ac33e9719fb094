//! What this network promises, tried from outside: over HTTP on its control API and over TCP through its proxies.
//!
//! Each case is written once and holds by itself for whatever network it is given. It runs against the
//! embedded network and, when the environment variable `TOXIPROXY_SERVER` names the original's binary,
//! against that too; then what the two answered is compared as well. `robustness` is for the embedded network
//! alone, because the original does not survive it. `clients` needs what `cargo xtask test` installs.
//!
//! ```sh
//! go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0
//! TOXIPROXY_SERVER=~/go/bin/server cargo test -p toxiproxy
//! ```

#[path = "conformance/answer.rs"]
mod answer;
#[path = "conformance/network.rs"]
mod network;
#[path = "conformance/peer.rs"]
mod peer;

#[path = "conformance/clients.rs"]
mod clients;
#[path = "conformance/http.rs"]
mod http;
#[path = "conformance/live_changes.rs"]
mod live_changes;
#[path = "conformance/load.rs"]
mod load;
#[path = "conformance/populate.rs"]
mod populate;
#[path = "conformance/proxies.rs"]
mod proxies;
#[path = "conformance/robustness.rs"]
mod robustness;
#[path = "conformance/shaping.rs"]
mod shaping;
#[path = "conformance/toxics.rs"]
mod toxics;
#[path = "conformance/wire.rs"]
mod wire;
