//! General controls: what any page could use.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod button;
mod checkbox;
mod data_table;
mod dialog;
mod focus;
mod number_input;
mod progress_bar;
mod range_input;
mod select;
pub(crate) mod sequence;
mod stat;

pub use button::{Button, ButtonKind};
pub use checkbox::Checkbox;
pub use data_table::DataTable;
pub use dialog::AlertDialog;
pub use focus::keep_focus;
pub use number_input::NumberInput;
pub use progress_bar::ProgressBar;
pub use range_input::RangeInput;
pub use select::Select;
pub use stat::Stat;
