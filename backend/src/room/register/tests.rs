use std::sync::Arc;

use protocol::room::{Activity, Counted, MyState, StationActivity, StationOverview};

use super::reports::Taken;
use super::*;
use crate::room::reading::Reading;
use crate::room::results::Seen;

const PAYMENTS: u32 = 100;
const ONE: StationNumber = StationNumber(1);
const TWO: StationNumber = StationNumber(2);

fn file() -> Arc<[protocol::Payment]> {
    let rows = "bianca,marc,1\n".repeat(PAYMENTS as usize);
    protocol::payments_csv::parse(&format!("src,dest,amount\n{rows}")).expect("a file").into()
}

fn key(room: &Register, number: u8) -> Digest {
    room.of_key(&format!("seat-key-of-somebody-{number}").parse().expect("a key"))
}

fn join(room: &mut Register, number: u8) -> Result<Entered, RoomRefusal> {
    let (key, code) = (key(room, number), room.code().to_owned());
    room.enter(&key, Ask::Code(&code), 0)
}

/// A report of chapter 3.
fn report(seq: u64, state: Activity, run: Option<&str>) -> Report {
    let scenario = Scenario::Chapter(3);
    let state = MyState {
        seq,
        state,
        scenario: scenario.to_string(),
        settings: Some(scenario.settings().of_run(PAYMENTS as usize)),
        percent: 50,
        prediction: Some(Total::from_cents(15_000)),
        run: run.map(|run| run.parse().expect("a run id")),
        attempts: 204,
        stopped: false,
        trials: [None; 5],
    };
    Report::read(state, &file()).expect("sense")
}

fn paced(room: &mut Register, scenario: &str) {
    let request =
        PaceRequest { mode: Some(RoomMode::Paced), scenario: Some(scenario.to_owned()), ..PaceRequest::default() };
    room.change_pace(&request).expect("a known scenario");
}

fn reveal(room: &mut Register) {
    room.change_pace(&PaceRequest { revealed: Some(true), ..PaceRequest::default() }).expect("nothing unknown");
}

/// The run is done, and the hub reads this.
fn done(room: &mut Register, seq: u64, run: &str, transferred: u64) -> Counted {
    room.reported(ONE, &report(seq, Activity::Done, Some(run)), 0);
    let (run, report) = room.to_read(ONE).expect("nobody has read it");
    let reading =
        Reading { transferred: Total::from_cents(transferred), other_traffic: 0, of_run: 1, paid: PAYMENTS as usize };
    let after_reveal = room.began_after_reveal(ONE, &run, &report);
    let seen = Seen { reading: Some(reading), disturbed: false, after_reveal, payments: PAYMENTS as usize };
    room.finished(ONE, run, &report, seen);
    room.result(ONE).expect("it was read").counted
}

#[test]
fn the_same_key_is_the_same_seat_whatever_the_code_says_locked_or_full() {
    let mut room = Register::new(1);
    let one = key(&room, 1);
    assert_eq!(room.enter(&one, Ask::Code("no code"), 0), Err(RoomRefusal::WrongCode));
    assert_eq!(join(&mut room, 1), Ok(Entered { station: ONE, entry: Entry::New }));
    assert_eq!(join(&mut room, 2), Err(RoomRefusal::Full));
    room.lock(true);
    room.renew_code();
    let again = Ok(Entered { station: ONE, entry: Entry::Again });
    assert_eq!(room.enter(&one, Ask::Code("no code"), 0), again);
    assert_eq!(room.enter(&one, Ask::Secret("no secret"), 0), again);
    assert_eq!(join(&mut room, 2), Err(RoomRefusal::Locked));
}

#[test]
fn another_code_and_secret_let_nobody_in_with_the_old_ones() {
    let mut room = Register::new(3);
    let (code, secret) = (room.code().to_owned(), room.secret().to_owned());
    let one = key(&room, 1);
    room.renew_code();
    assert_eq!(room.enter(&one, Ask::Code(&code), 0), Err(RoomRefusal::WrongCode));
    assert_eq!(room.enter(&one, Ask::Secret(&secret), 0), Err(RoomRefusal::WrongCode));
    let secret = room.secret().to_owned();
    assert_eq!(room.enter(&one, Ask::Secret(&secret), 0), Ok(Entered { station: ONE, entry: Entry::New }));
}

