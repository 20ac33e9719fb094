//! The lab page: a Leptos app without a server of its own.
//!
//! In reading order: `lab` is the handle of every view, `driver` executes what the experiment
//! asks for, `follow` and `feed` keep up with the bank, `model` holds what is known,
//! `painter` and `grid` paint it, `view` shows the rest, made of `dom` and `markup`; `code`,
//! `curves` and `export` are what stands on the pages around the runs, without a browser.
//! Every request lies in `api`, every text in `text`.

mod address;
mod api;
mod axis;
mod browser;
mod code;
pub mod components;
mod curves;
mod dom;
mod driver;
mod export;
mod feed;
mod follow;
mod grid;
mod lab;
mod lab_page;
mod location;
mod markup;
pub mod model;
mod number;
mod painter;
mod present;
mod presenter;
pub mod runner;
pub mod state;
mod text;
mod view;

pub use view::App;
