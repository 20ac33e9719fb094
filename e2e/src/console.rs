//! What the tests print beside their outcome.

use std::io::{self, Write as _};

/// Prints a line past libtest's capture: measured figures are wanted of a run that passed, too.
pub fn print(line: &str) {
    // Nobody reads it: nothing is lost.
    let _ = writeln!(io::stderr(), "{line}");
}