#[test]
fn a_pin_moves_a_seat_also_when_locked_or_full_and_only_its_own() {
    let mut room = Register::new(2);
    join(&mut room, 1).and_then(|_| join(&mut room, 2)).expect("two seats");
    room.lock(true);
    let (laptop, pin) = (key(&room, 3), room.pin(ONE).expect("somebody has it"));
    let other = room.pin(TWO).expect("somebody has it");
    assert_eq!(room.enter(&laptop, Ask::Pin(ONE, &other), 0), Err(RoomRefusal::WrongPin));
    assert_eq!(room.enter(&laptop, Ask::Pin(StationNumber(3), &pin), 0), Err(RoomRefusal::WrongPin));
    let moved = Entered { station: ONE, entry: Entry::Moved { vacated: None } };
    assert_eq!(room.enter(&laptop, Ask::Pin(ONE, &pin), 0), Ok(moved));
    assert_eq!(room.enter(&laptop, Ask::Pin(ONE, "no pin"), 0).map(|entered| entered.entry), Ok(Entry::Again));
    let phone = key(&room, 1);
    assert_eq!(room.enter(&phone, Ask::Pin(ONE, &pin), 0), Err(RoomRefusal::TakenOver), "a late duplicate");
    let two = key(&room, 2);
    let moved = Entered { station: ONE, entry: Entry::Moved { vacated: Some(TWO) } };
    assert_eq!(room.enter(&two, Ask::Pin(ONE, &pin), 0), Ok(moved));
}

#[test]
fn a_seats_own_qr_code_moves_it_once() {
    let mut room = Register::new(2);
    join(&mut room, 1).expect("a seat");
    let (laptop, secret) = (key(&room, 2), room.moving(ONE).expect("somebody has it"));
    let moved = Entered { station: ONE, entry: Entry::Moved { vacated: None } };
    assert_eq!(room.enter(&laptop, Ask::Secret(&secret), 0), Ok(moved));
    assert_eq!(room.enter(&laptop, Ask::Secret(&secret), 0).map(|entered| entered.entry), Ok(Entry::Again));
    let third = key(&room, 3);
    assert_eq!(room.enter(&third, Ask::Secret(&secret), 0), Err(RoomRefusal::WrongCode));
    assert_eq!(room.moving(TWO), Err(RoomRefusal::NobodysSeat));
}

#[test]
fn an_older_report_changes_nothing_and_a_new_device_counts_anew() {
    let mut room = Register::new(1);
    join(&mut room, 1).expect("a seat");
    assert!(room.reported(ONE, &report(0, Activity::Predicting, None), 0).keep, "a prediction");
    room.reported(ONE, &report(7, Activity::Running, Some("abcdefgh")), 0);
    for older in [7, 3] {
        assert_eq!(room.reported(ONE, &report(older, Activity::Predicting, None), 0), Taken::default());
    }
    assert_eq!(room.activity(ONE, true, 0), StationActivity::Running);
    let (laptop, pin) = (key(&room, 2), room.pin(ONE).expect("somebody has it"));
    room.enter(&laptop, Ask::Pin(ONE, &pin), 0).expect("the PIN");
    room.reported(ONE, &report(0, Activity::Predicting, None), 0);
    assert_eq!(room.activity(ONE, true, 0), StationActivity::Predicting);
}

#[test]
fn a_tile_says_away_after_40_s_left_and_bank_down() {
    let mut room = Register::new(2);
    assert_eq!(room.activity(ONE, true, 0), StationActivity::Free);
    join(&mut room, 1).expect("a seat");
    room.reported(ONE, &report(1, Activity::Running, Some("abcdefgh")), 1_000);
    assert_eq!(room.activity(ONE, true, 40_999), StationActivity::Running);
    assert_eq!(room.activity(ONE, true, 41_000), StationActivity::Away);
    assert_eq!(room.activity(ONE, false, 1_000), StationActivity::BankDown);
    assert!(!room.reported(ONE, &report(2, Activity::Left, None), 1_000).freed, "there was a run");
    assert_eq!(room.activity(ONE, false, 1_000), StationActivity::Left);
    assert_eq!(room.left(), [ONE]);
    room.reported(ONE, &report(3, Activity::Predicting, None), 1_000);
    assert_eq!(room.activity(ONE, true, 1_000), StationActivity::Predicting, "back again");
    join(&mut room, 2).expect("a seat");
    assert!(room.reported(TWO, &report(1, Activity::Left, None), 0).freed, "there was none");
}

#[test]
fn the_first_reading_of_a_run_stands_and_a_freed_seat_leaves_no_dot() {
    let mut room = Register::new(1);
    join(&mut room, 1).expect("a seat");
    assert_eq!(done(&mut room, 1, "run-00001", 14_200), Counted::Counted);
    room.reported(ONE, &report(2, Activity::Done, Some("run-00001")), 0);
    assert!(room.to_read(ONE).is_none());
    assert_eq!(room.result(ONE).and_then(|result| result.transferred), Some(Total::from_cents(14_200)));
    assert_eq!(done(&mut room, 3, "run-00002", 14_900), Counted::Counted);
    let results = room.state(PAYMENTS).results.expect("a free room");
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].transferred, Total::from_cents(14_900));
    assert!(room.free(ONE));
    let state = room.everything(PAYMENTS);
    assert_eq!((state.results, state.predictions), (Some(Vec::new()), Some(Vec::new())));
}

