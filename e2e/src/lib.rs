//! The lab in real browsers, over `WebDriver`.
//!
//! One page object serves three engines; the tests are the claims of the README, checked through the whole line:
//! browser, network, bank, ledger. `cargo xtask test` builds the program they drive.

pub mod axe;
pub mod browser;
pub mod chapter_run;
pub mod console;
pub mod contrast;
pub mod dashboard;
pub mod exhibit_run;
pub mod greyscale;
pub mod hub_proxy;
pub mod lab;
pub mod lab_page;
pub mod layout;
pub mod participant;
pub mod phone_frame;
pub mod process;
pub mod room;
pub mod session;
pub mod timing;
