//! The set of proxies, and what can be done to it.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::address::ListenAddress;
use crate::api_types::{ProxyInput, ProxyView};
use crate::error::Error;
use crate::proxy::Proxy;
use crate::timer::TimerThread;

/// The options of a network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Makes a run repeatable: connection number n of a proxy of the same name meets the same fate again.
    /// `None` takes a random one.
    pub seed: Option<u64>,
    /// The most connections that one proxy has. One more is taken all the same, and the one that has been silent for
    /// longest is closed. `None`, as in the original: as many as there are file descriptors.
    pub connections: Option<NonZeroUsize>,
}

/// A network: a set of proxies. A handle that is cheap to clone; all clones are the same network.
#[derive(Clone)]
pub struct Toxiproxy {
    seed: u64,
    connections: Option<NonZeroUsize>,
    timers: Arc<TimerThread>,
    proxies: Arc<Mutex<BTreeMap<String, Arc<Proxy>>>>,
}

impl Toxiproxy {
    /// Creates a network without proxies.
    pub fn new(options: Options) -> Self {
        let seed = options.seed.unwrap_or_else(rand::random);
        let timers = Arc::new(TimerThread::start());
        Self { seed, connections: options.connections, timers, proxies: Arc::default() }
    }

    /// Creates the proxies of a JSON list, as `POST /populate` and the original's `-config` do, and returns how
    /// many there are.
    ///
    /// # Errors
    ///
    /// [`Error::BadRequestBody`] and [`Error::MissingField`] before anything is done; [`Error::Listen`] at the
    /// first address that cannot be bound, with the proxies before it in place.
    pub async fn populate_from(&self, json: &[u8]) -> Result<usize, Error> {
        let (done, result) = self.populate(json).await;
        result.map(|()| done.len())
    }

    /// Stops all proxies, closes their connections and forgets them.
    pub fn close(&self) {
        let proxies = std::mem::take(&mut *self.lock());
        for proxy in proxies.values() {
            proxy.stop();
        }
    }

    /// Returns every proxy, in the order of their names.
    pub(crate) fn list(&self) -> Vec<Arc<Proxy>> {
        self.lock().values().cloned().collect()
    }

    pub(crate) fn get(&self, name: &str) -> Result<Arc<Proxy>, Error> {
        self.lock().get(name).cloned().ok_or(Error::ProxyNotFound)
    }

    pub(crate) async fn create(&self, body: &[u8]) -> Result<ProxyView, Error> {
        let input = ProxyInput::create(body)?;
        if self.get(&input.name).is_ok() {
            return Err(Error::ProxyAlreadyExists);
        }
        let address = address_if_enabled(&input).await?;
        let mut proxies = self.lock();
        if proxies.contains_key(&input.name) {
            return Err(Error::ProxyAlreadyExists);
        }
        let proxy = self.proxy(&input);
        if let Some(address) = address {
            proxy.start(&input.listen, address)?;
        }
        proxies.insert(input.name, proxy.clone());
        Ok(proxy.view())
    }

    pub(crate) async fn update(&self, name: &str, body: &[u8]) -> Result<ProxyView, Error> {
        let proxy = self.get(name)?;
        let ProxyView { listen, upstream, enabled, .. } = proxy.view();
        let mut input = ProxyInput { name: String::new(), listen, upstream, enabled };
        input.merge(body)?;
        let address = ListenAddress::resolve(&input.listen).await.map_err(Error::Listen)?;
        proxy.update(&input, address)?;
        Ok(proxy.view())
    }

    pub(crate) fn delete(&self, name: &str) -> Result<(), Error> {
        let proxy = self.lock().remove(name).ok_or(Error::ProxyNotFound)?;
        proxy.stop();
        Ok(())
    }

    /// Creates or replaces the proxies of a list until one fails, and returns what has been done either way.
    pub(crate) async fn populate(&self, body: &[u8]) -> (Vec<ProxyView>, Result<(), Error>) {
        let mut done = Vec::new();
        let inputs = match ProxyInput::list(body) {
            Ok(inputs) => inputs,
            Err(error) => return (done, Err(error)),
        };
        for input in inputs {
            match self.create_or_replace(input).await {
                Ok(view) => done.push(view),
                Err(error) => return (done, Err(error)),
            }
        }
        (done, Ok(()))
    }

    /// A proxy that is there and listens and leads where it should is left alone: its toxics, its connections,
    /// and whether it is enabled. Any other is replaced by a new one without toxics.
    async fn create_or_replace(&self, input: ProxyInput) -> Result<ProxyView, Error> {
        let existing = self.get(&input.name).ok();
        let address = if existing.is_some() {
            Some(ListenAddress::resolve(&input.listen).await.map_err(Error::Listen)?)
        } else {
            address_if_enabled(&input).await?
        };
        let mut proxies = self.lock();
        if let (Some(existing), Some(address)) = (proxies.get(&input.name), address) {
            if !existing.differs(&input, address) {
                return Ok(existing.view());
            }
            existing.stop();
        }
        let proxy = self.proxy(&input);
        if let Some(address) = address.filter(|_| input.enabled) {
            proxy.start(&input.listen, address)?;
        }
        proxies.insert(input.name, proxy.clone());
        Ok(proxy.view())
    }

    /// Enables every proxy and removes all toxics, up to the first that cannot listen.
    pub(crate) async fn reset(&self) -> Result<(), Error> {
        for proxy in self.list() {
            let ProxyView { listen, enabled, .. } = proxy.view();
            if !enabled {
                proxy.start(&listen, address_to_bind(&listen).await?)?;
            }
            proxy.remove_all_toxics();
        }
        Ok(())
    }

    /// Makes a proxy of this network; it does not listen yet, and nobody finds it.
    fn proxy(&self, input: &ProxyInput) -> Arc<Proxy> {
        Proxy::new(input, self.seed, self.connections, self.timers.clone())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Proxy>>> {
        self.proxies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn address_if_enabled(input: &ProxyInput) -> Result<Option<ListenAddress>, Error> {
    if input.enabled { address_to_bind(&input.listen).await.map(Some) } else { Ok(None) }
}

async fn address_to_bind(listen: &str) -> Result<ListenAddress, Error> {
    ListenAddress::resolve(listen).await.map_err(|why| Error::Listen(format!("listen tcp: {why}")))
}
