//! The lab page: a Leptos app without a server of its own.
//!
//! In reading order: [`state`] is what components read and [`runner`] what they ask, [`model`] holds what is known, without
//! a browser. [`lab_page`] is the lab on one screen, [`station`] what is added to it in a room of people, [`presenter`] the
//! same in front of a room, [`room`] the room's own pages, `pages` stand around the runs, `export` is what is taken away, all
//! made of [`components`]. Every request lies in `api`, every text in [`text`].

mod address;
pub mod api;
mod app;
mod arrival;
mod attempts;
mod clock;
pub mod components;
mod export;
pub mod lab_page;
mod location;
pub mod model;
mod pages;
pub mod place;
pub mod presenter;
pub mod room;
pub mod runner;
pub mod state;
pub mod station;
mod storage;
pub mod text;

pub use app::App;
