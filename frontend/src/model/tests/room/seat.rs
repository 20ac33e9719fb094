//! What a page shows of a bank that is not its own, that is down, or that it may have lost.

use super::*;

#[test]
fn somebody_elses_station_can_only_be_looked_at() {
    let mut page = Page::loaded();
    page.model.takes_the_role(Role::Onlooker);
    page.model.room_said(pace(RoomMode::Free, THREE, false));
    let run = page.snapshot().run;
    assert!(run.watching && !run.may_run && !run.may_reset() && !run.may_predict());
    assert!(!page.is_covered(), "in a free room");
    page.model.room_said(paced(THREE, false));
    assert!(page.is_covered());
}

#[test]
fn behind_a_hub_that_does_not_answer_nobody_says_that_the_bank_does_not() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.model.bank_was_silent();
    assert!(page.model.notices_now().contains(&Notice::BankIsSilent));
    page.model.hub_was_lost(true);
    assert!(!page.model.notices_now().contains(&Notice::BankIsSilent) && !page.model.may_run());
}

#[test]
fn a_page_that_was_loaded_while_its_bank_is_down_says_no_amount_and_asks_for_none() {
    let mut model = Model::default();
    model.takes_the_role(Role::Participant);
    model.bank_went_down(true);
    model.bank_was_silent();
    let seen = model.snapshot(0);
    assert!(seen.run.is_alive && seen.totals.is_unknown && !seen.run.may_predict() && !seen.run.may_run);
}

#[test]
fn what_was_seen_stays_when_the_seat_is_gone_or_in_doubt() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.finish(THREE, "ownownown");
    page.model.reveal();
    let seen = page.snapshot().totals;
    assert_eq!(seen.transferred(), Some(Total::from_cents(300)));
    let mut freed = lab(None);
    freed.network.proxy = ProxyState::Disabled;
    for is_gone in [false, true] {
        page.model.doubts_the_seat(true);
        if is_gone {
            page.model.takes_the_role(Role::Former);
        }
        // The hub was started again, or somebody else has the bank.
        page.model.reload();
        page.read(&[]);
        page.model.state_read(Ok(freed.clone()), page.now);
        page.model.state_changed(|state| state.network = freed.network.clone(), page.now);
        page.follow();
        assert_eq!(page.snapshot().totals, seen);
        assert!(page.snapshot().notices.is_empty(), "why the seat is gone is said elsewhere");
    }
    assert!(!page.snapshot().run.may_run);
    page.model.takes_the_role(Role::Participant);
    assert!(page.model.doubts_the_seat(false), "it was this page's after all");
    page.read(&[]);
    assert_eq!(page.snapshot().totals.transferred(), Some(Total::default()));
}
