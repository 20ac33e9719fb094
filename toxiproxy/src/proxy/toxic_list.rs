//! The toxics of a proxy, as the control API knows them.

use crate::api_types::{ToxicInput, ToxicView, update_toxic};
use crate::chain::{Chain, ToxicId};
use crate::error::Error;
use crate::rng::LinkRng;
use crate::stream::Stream;
use crate::toxics::Attributes;

/// The toxics of a proxy in the order of their creation. Names are unique across both streams.
#[derive(Default)]
pub(crate) struct ToxicList {
    toxics: Vec<Entry>,
    next_id: ToxicId,
}

/// One toxic.
pub(crate) struct Entry {
    pub(crate) id: ToxicId,
    pub(crate) stream: Stream,
    pub(crate) view: ToxicView,
}

impl ToxicList {
    /// Returns all toxics, upstream ones first.
    pub(crate) fn views(&self) -> Vec<ToxicView> {
        Stream::ALL.into_iter().flat_map(|stream| self.of(stream)).map(|toxic| toxic.view.clone()).collect()
    }

    pub(crate) fn find(&self, name: &str) -> Result<&Entry, Error> {
        self.toxics.iter().find(|toxic| toxic.view.name == name).ok_or(Error::ToxicNotFound)
    }

    /// Creates a toxic. The order of the checks is the original's.
    pub(crate) fn add(&mut self, body: &[u8]) -> Result<&Entry, Error> {
        let input = ToxicInput::create(body)?;
        let stream = Stream::parse(&input.stream).ok_or(Error::InvalidStream)?;
        let defaults = Attributes::of_type(&input.kind).ok_or(Error::InvalidToxicType)?;
        if self.find(&input.name).is_ok() {
            return Err(Error::ToxicAlreadyExists);
        }
        let attributes = input.attributes(defaults)?;
        let kind = attributes.type_name();
        let view = ToxicView { attributes, name: input.name, kind, stream: input.stream, toxicity: input.toxicity };
        self.next_id += 1;
        self.toxics.push(Entry { id: self.next_id, stream, view });
        Ok(&self.toxics[self.toxics.len() - 1])
    }

    /// Changes a toxic. The inner error refuses an update that may have had an effect all the same.
    pub(crate) fn update(&mut self, name: &str, body: &[u8]) -> Result<(&Entry, Result<(), Error>), Error> {
        let found = self.toxics.iter_mut().find(|toxic| toxic.view.name == name);
        let toxic = found.ok_or(Error::ToxicNotFound)?;
        let result = update_toxic(body, &mut toxic.view.attributes, &mut toxic.view.toxicity);
        Ok((toxic, result))
    }

    pub(crate) fn remove(&mut self, name: &str) -> Result<Entry, Error> {
        let index = self.toxics.iter().position(|toxic| toxic.view.name == name).ok_or(Error::ToxicNotFound)?;
        Ok(self.toxics.remove(index))
    }

    /// Builds the chain of one direction of a new connection.
    pub(crate) fn chain(&self, stream: Stream, seed: u64, proxy: &str, connection: u64) -> Chain {
        let mut chain = Chain::new(LinkRng::new(seed, proxy, connection, stream));
        for toxic in self.of(stream) {
            chain.add(toxic.id, &toxic.view.attributes, toxic.view.toxicity);
        }
        chain
    }

    /// Returns whether new connections do not linger: a `reset_peer` on either stream is enough, at any toxicity.
    pub(crate) fn any_reset_peer(&self) -> bool {
        self.toxics.iter().any(|toxic| matches!(toxic.view.attributes, Attributes::ResetPeer { .. }))
    }

    fn of(&self, stream: Stream) -> impl Iterator<Item = &Entry> {
        self.toxics.iter().filter(move |toxic| toxic.stream == stream)
    }
}
