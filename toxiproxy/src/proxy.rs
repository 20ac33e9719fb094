//! A proxy: where it listens, where it leads, its toxics and its connections.

mod door;
mod toxic_list;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::AbortHandle;

use crate::address::ListenAddress;
use crate::clock::Clock;
use crate::connection::{Connection, dial};
use crate::error::Error;
use crate::stream::Stream;
use crate::wire::{ProxyInput, ProxyView, ToxicView};
use door::Door;
use toxic_list::ToxicList;

/// How long to leave a listener alone that cannot accept, usually because all file descriptors are taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A proxy. Nothing here waits for a peer: every change is done when the method returns.
pub(crate) struct Proxy {
    name: String,
    seed: u64,
    clock: Arc<Clock>,
    state: Mutex<State>,
}

struct State {
    listen: String,
    upstream: String,
    /// Listens. `None` is a disabled proxy.
    door: Option<Arc<Door>>,
    toxics: ToxicList,
    connections: HashMap<u64, Live>,
    /// Connections are numbered as they are accepted.
    next_connection: u64,
}

/// A connection and the task that serves it.
struct Live {
    connection: Arc<Connection>,
    task: AbortHandle,
}

impl Proxy {
    /// A proxy that does not listen yet.
    pub(crate) fn new(input: &ProxyInput, seed: u64, clock: Arc<Clock>) -> Arc<Self> {
        let state = State {
            listen: input.listen.clone(),
            upstream: input.upstream.clone(),
            door: None,
            toxics: ToxicList::default(),
            connections: HashMap::new(),
            next_connection: 0,
        };
        Arc::new(Self { name: input.name.clone(), seed, clock, state: Mutex::new(state) })
    }

    pub(crate) fn view(&self) -> ProxyView {
        let state = self.lock();
        ProxyView {
            name: self.name.clone(),
            listen: state.listen.clone(),
            upstream: state.upstream.clone(),
            enabled: state.door.is_some(),
            toxics: state.toxics.views(),
        }
    }

    /// Starts to listen on `address`, which is what `listen` means, unless the proxy listens already or has
    /// been given another address meanwhile.
    pub(crate) fn start(self: &Arc<Self>, listen: &str, address: ListenAddress) -> Result<(), Error> {
        let mut state = self.lock();
        if state.door.is_some() || state.listen != listen { Ok(()) } else { self.open(&mut state, address) }
    }

    /// Stops to listen and closes all connections; toxics stay.
    pub(crate) fn stop(&self) {
        self.lock().stop();
    }

    /// Whether a request asks for another proxy than this. The texts are compared, as in the original: a
    /// request to listen on port 0, or on every interface, always asks for another one.
    pub(crate) fn differs(&self, input: &ProxyInput, address: ListenAddress) -> bool {
        self.lock().differs(input, address)
    }

