//! A proxy: its listen address, its upstream, its toxics and its connections.

mod accept_loop;
mod listener;
mod toxic_list;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpStream;
use tokio::task::AbortHandle;

use crate::address::ListenAddress;
use crate::api_types::{ProxyInput, ProxyView, ToxicView};
use crate::connection::{Connection, connect_upstream};
use crate::error::Error;
use crate::stream::Stream;
use crate::timer::TimerThread;
use listener::Listener;
use toxic_list::ToxicList;

/// A proxy. No method waits for a peer: every change has been made when it returns.
pub(crate) struct Proxy {
    name: String,
    seed: u64,
    /// The most connections; `None` sets no limit.
    most: Option<NonZeroUsize>,
    timers: Arc<TimerThread>,
    state: Mutex<State>,
}

struct State {
    listen: String,
    upstream: String,
    /// `None` while the proxy is disabled.
    listener: Option<Arc<Listener>>,
    toxics: ToxicList,
    connections: HashMap<u64, ActiveConnection>,
    /// Connections are numbered as they are accepted.
    next_connection: u64,
}

/// A connection and the task that serves it.
struct ActiveConnection {
    connection: Arc<Connection>,
    task: AbortHandle,
}

impl ActiveConnection {
    /// Closes both sockets now, and ends the task.
    fn close(self) {
        self.connection.close();
        self.task.abort();
    }
}

impl Proxy {
    /// Creates a proxy that does not listen yet.
    pub(crate) fn new(
        input: &ProxyInput,
        seed: u64,
        most: Option<NonZeroUsize>,
        timers: Arc<TimerThread>,
    ) -> Arc<Self> {
        let state = State {
            listen: input.listen.clone(),
            upstream: input.upstream.clone(),
            listener: None,
            toxics: ToxicList::default(),
            connections: HashMap::new(),
            next_connection: 0,
        };
        Arc::new(Self { name: input.name.clone(), seed, most, timers, state: Mutex::new(state) })
    }

    /// Returns the proxy as the control API shows it.
    pub(crate) fn view(&self) -> ProxyView {
        let state = self.lock();
        ProxyView {
            name: self.name.clone(),
            listen: state.listen.clone(),
            upstream: state.upstream.clone(),
            enabled: state.listener.is_some(),
            toxics: state.toxics.views(),
        }
    }

    /// Starts listening on `address`, to which `listen` resolved, unless the proxy listens already or has been given
    /// another address meanwhile.
    pub(crate) fn start(self: &Arc<Self>, listen: &str, address: ListenAddress) -> Result<(), Error> {
        let mut state = self.lock();
        if state.listener.is_some() || state.listen != listen { Ok(()) } else { self.open(&mut state, address) }
    }

    /// Stops listening and closes all connections; toxics stay.
    pub(crate) fn stop(&self) {
        self.lock().stop();
    }

    /// Returns whether a request differs from this proxy. The texts are compared, as in the original: port 0, or every
    /// interface, always differs.
    pub(crate) fn differs(&self, input: &ProxyInput, address: ListenAddress) -> bool {
        self.lock().differs(input, address)
    }

