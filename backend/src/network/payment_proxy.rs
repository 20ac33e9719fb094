//! A bank's proxy (`payment`, or `payment-07` for a station of a room) and the lab's two toxics on it: what is wanted, what is there, and how the one becomes the other.

use protocol::{Losses, NetworkState, ProxyState};
use serde_json::{Map, Value};

use super::address::Address;
use super::client::{Client, Error, Proxy, ProxyRequest, Toxic};

/// One of the lab's two toxics, as in the workshop.
struct LabToxic {
    name: &'static str,
    stream: &'static str,
}

const LOSES_REQUESTS: LabToxic = LabToxic { name: "reset-peer-upstream", stream: "upstream" };
const LOSES_REPLIES: LabToxic = LabToxic { name: "reset-peer-downstream", stream: "downstream" };
const KIND: &str = "reset_peer";
/// Milliseconds from the first byte to the reset.
const RESET_AFTER_MS: u64 = 1;

/// Where the proxy should listen and lead to, as `host:port`; port 0 to listen at any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxySettings {
    /// Its name.
    pub name: String,
    /// Never a bare `:8888`: Toxiproxy would bind every interface.
    pub listen: String,
    /// The bank's second listener.
    pub upstream: String,
    /// Whether it is a room's own, which nobody else deletes: one that is missing is put back. What somebody deletes in a
    /// lab stays deleted, for everybody to see.
    pub is_a_rooms: bool,
    /// Where the bank's first listener is: a proxy that leads there lets everybody steer.
    pub first_listener: Vec<String>,
}

impl ProxySettings {
    /// The proxy's name, as in the workshop.
    pub const PAYMENT: &str = "payment";
}

/// Whom the proxy lets reach the bank's first listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Whether it leads there at all.
    pub leads_to_first_listener: bool,
    /// Whether only this machine reaches the proxy.
    pub listens_on_loopback: bool,
}

/// The proxy as it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) state: ProxyState,
    /// The port it listens at.
    pub(super) port: Option<u16>,
    pub(super) losses: Losses,
    pub(super) other_toxics: Vec<String>,
    pub(super) exposure: Exposure,
}

/// Creates the proxy if there is none, switched on or off. One that is there is left as it is, toxics included.
pub(super) async fn create_missing(client: &Client, wanted: &ProxySettings, enabled: bool) -> Result<(), Error> {
    if client.proxy(&wanted.name).await?.is_some() {
        return Ok(());
    }
    create(client, wanted, enabled).await
}

async fn create(client: &Client, wanted: &ProxySettings, enabled: bool) -> Result<(), Error> {
    let request = ProxyRequest { name: &wanted.name, listen: &wanted.listen, upstream: &wanted.upstream, enabled };
    match client.create_proxy(&request).await {
        // Somebody else was quicker.
        Err(error) if error.is_conflict() => Ok(()),
        outcome => outcome,
    }
}

/// Reads the proxy.
pub(super) async fn find(client: &Client, wanted: &ProxySettings) -> Result<Found, Error> {
    let Some(proxy) = client.proxy(&wanted.name).await? else {
        let state = ProxyState::Missing;
        let exposure = Exposure::default();
        return Ok(Found { state, port: None, losses: Losses::NONE, other_toxics: Vec::new(), exposure });
    };
    let state = match (proxy.enabled, is_in_place(&proxy, wanted).await) {
        (true, true) => ProxyState::Ok,
        (true, false) => ProxyState::Elsewhere,
        (false, _) => ProxyState::Disabled,
    };
    let loss = |toxic: &LabToxic| proxy.toxics.iter().find(|found| toxic.is(found)).map_or(0.0, |found| found.toxicity);
    let losses = Losses { request: loss(&LOSES_REQUESTS), reply: loss(&LOSES_REPLIES) }.rounded();
    let other_toxics = foreign(&proxy).map(|toxic| toxic.name.clone()).collect();
    let exposure = exposure(&proxy, wanted).await;
    Ok(Found { state, port: port_of(&proxy), losses, other_toxics, exposure })
}

impl Found {
    /// As the lab API says it.
    pub(super) fn network(&self, name: &str, version: String) -> NetworkState {
        NetworkState {
            name: Some(name.to_owned()),
            version: Some(version),
            reachable: true,
            proxy: self.state,
            request_loss: self.losses.request,
            reply_loss: self.losses.reply,
            other_toxics: self.other_toxics.clone(),
        }
    }
}

fn port_of(proxy: &Proxy) -> Option<u16> {
    Address::parse(&proxy.listen).map(|address| address.port).filter(|port| *port != 0)
}

async fn is_in_place(proxy: &Proxy, wanted: &ProxySettings) -> bool {
    is(&wanted.listen, &proxy.listen).await && is(&wanted.upstream, &proxy.upstream).await
}

async fn exposure(proxy: &Proxy, wanted: &ProxySettings) -> Exposure {
    let mut leads_to_first_listener = false;
    for address in &wanted.first_listener {
        leads_to_first_listener |= proxy.enabled && is(address, &proxy.upstream).await;
    }
    let listens_on_loopback = match Address::parse(&proxy.listen) {
        Some(listen) => listen.is_loopback().await,
        None => false,
    };
    Exposure { leads_to_first_listener, listens_on_loopback }
}

