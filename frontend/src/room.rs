//! The door of a room. [`HubPage`] joins by the steps in `joining`, lets watch, or leads to the seat. What the room makes of a
//! station's runs is `model::RoomRules` and `model::Reporting`, driven by the runner.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

pub mod host;
mod hub_page;
mod join_form;
mod joining;
mod watcher;

pub use hub_page::HubPage;
