//! What the class came to in the scenario of its room, and what theory says about that.

use std::sync::Arc;

use experiment::theory::{self, TransferredBand};
use experiment::{Scenario, Verdict};
use protocol::room::{Overview, RoomMode, RoomState, StationActivity, StationNumber, StationOverview};
use protocol::{Payment, Total};

/// What a station has transferred in a run that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassDot {
    /// Which station.
    pub station: StationNumber,
    /// How much.
    pub transferred: Total,
    /// Less than expected, exactly that, or more.
    pub verdict: Verdict,
    /// Whether 95 of 100 runs end where it lies.
    pub is_usual: bool,
}

/// What the class predicted and came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassResult {
    /// The scenario of the room.
    pub scenario: Scenario,
    /// How many payments a station sends in it.
    pub payments: usize,
    /// What each of them is, if they are all alike.
    pub each: Option<Total>,
    /// What they come to.
    pub expected: Total,
    /// Where theory says that a station ends.
    pub band: Option<TransferredBand>,
    /// What was predicted.
    pub predictions: Vec<Total>,
    /// What was transferred, in the order of the stations.
    pub dots: Vec<ClassDot>,
}

/// How many results lie within the narrower band, and how that is to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// A law of chance: so many outside are what to expect, from and to.
    Law(usize, usize),
    /// A law without chance: each station must come to this.
    Certain(Total),
    /// No law is known; runs were seen to end there.
    Seen,
}

impl ClassResult {
    /// Returns what the class came to; `file` is what the host's own lab pays.
    pub fn of(overview: &Overview, file: &Arc<[Payment]>) -> Self {
        let room = &overview.room;
        let scenario: Scenario = room.pace.scenario.parse().unwrap_or_default();
        let sent: Arc<[Payment]> = file.iter().take(room.payments as usize).cloned().collect();
        let payments = scenario.payments(&sent);
        let expected = payments.iter().map(|payment| payment.amount).sum();
        let band = theory::transferred(&scenario.settings(), &payments);
        let is_here = |name: &str| name == room.pace.scenario;
        let dot = |station, transferred| ClassDot {
            station,
            transferred,
            verdict: Verdict::of(expected, transferred),
            is_usual: band.is_none_or(|band| lies_within(band.usual, transferred)),
        };
        let results = room.results.iter().flatten().filter(|result| is_here(&result.scenario));
        let predicted = room.predictions.iter().flatten().filter(|predicted| is_here(&predicted.scenario));
        let mut dots: Vec<ClassDot> = results.map(|result| dot(result.station, result.transferred)).collect();
        dots.sort_by_key(|dot| dot.station);
        Self {
            scenario,
            payments: payments.len(),
            each: alike(&payments),
            expected,
            band,
            predictions: predicted.map(|predicted| predicted.prediction).collect(),
            dots,
        }
    }

    /// Returns what all stations together have moved.
    pub fn pooled(&self) -> Total {
        Total::from_cents(self.dots.iter().map(|dot| dot.transferred.cents()).sum())
    }

    /// Returns how many results lie where 95 of 100 runs end.
    pub fn inside(&self) -> usize {
        self.dots.iter().filter(|dot| dot.is_usual).count()
    }

    /// Returns how that is to be judged; `None` where theory says nothing, or nobody is done.
    pub fn judgement(&self) -> Option<Inside> {
        let band = self.band.filter(|_| !self.dots.is_empty())?;
        Some(if !band.is_law {
            Inside::Seen
        } else if band.usual.0 >= band.usual.1 {
            Inside::Certain(euros(band.mean))
        } else {
            // Of 100 runs 5 lie outside.
            let stations = self.dots.len();
            Inside::Law(stations / 20, stations.div_ceil(20))
        })
    }
}

/// The line above everything: how many are there, and what they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassCounts {
    /// Seats.
    pub seats: usize,
    /// Those that somebody has.
    pub taken: usize,
    /// Stations that have predicted in the scenario of the room.
    pub predicted: usize,
    /// Stations with a run under way.
    pub running: usize,
    /// Seats whose owner has left.
    pub left: usize,
}

impl ClassCounts {
    /// Counts.
    pub fn of(overview: &Overview) -> Self {
        let count = |is: &dyn Fn(&StationOverview) -> bool| overview.stations.iter().filter(|one| is(one)).count();
        let here = &overview.room.pace.scenario;
        let predicted = overview.room.predictions.iter().flatten().filter(|one| one.scenario == *here).count();
        Self {
            seats: usize::from(overview.room.seats.all),
            taken: usize::from(overview.room.seats.taken),
            predicted,
            running: count(&|one| one.state == StationActivity::Running),
            left: count(&|one| one.state == StationActivity::Left),
        }
    }
}

/// Whether predictions, results and what was transferred are kept from the class: the projector gives no answer away.
pub fn is_covered(room: &RoomState) -> bool {
    room.pace.mode == RoomMode::Paced && !room.pace.revealed
}

