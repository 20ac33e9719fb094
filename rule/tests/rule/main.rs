//! The rule from outside: what it can say, what it may do, and what it says when something is wrong.

mod bank;
mod fuzz;
mod hostile;
mod language;
mod mistakes;
