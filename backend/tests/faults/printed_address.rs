//! Where a started program says it is.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::time::timeout;

/// For a program to start on busy cores.
const START_LIMIT: Duration = Duration::from_secs(20);

/// What a program prints. It must be kept as long as the program prints.
pub(crate) type Said = Lines<BufReader<ChildStdout>>;

/// Takes what a program prints to a pipe.
pub(crate) fn said(program: &mut Child) -> Said {
    BufReader::new(program.stdout.take().expect("piped")).lines()
}

/// Reads on to the line that names an address behind these words, and returns it, as in `127.0.0.1:8080`; `None` if the
/// program ends before.
pub(crate) async fn address_behind(words: &str, said: &mut Said) -> Option<String> {
    loop {
        let line = timeout(START_LIMIT, said.next_line()).await.expect("it says where it is").expect("UTF-8")?;
        if let Some((_, url)) = line.split_once(words) {
            return Some(url.trim_end_matches('/').to_owned());
        }
    }
}
