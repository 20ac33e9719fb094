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

mod answer;
mod network;
mod peer;

mod clients;
mod connections;
mod http;
mod live_changes;
mod load;
mod populate;
mod proxies;
mod robustness;
mod timing;
mod toxics;
