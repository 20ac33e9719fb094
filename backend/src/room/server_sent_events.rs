//! The feed of a bank, read as it comes: unnamed server-sent events, each an event as JSON on one `data:` line.

use protocol::LabEvent;

/// A line that is longer is none of a bank's.
const MAX_LINE: usize = 64 * 1024;

/// The beginning of a line whose end has not come yet.
#[derive(Default)]
pub(super) struct Lines(Vec<u8>);

impl Lines {
    /// Returns the events that these bytes complete. What is none is passed over.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Vec<LabEvent> {
        self.0.extend_from_slice(bytes);
        let Some(end) = self.0.iter().rposition(|byte| *byte == b'\n') else {
            if self.0.len() > MAX_LINE {
                self.0.clear();
            }
            return Vec::new();
        };
        let rest = self.0.split_off(end + 1);
        let complete = std::mem::replace(&mut self.0, rest);
        complete.split(|byte| *byte == b'\n').filter_map(event).collect()
    }
}

fn event(line: &[u8]) -> Option<LabEvent> {
    let data = std::str::from_utf8(line.strip_prefix(b"data:")?).ok()?;
    LabEvent::from_data(data.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_however_they_are_cut() {
        let feed =
            b": comment\n\ndata: {\"event\":\"started\"}\n\ndata: {\"event\":\"cleared\"}\r\n\ndata: nonsense\n\n";
        for cut in 0..feed.len() {
            let mut lines = Lines::default();
            let mut events = lines.read(&feed[..cut]);
            events.extend(lines.read(&feed[cut..]));
            assert_eq!(events, [LabEvent::Started, LabEvent::Cleared], "{cut}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_not_kept_for_ever() {
        let mut lines = Lines::default();
        for _ in 0..100 {
            lines.read(&[b'x'; 4096]);
        }
        assert!(lines.0.len() <= MAX_LINE + 4096);
    }
}
