//! The lab in front of a room: one idea per slide, led by the keys of a remote.
//!
//! What the next slide is, is the model's business (`model::slides`). Here is what stands on each (`parts`), what a key
//! means (`shortcuts`), and the components.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod blank;
mod conditions;
mod help;
mod keyboard;
pub mod parts;
mod scroll;
mod sections;
mod shortcuts;
mod slide;
mod view;

pub use blank::BlankScreen;
pub use conditions::RunConditions;
pub use help::ShortcutHelp;
pub use keyboard::listen;
pub use slide::SlideContent;
pub use view::PresenterView;
