//! What several of these test programs need. Each uses a part of it.

pub(crate) mod client;
pub(crate) mod controls;
pub(crate) mod external_toxiproxy;
pub(crate) mod lab;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod schemathesis;
pub(crate) mod sending;
