//! Whether the bank's side is covered. A host wants the room to predict first.

/// Whether the bank's side of this page is covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reveal {
    covered: bool,
    /// Whether every run reveals when it has its verdict.
    automatic: bool,
    /// Whether Reveal was pressed before this run had its verdict.
    asked: bool,
}

impl Reveal {
    /// Covers the bank's side: a run of this page begins.
    pub fn run_started(&mut self) {
        self.covered = true;
        self.asked = false;
    }

    /// The run is over and has its verdict: what was asked for earlier happens now.
    pub fn run_ended(&mut self) {
        self.covered &= !(self.automatic || self.asked);
    }

    /// Remembers that somebody wants to see the bank's side as soon as there is a verdict.
    pub fn ask(&mut self) {
        self.asked = true;
    }

    /// Shows the bank's side at once. Also what happens when there is no run of this page any more: Reset, or watching
    /// another page.
    pub fn reveal(&mut self) {
        self.covered = false;
    }

    /// Sets whether the end of a run reveals. One that has ended is not covered again.
    pub fn set_automatic(&mut self, automatic: bool) {
        self.automatic = automatic;
    }

    /// Whether the end of a run reveals.
    pub fn is_automatic(&self) -> bool {
        self.automatic
    }

    /// Whether nothing of the bank's side may be shown.
    pub fn is_covered(&self) -> bool {
        self.covered
    }

    /// Whether it is covered, and will not be once there is a verdict.
    pub fn is_asked_for(&self) -> bool {
        self.covered && (self.automatic || self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_page_is_not_covered_and_a_run_is_until_it_is_revealed() {
        let mut reveal = Reveal::default();
        assert!(!reveal.is_covered());
        reveal.run_started();
        reveal.run_ended();
        assert!(reveal.is_covered(), "the host says when");
        reveal.reveal();
        assert!(!reveal.is_covered());
        reveal.run_started();
        assert!(reveal.is_covered(), "the next run is covered again");
    }

    #[test]
    fn automatically_the_end_of_a_run_reveals_and_not_before() {
        let mut reveal = Reveal::default();
        reveal.set_automatic(true);
        reveal.run_started();
        assert!(reveal.is_covered());
        reveal.run_ended();
        assert!(!reveal.is_covered());
    }

    #[test]
    fn reveal_pressed_before_the_verdict_is_remembered_for_this_run_only() {
        let mut reveal = Reveal::default();
        reveal.run_started();
        reveal.ask();
        assert!(reveal.is_covered() && reveal.is_asked_for());
        reveal.run_ended();
        assert!(!reveal.is_covered());
        reveal.run_started();
        reveal.run_ended();
        assert!(reveal.is_covered(), "the next run is asked for anew");
    }
}
