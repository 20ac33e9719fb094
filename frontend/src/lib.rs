//! The lab page: a Leptos app without a server of its own.
//!
//! In reading order: [`state`] is what components read and [`runner`] what they ask, [`model`] holds what is known, without
//! a browser. [`lab_page`] is the lab on one screen, [`presenter`] the same in front of a room, `pages` stand around the
//! runs, `export` is what is taken away, all made of [`components`]. Every request lies in `api`, every text in [`text`].

mod address;
mod api;
mod app;
mod browser;
pub mod components;
mod driver;
mod export;
mod feed;
mod follow;
#[expect(dead_code, reason = "goes with the runner of old")]
mod grid;
#[expect(dead_code, reason = "goes with the runner of old")]
mod lab;
pub mod lab_page;
mod location;
pub mod model;
#[allow(dead_code, reason = "goes with the runner of old")]
mod number;
mod pages;
mod painter;
mod present;
pub mod presenter;
pub mod runner;
#[expect(dead_code, reason = "goes with the runner of old")]
mod seen;
pub mod state;
pub mod text;

pub use app::App;