fn alike(payments: &[Payment]) -> Option<Total> {
    let first = payments.first()?.amount;
    payments.iter().all(|payment| payment.amount == first).then(|| Total::from_cents(first.cents()))
}

fn lies_within((low, high): (f64, f64), transferred: Total) -> bool {
    (euros(low)..=euros(high)).contains(&transferred)
}

/// Returns euros as a total, to the cent.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` keeps what is out of bounds at the bound"
)]
pub(super) fn euros(euros: f64) -> Total {
    Total::from_cents((euros * 100.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use protocol::room::{Pace, SeatCounts, StationPrediction, StationResult};

    use super::*;

    fn file() -> Arc<[Payment]> {
        let payment = Payment {
            src: "bianca".parse().expect("a party"),
            dest: "marc".parse().expect("a party"),
            amount: "1".parse().expect("an amount"),
        };
        vec![payment; 1_000].into()
    }

    /// A room in which these stations have transferred so many euros, and predicted them too.
    fn overview(scenario: &str, transferred: &[u64]) -> Overview {
        let numbered = || (1..).map(StationNumber).zip(transferred.iter().map(|euros| Total::from_cents(euros * 100)));
        let scenario = scenario.to_owned();
        let prediction = |(station, prediction)| StationPrediction { station, scenario: scenario.clone(), prediction };
        let result = |(station, transferred)| StationResult { station, scenario: scenario.clone(), transferred };
        let pace =
            Pace { mode: RoomMode::Paced, scenario: scenario.clone(), revealed: false, reveals: 0, paused: false };
        let room = RoomState {
            open: true,
            locked: false,
            seats: SeatCounts { all: 30, taken: 27 },
            pace,
            payments: 100,
            predictions: Some(numbered().map(prediction).collect()),
            results: Some(numbered().map(result).collect()),
        };
        Overview {
            room,
            code: "482193".into(),
            secret: String::new(),
            address: None,
            addresses: vec![],
            reached: vec![],
            guessing: false,
            stations: vec![],
        }
    }

    #[test]
    fn thirty_stations_fall_into_the_band_but_for_one_or_two() {
        let mut transferred = [143; 30];
        (transferred[4], transferred[17]) = (160, 120);
        let class = ClassResult::of(&overview("chapter-3", &transferred), &file());
        assert_eq!((class.payments, class.each), (100, Some(Total::from_cents(100))));
        assert_eq!(class.band.map(|band| (band.usual, band.almost_always)), Some(((128.0, 159.0), (120.0, 172.0))));
        assert_eq!((class.inside(), class.judgement()), (28, Some(Inside::Law(1, 2))));
        assert_eq!(class.pooled(), Total::from_cents(428_400));
        assert!(class.dots.iter().all(|dot| dot.verdict == Verdict::TooMuch));
        assert_eq!(class.predictions.len(), 30);
    }

    #[test]
    fn in_chapter_5_every_station_comes_to_the_same_number() {
        let class = ClassResult::of(&overview("chapter-5", &[100, 100, 101]), &file());
        assert_eq!((class.inside(), class.judgement()), (2, Some(Inside::Certain(Total::from_cents(10_000)))));
        assert_eq!(class.dots[2].verdict, Verdict::TooMuch);
    }

    #[test]
    fn how_many_outside_are_to_be_expected_grows_with_the_class() {
        let law = |stations| ClassResult::of(&overview("chapter-2", &vec![70; stations]), &file()).judgement();
        let expected = [None, Some(Inside::Law(0, 1)), Some(Inside::Law(0, 1)), Some(Inside::Law(1, 1))];
        assert_eq!([0, 1, 12, 20].map(law), expected);
        assert_eq!(law(64), Some(Inside::Law(3, 4)));
        let seen = ClassResult::of(&overview("check-then-insert", &[200]), &file()).judgement();
        assert_eq!(seen, Some(Inside::Seen));
    }

    #[test]
    fn results_of_another_scenario_and_a_room_without_anybody_are_nothing_here() {
        let mut moved_on = overview("chapter-2", &[70, 71]);
        moved_on.room.pace.scenario = "chapter-3".into();
        let class = ClassResult::of(&moved_on, &file());
        assert!(class.dots.is_empty() && class.predictions.is_empty());
        assert_eq!(ClassCounts::of(&moved_on).predicted, 0);
        let empty = ClassResult::of(&overview("chapter-3", &[]), &Arc::default());
        assert_eq!((empty.payments, empty.pooled(), empty.judgement()), (0, Total::default(), None));
    }

    #[test]
    fn a_paced_room_is_covered_until_it_is_revealed() {
        let mut room = overview("chapter-3", &[]).room;
        assert!(is_covered(&room));
        room.pace.revealed = true;
        assert!(!is_covered(&room));
        (room.pace.revealed, room.pace.mode) = (false, RoomMode::Free);
        assert!(!is_covered(&room));
    }
}