#[test]
fn a_tile_goes_on_telling_what_was_done_by_whoever_has_left() {
    let mut room = Register::new(1);
    join(&mut room, 1).expect("a seat");
    done(&mut room, 1, "run-00001", 14_200);
    let tile = |room: &Register| room.tile(ONE, true, 0);
    let before = tile(&room);
    let goodbye = Report { scenario: Scenario::FIRST, attempts: 0, percent: 0, ..report(2, Activity::Left, None) };
    room.reported(ONE, &goodbye, 0);
    assert_eq!(tile(&room), StationOverview { state: StationActivity::Left, ..before });
    assert_eq!(room.predictions_without_a_run().count(), 0, "a goodbye predicts nothing");
}

#[test]
fn a_prediction_is_what_it_was_once_its_bank_is_shown() {
    let mut room = Register::new(1);
    join(&mut room, 1).expect("a seat");
    paced(&mut room, "chapter-3");
    let predicts = |room: &mut Register, seq, cents| {
        let prediction = Some(Total::from_cents(cents));
        room.reported(ONE, &Report { prediction, ..report(seq, Activity::Predicting, None) }, 0);
        let of = room.everything(PAYMENTS).predictions.expect("the host sees them");
        of.iter().map(|of| of.prediction.cents()).collect::<Vec<_>>()
    };
    assert_eq!(predicts(&mut room, 1, 15_000), [15_000]);
    assert_eq!(predicts(&mut room, 2, 16_000), [16_000], "nothing is known yet");
    done(&mut room, 3, "run-00001", 14_200);
    assert_eq!(predicts(&mut room, 4, 17_000), [17_000], "its bank is covered");
    reveal(&mut room);
    assert_eq!(predicts(&mut room, 5, 14_200), [17_000], "afterwards anybody knows better");
    assert_eq!(room.tile(ONE, true, 0).prediction, Some(Total::from_cents(17_000)));
    done(&mut room, 6, "run-00002", 14_300);
    let in_file = room.runs().map(|run| run.prediction.map(Total::cents)).collect::<Vec<_>>();
    assert_eq!(in_file, [Some(15_000), Some(17_000)]);
    paced(&mut room, "chapter-5");
    assert_eq!(predicts(&mut room, 7, 14_200), [17_000], "the room has moved on, and its result is known");
    room.change_pace(&PaceRequest { mode: Some(RoomMode::Free), ..PaceRequest::default() }).expect("nothing unknown");
    assert_eq!(predicts(&mut room, 8, 14_200), [17_000], "in a free room too");
}

#[test]
fn while_paced_results_are_covered_and_what_begins_after_reveal_does_not_count() {
    let mut room = Register::new(1);
    join(&mut room, 1).expect("a seat");
    paced(&mut room, "chapter-3");
    room.reported(ONE, &report(1, Activity::Running, Some("run-00001")), 0);
    let covered = room.state(PAYMENTS);
    assert_eq!((covered.results, covered.predictions), (None, None));
    reveal(&mut room);
    assert_eq!(done(&mut room, 2, "run-00001", 14_200), Counted::Counted, "it began before");
    assert_eq!(done(&mut room, 3, "run-00002", 14_300), Counted::AfterReveal);
    let shown = room.state(PAYMENTS);
    assert_eq!(shown.results.map(|results| results.len()), Some(1));
    assert_eq!(shown.predictions.map(|predictions| predictions.len()), Some(1));
    paced(&mut room, "chapter-5");
    assert_eq!(room.state(PAYMENTS).results, None);
    assert_eq!(done(&mut room, 4, "run-00003", 14_300), Counted::AfterReveal, "the room has moved on");
}

#[test]
fn a_kept_register_is_the_same_room_again() {
    let mut room = Register::new(2);
    join(&mut room, 1).and_then(|_| join(&mut room, 2)).expect("two seats");
    paced(&mut room, "chapter-3");
    room.lock(true);
    done(&mut room, 5, "run-00001", 14_200);
    let kept = serde_json::to_string(&room).expect("JSON");
    let (key_one, seat) = (key(&room, 1), room.seat(ONE, 8901).expect("a seat"));
    let mut found: Register = serde_json::from_str(&kept).expect("its own JSON");
    found.resume(2).expect("a known scenario");
    assert_eq!(found.seat(ONE, 8901), Ok(seat.clone()));
    assert_eq!(found.owner(&seat.token), Ok(ONE));
    assert_eq!(found.known(&key_one), Ok(Some(Entered { station: ONE, entry: Entry::Again })));
    assert_eq!(found.everything(PAYMENTS), room.everything(PAYMENTS));
    assert_eq!((found.code(), found.secret(), found.host_key()), (room.code(), room.secret(), room.host_key()));
    assert_eq!(found.me(ONE, 8901, PAYMENTS).map(|me| me.seq), Ok(5));
    assert!(!kept.contains(&seat.token) && !kept.contains("seat-key-of"), "keys and tokens are kept as digests");
    found.resume(1).expect("a known scenario");
    assert_eq!(found.owner(&room.seat(TWO, 1).expect("a seat").token), Err(RoomRefusal::Freed));
}
