//! The secret by which a bank knows the hub of its room.

use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use subtle::ConstantTimeEq as _;

/// The header that carries it, from the hub to a bank and nowhere else.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("hub-secret");

/// What a room's hub and one bank know, and nobody else. Clones are the same secret.
#[derive(Clone)]
pub struct HubSecret(String);

impl HubSecret {
    /// Makes a new one of 128 bits.
    pub fn random() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()))
    }

    /// Takes one that a parent has handed over; an empty one is none.
    pub fn given(text: String) -> Option<Self> {
        Some(Self(text)).filter(|secret| !secret.0.is_empty())
    }

    /// Returns it as text, to be handed to a child in its environment.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the name and the value of the header that carries it.
    pub fn header(&self) -> (HeaderName, HeaderValue) {
        let mut value = HeaderValue::from_str(&self.0).expect("a secret is visible ASCII");
        value.set_sensitive(true);
        (HEADER, value)
    }

    /// Returns whether a request carries it, exactly once. How long that takes says nothing about it.
    pub(crate) fn is_carried_by(&self, headers: &HeaderMap) -> bool {
        let mut carried = headers.get_all(HEADER).iter();
        match (carried.next(), carried.next()) {
            (Some(value), None) => bool::from(value.as_bytes().ct_eq(self.0.as_bytes())),
            _ => false,
        }
    }
}

impl fmt::Debug for HubSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HubSecret(..)")
    }
}
