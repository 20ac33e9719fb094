//! The flags of each part. They lie below what reads them.

use std::env::{self, VarError};
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Result, anyhow, bail};
use backend::bank::Location;
use backend::network::ProxySettings;
use clap::Args;
use protocol::room::MAX_STATIONS;
use reqwest::Url;

/// Stands for `--database-url` in the environment. (`DATABASE_URL` is often set for another project, whose ledger *Run*
/// would then delete.)
pub(crate) const DATABASE_URL: &str = "LAB_DATABASE_URL";

/// The environment variable in which a room's parent hands a bank the secret of the hub. On a command line everybody on
/// the machine could read it.
pub(crate) const HUB_SECRET: &str = "LAB_HUB_SECRET";

/// The flags of the whole lab and of `serve`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BankFlags {
    /// Where bank, page and proxy listen
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = host)]
    pub(crate) host: IpAddr,
    /// The port of bank, page and lab API; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Where the bank's second listener listens, to which the network leads
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = host)]
    pub(crate) upstream_host: IpAddr,
    /// The port of the second listener; without the flag 8081, or a free one
    #[arg(long, value_name = "PORT")]
    pub(crate) upstream_port: Option<u16>,
    /// The port under which browsers reach the page, when something else maps it
    #[arg(long, value_name = "PORT")]
    pub(crate) published_port: Option<u16>,
    /// The port under which browsers reach the broken network, when something else maps it
    #[arg(long, value_name = "PORT")]
    pub(crate) published_proxied_port: Option<u16>,
    /// Keep the ledger in this folder; otherwise it is gone at the end
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Keep the ledger in this PostgreSQL database, which other backends may share; with a password in it, better given
    /// as `LAB_DATABASE_URL` in the environment, which no list of processes shows
    #[arg(long, value_name = "URL", conflicts_with = "data_dir")]
    pub(crate) database_url: Option<String>,
    /// The payments to send; otherwise the workshop's thousand
    #[arg(long, value_name = "FILE")]
    pub(crate) payments: Option<PathBuf>,
    /// Take only the first N of them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) first: Option<u32>,
    /// Answer under this host name too
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// Let pages of this origin pay too
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub(crate) page_origin: Vec<String>,
    /// Let every machine delete, crash and steer, not only this one
    #[arg(long)]
    pub(crate) open_controls: bool,
    /// Where the proxy listens, if not at --host
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
    pub(crate) proxy_listen: Option<String>,
    /// Where the proxy finds the second listener, if not at its own address
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
    pub(crate) proxy_upstream: Option<String>,
    /// Where the page sends payments, if not to its own host name
    #[arg(long, value_name = "URL")]
    pub(crate) proxied_url: Option<Url>,
}

impl BankFlags {
    /// Where the ledger is kept. The address of a database is read here and not by clap, whose errors repeat what was
    /// typed, passwords included.
    pub(crate) fn location(&self) -> Result<Location> {
        let given = match env::var(DATABASE_URL) {
            Ok(url) => Some(url).filter(|url| !url.is_empty()),
            Err(VarError::NotPresent) => None,
            Err(VarError::NotUnicode(_)) => bail!("{DATABASE_URL} is no UTF-8"),
        };
        self.location_with(given)
    }

    /// Where the ledger is kept when the environment names this database.
    fn location_with(&self, environment: Option<String>) -> Result<Location> {
        let database =
            |url: &str, source| url.parse().map_err(|error| anyhow!("{source}: {error}")).map(Location::Database);
        match (&self.database_url, &self.data_dir, environment) {
            (Some(url), _, _) => database(url, "--database-url"),
            (None, Some(folder), _) => Ok(Location::Folder(folder.clone())),
            (None, None, Some(url)) => database(&url, DATABASE_URL),
            (None, None, None) => Ok(Location::Temporary),
        }
    }
}

/// The flags of the whole lab.
#[derive(Debug, Args)]
pub(crate) struct LabFlags {
    #[command(flatten)]
    pub(crate) bank: BankFlags,
    /// The port of the broken network
    #[arg(long, default_value_t = 8888)]
    pub(crate) proxied_port: u16,
    /// The broken network: the original Toxiproxy if it is on the PATH, the embedded one, or one that runs already
    #[arg(long, value_name = "auto|embedded|URL", default_value = "auto")]
    pub(crate) toxiproxy: ToxiproxyChoice,
    /// The port of Toxiproxy's control API
    #[arg(long, default_value_t = 8474)]
    pub(crate) toxiproxy_port: u16,
    /// Open the page in a browser
    #[arg(long)]
    pub(crate) open: bool,
    #[command(flatten)]
    pub(crate) room: RoomFlags,
}

/// The flags of a room.
#[derive(Clone, Debug, Args)]
pub(crate) struct RoomFlags {
    /// Open a room beside the lab, with a station for each of N participants; 24 without a number
    #[arg(
        long, value_name = "N", num_args = 0..=1, default_missing_value = "24",
        value_parser = clap::value_parser!(u8).range(1..=i64::from(MAX_STATIONS))
    )]
    pub(crate) room: Option<u8>,
    /// Where the room and all of its networks listen
    #[arg(long, value_name = "HOST", default_value = "0.0.0.0", value_parser = host, requires = "room")]
    pub(crate) room_host: IpAddr,
    /// The port of the room and its page; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8090, requires = "room")]
    pub(crate) room_port: u16,
    /// The first of N consecutive ports, one for each station's network; 0 takes free ones
    #[arg(long, value_name = "PORT", default_value_t = 8901, requires = "room")]
    pub(crate) room_proxied_port: u16,
    /// How many rows of the payments file a station sends
    #[arg(
        long, value_name = "N", default_value_t = 100, requires = "room",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(crate) room_payments: u32,
    /// The address of the room that the QR code shows, when it cannot be found out
    #[arg(long, value_name = "URL", value_parser = room_address, requires = "room")]
    pub(crate) room_address: Option<Url>,
}

