//! Toxics in a row, on a clock that moves when it is told to.

use std::time::Duration;

use bytes::Bytes;

use super::*;
use crate::stream::Stream;

const LATENCY: ToxicId = 1;
const OTHER: ToxicId = 2;

/// A chain, what has come out of it, and the time.
struct Run {
    chain: Chain,
    now: Instant,
    came_out: Vec<u8>,
}

impl Run {
    fn new() -> Self {
        Self::of_connection(0)
    }

    fn of_connection(number: u64) -> Self {
        let chain = Chain::new(LinkRng::new(1, "test", number, Stream::Upstream));
        Self { chain, now: Instant::now(), came_out: Vec::new() }
    }

    fn with(mut self, id: ToxicId, attributes: &Attributes) -> Self {
        self.chain.add(id, attributes, 1.0);
        self
    }

    fn receive(&mut self, data: &[u8]) {
        self.chain.push(Chunk { data: Bytes::copy_from_slice(data), arrived: self.now });
        self.settle();
    }

    fn end(&mut self) {
        self.chain.end();
        self.settle();
    }

    fn pass_ms(&mut self, milliseconds: u64) {
        self.now += Duration::from_millis(milliseconds);
        self.settle();
    }

    /// Lets everything come out that can.
    fn settle(&mut self) {
        loop {
            self.chain.run(self.now);
            let Some(chunk) = self.chain.out().pop() else { return };
            self.came_out.extend_from_slice(&chunk.data);
        }
    }

    /// Makes a change and lets its consequences happen.
    fn change(&mut self, change: impl FnOnce(&mut Chain)) {
        change(&mut self.chain);
        self.settle();
    }
}

fn latency(milliseconds: i64) -> Attributes {
    Attributes::Latency { latency: milliseconds, jitter: 0 }
}

#[test]
fn two_latencies_add_up() {
    let mut run = Run::new().with(LATENCY, &latency(100)).with(OTHER, &latency(50));
    run.receive(b"one");
    run.pass_ms(149);
    assert!(run.came_out.is_empty());
    run.pass_ms(1);
    assert_eq!(run.came_out, b"one");
}

#[test]
fn a_destination_that_does_not_read_stops_the_source() {
    let mut run = Run::new().with(LATENCY, &Attributes::Noop {});
    let mut pushed = 0;
    while run.chain.has_room() {
        run.chain.push(Chunk { data: Bytes::from_static(b"x"), arrived: run.now });
        run.chain.run(run.now);
        pushed += 1;
    }
    assert_eq!(pushed, 2, "one chunk on its way out and one behind it");
    run.settle();
    assert!(run.chain.has_room());
}

#[test]
fn what_is_held_back_has_a_limit_however_often_toxics_are_added() {
    let mut run = Run::new();
    let chunk = Bytes::from(vec![7; 32 * 1024]);
    for id in 0..20 {
        run.chain.add(id, &latency(60_000), 1.0);
        while run.chain.has_room() {
            run.chain.push(Chunk { data: chunk.clone(), arrived: run.now });
            run.chain.run(run.now);
        }
        run.chain.add(id + 100, &latency(60_000), 1.0);
        run.chain.remove(id);
    }
    let held: usize = run.chain.stages.iter().map(|stage| stage.queue.bytes()).sum();
    assert!(held <= HELD_AT_MOST + chunk.len(), "{held}");
}

#[test]
fn removing_a_latency_lets_go_of_all_it_held_at_once_and_in_order() {
    let mut run = Run::new().with(LATENCY, &latency(8000));
    run.receive(b"one ");
    run.receive(b"two ");
    run.receive(b"three");
    run.end();
    run.change(|chain| chain.remove(LATENCY));
    assert_eq!(run.came_out, b"one two three");
    assert!(run.chain.is_finished(), "the end was held as well");
}

#[test]
fn an_update_lets_go_of_the_chunk_in_hand_and_the_rest_follows_the_new_values() {
    let mut run = Run::new().with(LATENCY, &latency(8000));
    run.receive(b"one ");
    run.receive(b"two");
    run.change(|chain| chain.update(LATENCY, &latency(200), 1.0));
    assert_eq!(run.came_out, b"one ");
    run.pass_ms(200);
    assert_eq!(run.came_out, b"one two");
}

#[test]
fn removing_the_second_toxic_lets_go_of_what_the_first_has_in_hand() {
    let mut run = Run::new().with(LATENCY, &latency(8000)).with(OTHER, &latency(8000));
    run.receive(b"one ");
    run.receive(b"two");
    run.change(|chain| chain.remove(OTHER));
    assert_eq!(run.came_out, b"one ");
}

#[test]
fn adding_a_toxic_lets_go_of_what_the_one_before_has_in_hand() {
    let mut run = Run::new().with(LATENCY, &latency(8000));
    run.receive(b"one ");
    run.receive(b"two");
    run.change(|chain| chain.add(OTHER, &Attributes::Noop {}, 1.0));
    assert_eq!(run.came_out, b"one ");
}

#[test]
fn values_changed_without_an_interruption_hold_for_the_next_chunk() {
    let mut run = Run::new().with(LATENCY, &latency(100));
    run.receive(b"one ");
    run.change(|chain| chain.configure(LATENCY, &latency(0)));
    assert!(run.came_out.is_empty());
    run.receive(b"two");
    run.pass_ms(100);
    assert_eq!(run.came_out, b"one two");
}

