//! The console: what the program says to whoever started it.

/// Says a line on standard output, like `println!`; but nobody has to listen. A reader that has gone (`| head -1`) ends
/// neither the bank nor the network.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

/// The same on standard error, like `eprintln!`.
macro_rules! complain {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}

pub(crate) use {complain, say};
