//! What goes away, and what is said of it.

use protocol::room::RoomMode;

use super::room::{THREE, pace, participant};
use super::*;

#[test]
fn a_run_that_waits_for_its_network_says_so_and_does_not_say_that_attempts_go_on() {
    let mut page = Page::loaded();
    page.set_up_until_the_network_is_gone();
    page.model.state_read(Ok(LabState { network: NetworkState::unreachable(), ..lab(None) }), page.now);
    assert_eq!(page.snapshot().notices, [Notice::WaitsForNetwork]);
    page.stop();
    assert_eq!(page.snapshot().notices, [Notice::NoNetwork { mid_run: false }], "it was stopped, and did not fail");
}

#[test]
fn the_room_is_said_to_have_stopped_a_run_where_there_was_one() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    let reset = |page: &mut Page| {
        page.model.room_stops_the_run();
        page.stop();
        page.model.was_reset_by_host();
        page.snapshot().notices
    };
    assert_eq!(reset(&mut page), [Notice::ResetByHost { stopped: false }]);
    page.run(THREE, "ownownown");
    assert_eq!(reset(&mut page), [Notice::ResetByHost { stopped: true }]);
    page.model.room_stops_the_run();
    assert!(page.model.room.has_stopped_a_run(), "it is still true when the hub has said why");
    page.model.starting(&THREE.settings(), false, page.now);
    assert!(!page.model.room.has_stopped_a_run(), "the next run is another one");
}

impl Page {
    /// Starts a run, and lets the first step that needs the network find none.
    fn set_up_until_the_network_is_gone(&mut self) {
        self.model.starting(&THREE.settings(), false, self.now);
        let start = Start {
            settings: THREE.settings(),
            payments: self.model.planned(),
            run: "ownownown".parse().expect("a run id"),
            random: Box::new(|| [7; 16]),
            by_hand: None,
            hidden: false,
            follows_the_wire: false,
        };
        let run = &mut self.model.live.run;
        run.handle(Event::Start(Box::new(start)), self.now);
        while let Some(command) = run.poll(self.now) {
            let gone = matches!(command, Command::SetNetwork(_));
            let answer = if gone { Err(StepError::NetworkGone) } else { Ok(Answer::Done) };
            run.handle(Event::StepEnded(answer), self.now);
        }
        assert!(run.waits_for_network());
    }
}