    /// Takes over listen address, upstream and whether to be enabled. A new address or upstream closes all
    /// connections; if it cannot be bound, the proxy stays disabled with it.
    pub(crate) fn update(self: &Arc<Self>, input: &ProxyInput, address: ListenAddress) -> Result<(), Error> {
        let mut state = self.lock();
        if state.differs(input, address) {
            state.stop();
            state.listen.clone_from(&input.listen);
            state.upstream.clone_from(&input.upstream);
        }
        match (state.door.is_some(), input.enabled) {
            (false, true) => self.open(&mut state, address),
            (true, false) => {
                state.stop();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn toxics(&self) -> Vec<ToxicView> {
        self.lock().toxics.views()
    }

    pub(crate) fn toxic(&self, name: &str) -> Result<ToxicView, Error> {
        self.lock().toxics.find(name).map(|toxic| toxic.view.clone())
    }

    pub(crate) fn add_toxic(&self, body: &[u8]) -> Result<ToxicView, Error> {
        let state = &mut *self.lock();
        let toxic = state.toxics.add(body)?;
        let (id, view) = (toxic.id, &toxic.view);
        state.connections.values().for_each(|live| {
            live.connection.change(toxic.stream, |chain| chain.add(id, &view.attributes, view.toxicity));
        });
        Ok(view.clone())
    }

    pub(crate) fn update_toxic(&self, name: &str, body: &[u8]) -> Result<ToxicView, Error> {
        let state = &mut *self.lock();
        let (toxic, result) = state.toxics.update(name, body)?;
        let (id, view) = (toxic.id, &toxic.view);
        state.connections.values().for_each(|live| {
            live.connection.change(toxic.stream, |chain| match result {
                Ok(()) => chain.update(id, &view.attributes, view.toxicity),
                Err(_) => chain.configure(id, &view.attributes),
            });
        });
        result.map(|()| view.clone())
    }

    pub(crate) fn remove_toxic(&self, name: &str) -> Result<(), Error> {
        let state = &mut *self.lock();
        let toxic = state.toxics.remove(name)?;
        state.connections.values().for_each(|live| {
            live.connection.change(toxic.stream, |chain| chain.remove(toxic.id));
        });
        Ok(())
    }

    pub(crate) fn remove_all_toxics(&self) {
        for toxic in self.toxics() {
            // Somebody else may have been faster.
            let _ = self.remove_toxic(&toxic.name);
        }
    }

    fn open(self: &Arc<Self>, state: &mut State, address: ListenAddress) -> Result<(), Error> {
        let (door, bound) = Door::open(address).map_err(Error::Listen)?;
        state.listen = bound.to_string();
        tracing::info!(proxy = self.name, listen = state.listen, upstream = state.upstream, "proxy listens");
        let door = Arc::new(door);
        state.door = Some(door.clone());
        let task = tokio::spawn(self.clone().accept(door.clone()));
        door.when_closed_end(task.abort_handle());
        Ok(())
    }

    /// Lets clients in as long as the door is open.
    async fn accept(self: Arc<Self>, door: Arc<Door>) {
        while let Some(arrival) = door.next().await {
            match arrival {
                Ok(client) => self.admit(&door, client),
                Err(error) => {
                    tracing::warn!(proxy = self.name, %error, "cannot accept");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// Serves a client in a task of its own: an upstream that cannot be reached costs nobody else anything.
    fn admit(self: &Arc<Self>, door: &Arc<Door>, client: TcpStream) {
        let mut state = self.lock();
        // Stopped, and perhaps started again, since the client came through the door.
        if !state.door.as_ref().is_some_and(|current| Arc::ptr_eq(current, door)) {
            return;
        }
        let number = state.next_connection;
        state.next_connection += 1;
        let connection = Arc::new(Connection::new(client, self.clock.clone()));
        let serving = self.clone().serve(number, connection.clone(), state.upstream.clone());
        let task = tokio::spawn(serving).abort_handle();
        state.connections.insert(number, Live { connection, task });
    }

    async fn serve(self: Arc<Self>, number: u64, connection: Arc<Connection>, upstream: String) {
        match dial(&upstream).await {
            Ok(server) => {
                self.join(number, &connection, server);
                connection.run().await;
            }
            Err(error) => {
                tracing::warn!(proxy = self.name, upstream, error, "cannot reach the upstream");
                connection.close();
            }
        }
        self.lock().connections.remove(&number);
    }

    /// The toxics a connection starts with are those of this moment.
    fn join(&self, number: u64, connection: &Connection, server: TcpStream) {
        let state = self.lock();
        let [upstream, downstream] =
            Stream::ALL.map(|stream| state.toxics.chain(stream, self.seed, &self.name, number));
        connection.join(server, upstream, downstream, !state.toxics.any_reset_peer());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn stop(&mut self) {
        if let Some(door) = self.door.take() {
            door.close();
        }
        for (_, live) in self.connections.drain() {
            live.connection.close();
            live.task.abort();
        }
    }

    fn differs(&self, input: &ProxyInput, address: ListenAddress) -> bool {
        self.listen != address.to_string() || self.upstream != input.upstream
    }
}
