use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn key(secrets: &Secrets, number: u8) -> Digest {
    secrets.of_key(&format!("seat-key-of-somebody-{number}").parse().expect("a key"))
}

fn three() -> (Seats, Secrets) {
    (Seats::new(3), Secrets::random())
}

#[test]
fn a_key_gets_the_first_free_seat_and_a_full_room_none() {
    let (mut seats, secrets) = three();
    for number in 1..=3 {
        assert_eq!(seats.take(key(&secrets, number), &secrets), Some(StationNumber(number)));
        assert_eq!(seats.by_key(&key(&secrets, number)), Holder::Seat(StationNumber(number)));
    }
    assert_eq!(seats.take(key(&secrets, 4), &secrets), None);
    assert_eq!(seats.counts(), SeatCounts { all: 3, taken: 3 });
    seats.free(StationNumber(2));
    assert_eq!(seats.take(key(&secrets, 4), &secrets), Some(StationNumber(2)));
}

#[test]
fn a_freed_seat_has_another_pin_and_its_key_and_token_are_gone_for_good() {
    let (mut seats, secrets) = three();
    let (first, one) = (key(&secrets, 1), StationNumber(1));
    seats.take(first.clone(), &secrets);
    let (pin, token) = (seats.pin(one, &secrets), seats.token(one, &secrets).expect("a token"));
    assert!(seats.free(one) && !seats.free(one));
    assert_eq!((seats.pin(one, &secrets), seats.token(one, &secrets)), (None, None));
    seats.take(key(&secrets, 2), &secrets);
    assert_ne!(seats.pin(one, &secrets), pin);
    assert_eq!(seats.by_key(&first), Holder::Gone(Gone::Freed));
    assert_eq!(seats.by_token(&secrets.of_token(&token)), Holder::Gone(Gone::Freed));
}

#[test]
fn another_device_takes_over_and_the_pin_stays() {
    let (mut seats, secrets) = three();
    let (phone, laptop, one) = (key(&secrets, 1), key(&secrets, 2), StationNumber(1));
    seats.take(phone.clone(), &secrets);
    let (pin, token) = (seats.pin(one, &secrets), seats.token(one, &secrets).expect("a token"));
    let moving = seats.moving(one, &secrets).expect("somebody has it");
    assert_eq!(seats.by_moving(&moving, &secrets), Some(one));
    assert!(seats.take_over(one, laptop.clone(), &secrets) && seats.take_over(one, laptop.clone(), &secrets));
    assert_eq!(seats.pin(one, &secrets), pin);
    assert_ne!(seats.token(one, &secrets).as_ref(), Some(&token));
    assert_eq!(seats.by_key(&phone), Holder::Gone(Gone::TakenOver));
    assert_eq!(seats.by_token(&secrets.of_token(&token)), Holder::Gone(Gone::TakenOver));
    assert_eq!(seats.by_key(&laptop), Holder::Seat(one));
    assert_eq!(seats.by_moving(&moving, &secrets), None, "it moves the seat once");
    assert!(!seats.take_over(StationNumber(2), key(&secrets, 3), &secrets), "nobody has it");
}

#[test]
fn who_leaves_before_a_run_frees_the_seat_and_later_the_pin_still_opens_it() {
    let (mut seats, secrets) = three();
    let [one, two] = [StationNumber(1), StationNumber(2)];
    seats.take(key(&secrets, 1), &secrets);
    assert!(seats.leave(one));
    assert_eq!(seats.occupied(one), Occupied::Free);
    seats.take(key(&secrets, 2), &secrets);
    seats.take(key(&secrets, 3), &secrets);
    seats.ran(one);
    assert!(!seats.leave(one));
    assert_eq!((seats.occupied(one), seats.counts().taken), (Occupied::Left, 2));
    let pin = seats.pin(one, &secrets);
    assert!(pin.is_some());
    seats.take_over(one, key(&secrets, 3), &secrets);
    assert_eq!((seats.occupied(one), seats.pin(one, &secrets)), (Occupied::Taken, pin));
    assert_eq!(seats.occupied(two), Occupied::Free, "a key that recovers another seat has left its own");
}

#[test]
fn a_smaller_room_has_let_go_of_whoever_sat_beyond_it() {
    let (mut seats, secrets) = three();
    for number in 1..=3 {
        seats.take(key(&secrets, number), &secrets);
    }
    seats.resize(1);
    assert_eq!(seats.counts(), SeatCounts { all: 1, taken: 1 });
    assert_eq!(seats.by_key(&key(&secrets, 3)), Holder::Gone(Gone::Freed));
    seats.resize(4);
    assert_eq!(seats.counts(), SeatCounts { all: 4, taken: 1 });
}

/// What can happen to a room of three seats that six keys come to.
#[derive(Clone, Debug)]
enum Step {
    Join(u8),
    Recover(u8, u8),
    Leave(u8),
    Return(u8),
    Free(u8),
    Ran(u8),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (keys, seats) = (|| 1..=6_u8, || 1..=3_u8);
    let step = prop_oneof![
        4 => keys().prop_map(Step::Join),
        3 => (keys(), seats()).prop_map(|(key, seat)| Step::Recover(key, seat)),
        1 => seats().prop_map(Step::Leave),
        1 => seats().prop_map(Step::Return),
        1 => seats().prop_map(Step::Free),
        2 => seats().prop_map(Step::Ran),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #[test]
    fn whatever_happens_a_key_has_one_seat_a_seat_one_key_and_an_old_token_none(steps in steps()) {
        let (mut seats, secrets) = three();
        let keys: Vec<Digest> = (1..=6).map(|number| key(&secrets, number)).collect();
        // The token under which each key was last given a seat, and every token that was ever given.
        let mut given: BTreeMap<String, (usize, StationNumber)> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Join(number) => {
                    let key = keys[usize::from(number) - 1].clone();
                    if seats.by_key(&key) == Holder::Nobody {
                        seats.take(key, &secrets);
                    }
                }
                Step::Recover(number, seat) => {
                    let key = keys[usize::from(number) - 1].clone();
                    if !matches!(seats.by_key(&key), Holder::Gone(_)) {
                        seats.take_over(StationNumber(seat), key, &secrets);
                    }
                }
                Step::Leave(seat) => drop(seats.leave(StationNumber(seat))),
                Step::Return(seat) => seats.returns(StationNumber(seat)),
                Step::Free(seat) => drop(seats.free(StationNumber(seat))),
                Step::Ran(seat) => seats.ran(StationNumber(seat)),
                Step::Restart => {
                    let kept = serde_json::to_string(&seats).expect("JSON");
                    seats = serde_json::from_str(&kept).expect("its own JSON");
                }
            }
            let owners: Vec<&Digest> = seats.seats.iter().filter_map(|seat| seat.owner().map(|owner| &owner.key)).collect();
            let distinct: BTreeSet<&String> = owners.iter().map(|key| &key.0).collect();
            prop_assert_eq!(distinct.len(), owners.len(), "two seats for one key");
            for (index, key) in keys.iter().enumerate() {
                if let Holder::Seat(station) = seats.by_key(key) {
                    let token = seats.token(station, &secrets).expect("it has an owner");
                    given.insert(token, (index, station));
                }
            }
            for (token, (index, station)) in &given {
                let good = seats.by_token(&secrets.of_token(token)) == Holder::Seat(*station);
                prop_assert_eq!(good, seats.token(*station, &secrets).as_ref() == Some(token));
                if good {
                    prop_assert_eq!(seats.by_key(&keys[*index]), Holder::Seat(*station), "a token of an old key");
                }
            }
        }
    }
}