async fn is(wanted: &str, actual: &str) -> bool {
    match (Address::parse(wanted), Address::parse(actual)) {
        (Some(wanted), Some(actual)) => wanted.is(&actual).await,
        _ => wanted == actual,
    }
}

/// Sets the lab's toxics to these losses; a loss of 0 removes its toxic. False: there is no proxy that could lose
/// anything, and nothing was changed.
pub(super) async fn set_losses(client: &Client, wanted: &ProxySettings, losses: Losses) -> Result<bool, Error> {
    let Some(proxy) = client.proxy(&wanted.name).await?.filter(|proxy| proxy.enabled) else {
        return Ok(false);
    };
    let losses = losses.rounded();
    for (toxic, loss) in [(LOSES_REQUESTS, losses.request), (LOSES_REPLIES, losses.reply)] {
        match toxic.set(client, &wanted.name, &proxy, loss).await {
            // It has gone since: Toxiproxy started anew.
            Err(error) if error.is_not_found() => return Ok(false),
            outcome => outcome?,
        }
    }
    Ok(true)
}

impl LabToxic {
    fn is(&self, found: &Toxic) -> bool {
        found.name == self.name && found.kind == KIND && found.stream.eq_ignore_ascii_case(self.stream)
    }

    fn with(&self, loss: f64) -> Toxic {
        Toxic {
            name: self.name.to_owned(),
            kind: KIND.to_owned(),
            stream: self.stream.to_owned(),
            toxicity: loss,
            attributes: Map::from_iter([("timeout".to_owned(), Value::from(RESET_AFTER_MS))]),
        }
    }

    async fn set(&self, client: &Client, name: &str, proxy: &Proxy, loss: f64) -> Result<(), Error> {
        let there = proxy.toxics.iter().find(|found| found.name == self.name);
        match there {
            _ if loss == 0.0 => client.delete_toxic(name, self.name).await,
            Some(found) if self.is(found) => client.update_toxic(name, &self.with(loss)).await,
            // Somebody else's toxic under our name: its type and stream cannot be changed.
            Some(_) => {
                client.delete_toxic(name, self.name).await?;
                client.create_toxic(name, &self.with(loss)).await
            }
            None => client.create_toxic(name, &self.with(loss)).await,
        }
    }
}

/// The toxics that are not the lab's. The lab removes what is to lose nothing: a toxic of toxicity 0 is somebody else's
/// whatever its name, and still disturbs connections.
fn foreign(proxy: &Proxy) -> impl Iterator<Item = &Toxic> {
    let loses = |toxic: &Toxic| toxic.toxicity > 0.0;
    proxy.toxics.iter().filter(move |toxic| !loses(toxic) || !LOSES_REQUESTS.is(toxic) && !LOSES_REPLIES.is(toxic))
}

/// Creates the proxy anew, whatever is there under its name.
pub(super) async fn replace(client: &Client, wanted: &ProxySettings) -> Result<(), Error> {
    client.delete_proxy(&wanted.name).await?;
    let request =
        ProxyRequest { name: &wanted.name, listen: &wanted.listen, upstream: &wanted.upstream, enabled: true };
    client.create_proxy(&request).await
}

/// Switches the proxy on or off; its toxics stay.
pub(super) async fn switch(client: &Client, wanted: &ProxySettings, enabled: bool) -> Result<(), Error> {
    let Some(proxy) = client.proxy(&wanted.name).await? else { return Ok(()) };
    let request = ProxyRequest { name: &wanted.name, listen: &proxy.listen, upstream: &proxy.upstream, enabled };
    client.update_proxy(&request).await
}

/// Puts the proxy where it should be, switches it on, and removes foreign toxics. The lab's own stay.
pub(super) async fn repair(client: &Client, wanted: &ProxySettings) -> Result<(), Error> {
    create_missing(client, wanted, true).await?;
    let Some(proxy) = client.proxy(&wanted.name).await? else { return Ok(()) };
    if !proxy.enabled || !is_in_place(&proxy, wanted).await {
        // What is right is repeated as it was reported: any other spelling would make Toxiproxy bind it anew.
        let listen = if is(&wanted.listen, &proxy.listen).await { &proxy.listen } else { &wanted.listen };
        let request = ProxyRequest { name: &wanted.name, listen, upstream: &wanted.upstream, enabled: true };
        client.update_proxy(&request).await?;
    }
    for toxic in foreign(&proxy) {
        client.delete_toxic(&wanted.name, &toxic.name).await?;
    }
    // A toxic with a slash in its name can be created but never addressed again; it goes with its proxy.
    let stuck = client.proxy(&wanted.name).await?.is_some_and(|proxy| foreign(&proxy).next().is_some());
    if stuck {
        client.delete_proxy(&wanted.name).await?;
        create(client, wanted, true).await?;
    }
    Ok(())
}
