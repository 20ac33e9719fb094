//! The lab in real browsers, over `WebDriver`.
//!
//! One page object serves three engines; the tests are the claims of the README, checked through the whole line:
//! browser, network, bank, ledger. `cargo xtask test` builds the program they drive.

pub mod axe;
pub mod browser;
pub mod contrast;
pub mod exhibit;
pub mod frame;
pub mod grey;
pub mod lab;
pub mod lab_page;
pub mod observation;
pub mod process;
pub mod screen;
pub mod undisturbed;