    /// Sets listen address, upstream and whether the proxy is enabled. A new address or upstream closes all connections;
    /// an address that cannot be bound leaves the proxy disabled with it.
    pub(crate) fn update(self: &Arc<Self>, input: &ProxyInput, address: ListenAddress) -> Result<(), Error> {
        let mut state = self.lock();
        if state.differs(input, address) {
            state.stop();
            state.listen.clone_from(&input.listen);
            state.upstream.clone_from(&input.upstream);
        }
        match (state.listener.is_some(), input.enabled) {
            (false, true) => self.open(&mut state, address),
            (true, false) => {
                state.stop();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Returns all toxics, upstream ones first.
    pub(crate) fn toxics(&self) -> Vec<ToxicView> {
        self.lock().toxics.views()
    }

    /// Returns one toxic.
    pub(crate) fn toxic(&self, name: &str) -> Result<ToxicView, Error> {
        self.lock().toxics.find(name).map(|toxic| toxic.view.clone())
    }

    /// Adds a toxic, to open connections too.
    pub(crate) fn add_toxic(&self, body: &[u8]) -> Result<ToxicView, Error> {
        let state = &mut *self.lock();
        let toxic = state.toxics.add(body)?;
        let (id, view) = (toxic.id, &toxic.view);
        state.connections.values().for_each(|live| {
            live.connection.change(toxic.stream, |chain| chain.add(id, &view.attributes, view.toxicity));
        });
        Ok(view.clone())
    }

    /// Changes a toxic, on open connections too. An update that is refused may have changed some attributes, as in the
    /// original.
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

    /// Removes a toxic, from open connections too.
    pub(crate) fn remove_toxic(&self, name: &str) -> Result<(), Error> {
        let state = &mut *self.lock();
        let toxic = state.toxics.remove(name)?;
        state.connections.values().for_each(|live| {
            live.connection.change(toxic.stream, |chain| chain.remove(toxic.id));
        });
        Ok(())
    }

    /// Removes all toxics.
    pub(crate) fn remove_all_toxics(&self) {
        for toxic in self.toxics() {
            // Somebody else may have been faster.
            let _ = self.remove_toxic(&toxic.name);
        }
    }

    fn open(self: &Arc<Self>, state: &mut State, address: ListenAddress) -> Result<(), Error> {
        let (listener, bound) = Listener::bind(address).map_err(Error::Listen)?;
        state.listen = bound.to_string();
        tracing::info!(proxy = self.name, listen = state.listen, upstream = state.upstream, "proxy listens");
        let listener = Arc::new(listener);
        state.listener = Some(listener.clone());
        let (proxy, accepting) = (self.clone(), listener.clone());
        let task = tokio::spawn(async move {
            accept_loop::run(&accepting, |client| proxy.admit(&accepting, client)).await;
        });
        listener.abort_on_close(task.abort_handle());
        Ok(())
    }

    /// Serves a client in a task of its own: an upstream that cannot be reached costs nobody else anything.
    fn admit(self: &Arc<Self>, listener: &Arc<Listener>, client: TcpStream) {
        let mut state = self.lock();
        // The proxy may have been stopped, and started again, since this client was accepted.
        if !state.listener.as_ref().is_some_and(|current| Arc::ptr_eq(current, listener)) {
            return;
        }
        if self.most.is_some_and(|most| state.connections.len() >= most.get()) {
            state.close_most_silent();
        }
        let number = state.next_connection;
        state.next_connection += 1;
        let connection = Arc::new(Connection::new(client, self.timers.clone()));
        let serving = self.clone().serve(number, connection.clone(), state.upstream.clone());
        let task = tokio::spawn(serving).abort_handle();
        state.connections.insert(number, ActiveConnection { connection, task });
    }

    async fn serve(self: Arc<Self>, number: u64, connection: Arc<Connection>, upstream: String) {
        match connect_upstream(&upstream).await {
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

    /// Joins a client with its upstream, under the toxics of this moment.
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
        if let Some(listener) = self.listener.take() {
            listener.close();
        }
        for (_, live) in self.connections.drain() {
            live.close();
        }
    }

    /// Makes room for another connection: closes the one over which nothing has moved for longest.
    fn close_most_silent(&mut self) {
        let silent = self.connections.iter().min_by_key(|(_, live)| live.connection.last_moved());
        let Some(number) = silent.map(|(number, _)| *number) else { return };
        if let Some(live) = self.connections.remove(&number) {
            tracing::debug!(number, "closed to make room for another connection");
            live.close();
        }
    }

    fn differs(&self, input: &ProxyInput, address: ListenAddress) -> bool {
        self.listen != address.to_string() || self.upstream != input.upstream
    }
}