/// The flags of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    #[command(flatten)]
    pub(crate) bank: BankFlags,
    /// The control API of the Toxiproxy to steer
    #[arg(long, value_name = "URL", value_parser = control_api)]
    pub(crate) toxiproxy: Option<Url>,
    /// End with standard input, and leave it to the parent to say where the lab is
    #[arg(long, hide = true)]
    pub(crate) supervised: bool,
    /// The name of the bank's proxy
    #[arg(long, hide = true, value_name = "NAME", default_value = ProxySettings::PAYMENT)]
    pub(crate) proxy_name: String,
    /// A port under which browsers reach the hub of the room; its secret is in the environment
    #[arg(long, hide = true, value_name = "PORT")]
    pub(crate) hub_port: Vec<u16>,
    /// This is a participant's station: the first listener is the hub's alone
    #[arg(long, hide = true, requires = "hub_port")]
    pub(crate) station: bool,
}

/// The flags of `toxiproxy`.
#[derive(Debug, Args)]
pub(crate) struct ToxiproxyFlags {
    /// Where the control API listens
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = host)]
    pub(crate) host: IpAddr,
    /// The port of the control API
    #[arg(long, default_value_t = 8474)]
    pub(crate) port: u16,
    /// Proxies to start with, as for the original
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Meet the same fates again
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = seed)]
    pub(crate) seed: Option<u64>,
    /// The original's flag for metrics of its proxies, which the embedded network does not keep
    #[arg(long, hide = true)]
    pub(crate) proxy_metrics: bool,
    /// The original's flag for metrics of its own process
    #[arg(long, hide = true)]
    pub(crate) runtime_metrics: bool,
}

/// Which Toxiproxy.
#[derive(Clone, Debug)]
pub(crate) enum ToxiproxyChoice {
    /// The original if it is on the `PATH`, else the embedded one.
    Auto,
    /// The one in this program.
    Embedded,
    /// The one whose control API is here.
    Running(Url),
}

impl FromStr for ToxiproxyChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "embedded" => Ok(Self::Embedded),
            url => control_api(url).map(Self::Running),
        }
    }
}

fn control_api(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "http" && url.has_host());
    url.ok_or_else(|| "the address of a Toxiproxy looks like http://127.0.0.1:8474".to_owned())
}

/// An address, or a name on this machine. Of a name's addresses IPv4 comes first, as for Toxiproxy.
fn host(text: &str) -> Result<IpAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let found: Vec<IpAddr> = match (text, 0).to_socket_addrs() {
        Ok(addresses) => addresses.map(|address| address.ip()).collect(),
        Err(error) => return Err(format!("there is no host of this name: {error}")),
    };
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first()).copied();
    Ok(first.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)))
}

/// A seed as the original takes it, which may be negative.
fn seed(text: &str) -> Result<u64, String> {
    let number = text.parse().or_else(|_| text.parse().map(i64::cast_unsigned));
    number.map_err(|_| "a seed is a whole number of at most 64 bits".to_owned())
}

/// Toxiproxy would take a bare `:8888` for every interface.
fn host_and_port(text: &str) -> Result<String, String> {
    let sound = text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if sound { Ok(text.to_owned()) } else { Err("it takes a host and a port, as in 127.0.0.1:8888".to_owned()) }
}

/// Where a room is open: the QR code adds what joins it.
fn room_address(text: &str) -> Result<Url, String> {
    let plain = |url: &Url| matches!(url.scheme(), "http") && url.has_host() && url.query().is_none();
    let bare = |url: &Url| url.path() == "/" && url.fragment().is_none() && url.username().is_empty();
    let url = Url::parse(text).ok().filter(|url| plain(url) && bare(url) && url.password().is_none());
    url.ok_or_else(|| "the address of a room looks like http://192.168.1.5:8090/".to_owned())
}

/// As a browser writes it: without a path, and without the port that goes without saying.
fn origin(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
    url.map(|url| url.origin().ascii_serialization())
        .ok_or_else(|| "an origin looks like http://lab.example:8080".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toxiproxy_is_auto_embedded_or_an_address() {
        assert!(matches!("auto".parse(), Ok(ToxiproxyChoice::Auto)));
        assert!(matches!("embedded".parse(), Ok(ToxiproxyChoice::Embedded)));
        assert!(matches!("http://127.0.0.1:8474".parse(), Ok(ToxiproxyChoice::Running(_))));
        for text in ["original", "https://127.0.0.1:8474", "127.0.0.1:8474", "localhost:8474"] {
            assert!(text.parse::<ToxiproxyChoice>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        assert_eq!(origin("http://Lab.example:80/").as_deref(), Ok("http://lab.example"));
        assert_eq!(origin("https://lab.example:8080").as_deref(), Ok("https://lab.example:8080"));
        for text in ["lab.example", "lab.example:8080", "http://lab.example/page", "file:///"] {
            assert!(origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_proxy_is_never_told_to_listen_everywhere_by_leaving_the_host_out() {
        assert!(host_and_port("0.0.0.0:8888").is_ok());
        assert!(host_and_port("[::1]:0").is_ok());
        for text in [":8888", "8888", "payment", "payment:", "payment:99999"] {
            assert!(host_and_port(text).is_err(), "{text}");
        }
    }
}
