//! A store in front of another one: what goes wrong in it a test decides, everything else it passes on.

use backend::bank::store::{Claim, CommitError, Settings, Store, Transaction};
use backend::bank::{Order, StoreError};
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script};

/// What a test does where a store is asked. By default nothing.
pub(crate) trait Interceptor: Clone + Send {
    /// Before a batch begins.
    fn begins(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// After a payment was written without a claim.
    fn inserted(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// In place of the commit of a batch.
    fn commit(&self, batch: Box<dyn Transaction + '_>) -> Result<(), CommitError>;
}

/// A store whose calls meet an interceptor first.
pub(crate) struct InterceptedStore<I> {
    inner: Box<dyn Store>,
    interceptor: I,
}

struct Batch<'a, I> {
    inner: Box<dyn Transaction + 'a>,
    interceptor: I,
}

impl<I: Interceptor> InterceptedStore<I> {
    pub(crate) fn new(inner: Box<dyn Store>, interceptor: &I) -> Self {
        Self { inner, interceptor: interceptor.clone() }
    }
}

impl<I: Interceptor> Store for InterceptedStore<I> {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.interceptor.begins()?;
        Ok(Box::new(Batch { inner: self.inner.begin()?, interceptor: self.interceptor.clone() }))
    }
}

impl<I: Interceptor> Transaction for Batch<'_, I> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        self.inner.settings()
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        let receipt = self.inner.insert(order, key)?;
        self.interceptor.inserted().map(|()| receipt)
    }

    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError> {
        self.inner.claim(order, key)
    }

    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        self.inner.oldest_with(key)
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.inner.clear()
    }

    fn set_policy(&mut self, policy: KeyPolicy, pause_ms: u32) -> Result<(), StoreError> {
        self.inner.set_policy(policy, pause_ms)
    }

    fn script(&mut self) -> Result<Script, StoreError> {
        self.inner.script()
    }

    fn set_script(&mut self, text: &str) -> Result<Script, StoreError> {
        self.inner.set_script(text)
    }

    fn set_lease(&mut self, holder: Option<&RunId>) -> Result<(), StoreError> {
        self.inner.set_lease(holder)
    }

    fn commit(self: Box<Self>) -> Result<(), CommitError> {
        self.interceptor.commit(self.inner)
    }
}