/// Of 400 chains with a toxic at toxicity 0.5, how many change between hit and spared when `change` is made.
fn flips(change: impl Fn(&mut Chain)) -> usize {
    let is_hit = |run: &mut Run| {
        let before = run.came_out.len();
        run.receive(b"x");
        let hit = run.came_out.len() == before;
        // Past the latency, so that nothing is in hand at the next question.
        run.pass_ms(1000);
        hit
    };
    let flipped = |number: &u64| {
        let mut run = Run::of_connection(*number);
        run.chain.add(LATENCY, &latency(500), 0.5);
        run.chain.add(OTHER, &Attributes::Noop {}, 1.0);
        let before = is_hit(&mut run);
        change(&mut run.chain);
        before != is_hit(&mut run)
    };
    (0..400).filter(flipped).count()
}

#[test]
fn whether_a_toxic_takes_effect_is_drawn_again_exactly_when_the_original_does() {
    // Half of 400, with 3.29 standard deviations of 10 either way.
    let about_half = 167..=233;
    assert!(about_half.contains(&flips(|chain| chain.update(LATENCY, &latency(500), 0.5))), "updated");
    assert!(about_half.contains(&flips(|chain| chain.remove(OTHER))), "the next one removed");
    let added_behind = flips(|chain| {
        chain.remove(OTHER);
        chain.add(OTHER, &Attributes::Noop {}, 1.0);
    });
    assert!(about_half.contains(&added_behind), "another added right behind");
    assert_eq!(flips(|chain| chain.add(3, &Attributes::Noop {}, 1.0)), 0, "another added further behind");
    assert_eq!(flips(|chain| chain.update(OTHER, &Attributes::Noop {}, 0.5)), 0, "another updated");
    assert_eq!(flips(|chain| chain.configure(LATENCY, &latency(500))), 0, "values changed by a refused update");
}

#[test]
fn removing_a_timeout_closes_even_where_it_does_not_take_effect() {
    let mut run = Run::new();
    run.chain.add(OTHER, &Attributes::Timeout { timeout: 0 }, 0.0);
    run.receive(b"passes");
    run.change(|chain| chain.remove(OTHER));
    assert_eq!(run.came_out, b"passes");
    assert!(run.chain.is_finished());
    assert!(!run.chain.has_room(), "nothing is read any more");
}

#[test]
fn removing_a_slow_close_that_waits_closes_at_once() {
    let mut run = Run::new().with(OTHER, &Attributes::SlowClose { delay: 60_000 });
    run.end();
    assert!(!run.chain.is_finished());
    run.change(|chain| chain.remove(OTHER));
    assert!(run.chain.is_finished());
}

#[test]
fn a_pending_reset_goes_on_without_its_toxic() {
    for change in [
        (|chain: &mut Chain| chain.remove(OTHER)) as fn(&mut Chain),
        |chain| chain.update(OTHER, &Attributes::ResetPeer { timeout: 60_000 }, 0.0),
        |chain| chain.add(3, &Attributes::Noop {}, 1.0),
    ] {
        let mut run = Run::new().with(OTHER, &Attributes::ResetPeer { timeout: 3000 });
        run.receive(b"dropped");
        run.change(change);
        run.pass_ms(2999);
        assert!(!run.chain.is_finished());
        run.pass_ms(1);
        assert!(run.chain.is_finished());
        assert!(run.came_out.is_empty());
    }
}

#[test]
fn what_has_passed_a_closing_toxic_still_arrives() {
    let mut run = Run::new().with(OTHER, &Attributes::LimitData { bytes: 5 }).with(LATENCY, &latency(100));
    run.receive(b"1234567");
    assert!(!run.chain.is_finished());
    run.pass_ms(100);
    assert_eq!(run.came_out, b"12345");
    assert!(run.chain.is_finished());
}

#[test]
fn bytes_keep_their_order_through_any_changes() {
    let mut run = Run::new();
    let mut rng = LinkRng::new(9, "changes", 0, Stream::Downstream);
    let mut sent = Vec::new();
    for round in 0..2000_u64 {
        let number = round.to_le_bytes();
        sent.extend_from_slice(&number);
        run.chain.push(Chunk { data: Bytes::copy_from_slice(&number), arrived: run.now });
        let id = u64::try_from(rng.jitter(4) + 4).unwrap();
        let attributes = [
            latency(rng.jitter(20)),
            Attributes::Bandwidth { rate: 20 },
            Attributes::Slicer { average_size: 3, size_variation: 1, delay: 100 },
            Attributes::SlowClose { delay: 5 },
        ];
        let attributes = &attributes[usize::try_from(rng.jitter(2) + 2).unwrap()];
        match rng.jitter(3) {
            -3 | -2 => run.chain.remove(id),
            -1 => run.chain.update(id, attributes, 0.5),
            _ if run.chain.position(id).is_none() => run.chain.add(id, attributes, 0.7),
            _ => {}
        }
        run.pass_ms(1);
    }
    run.end();
    run.pass_ms(600_000);
    for _ in 0..100_000 {
        run.pass_ms(10);
    }
    assert_eq!(run.came_out, sent);
    assert!(run.chain.is_finished());
}
