//! Whether the bank's side is covered. A host wants the room to predict first.

/// Whether the bank's side of this page is covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reveal {
    covered: bool,
    /// Whether every run reveals when it has its verdict.
    automatic: bool,
    /// Whether Reveal was pressed before this run had its verdict.
    asked: bool,
    /// In a paced room, for the scenario of the room: whether the host has revealed. Nobody else decides it then.
    by_host: Option<bool>,
}

impl Reveal {
    /// Covers the bank's side: a run of this page begins.
    pub fn run_started(&mut self) {
        self.covered = true;
        self.asked = false;
    }

    /// The run is over and has its verdict: what was asked for earlier happens now.
    pub fn run_ended(&mut self) {
        self.covered &= !self.ends_revealed();
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

    /// Sets whether the host decides, and what. Under a host it is shown exactly while revealed, and a run under way once
    /// it has its verdict; otherwise it stays as it was for its own page.
    pub fn set_by_host(&mut self, revealed: Option<bool>) {
        self.by_host = revealed;
    }

    /// Whether the host decides.
    pub fn is_by_host(&self) -> bool {
        self.by_host.is_some()
    }

    /// Whether nothing of the bank's side may be shown.
    pub fn is_covered(&self) -> bool {
        self.covered || self.by_host == Some(false)
    }

    /// Whether it is covered, and will not be once there is a verdict.
    pub fn is_asked_for(&self) -> bool {
        self.covered && self.ends_revealed()
    }

    /// Whether the end of the run reveals.
    fn ends_revealed(self) -> bool {
        self.by_host.unwrap_or(self.automatic || self.asked)
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
    #[test]
    fn under_a_host_it_is_shown_exactly_while_revealed() {
        let mut reveal = Reveal::default();
        reveal.set_automatic(true);
        reveal.set_by_host(Some(false));
        assert!(reveal.is_covered(), "a page that was just loaded too");
        reveal.run_started();
        reveal.ask();
        reveal.run_ended();
        assert!(reveal.is_covered() && !reveal.is_asked_for(), "what the page was told to do counts for nothing");
        reveal.set_by_host(Some(true));
        reveal.run_ended();
        assert!(!reveal.is_covered());
        reveal.run_started();
        assert!(reveal.is_covered() && reveal.is_asked_for(), "until it has its verdict");
        reveal.run_ended();
        assert!(!reveal.is_covered());
        reveal.set_by_host(Some(false));
        assert!(reveal.is_covered(), "covered again");
    }
}
