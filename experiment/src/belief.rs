//! What the client believes. It is kept apart from what the bank did: nothing copies one into the other.

/// What the client believes of one payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Believed {
    /// No attempt yet.
    #[default]
    Waiting,
    /// Under way: an attempt is out, or another will follow.
    InFlight,
    /// The bank said it has it.
    Acknowledged,
    /// The bank said it will not take it.
    Refused,
    /// The client has given up without knowing.
    Unknown,
}

/// How many payments the client believes what of. The five sum to the number of payments at all times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belief {
    /// Payments without an attempt.
    pub waiting: usize,
    /// Payments under way.
    pub in_flight: usize,
    /// Payments the bank said it has.
    pub acknowledged: usize,
    /// Payments the bank said it will not take.
    pub refused: usize,
    /// Payments the client has given up on without knowing.
    pub unknown: usize,
}

impl Belief {
    /// Nothing has been tried of `payments`.
    pub fn before(payments: usize) -> Self {
        Self { waiting: payments, ..Self::default() }
    }

    /// Payments the client is done with.
    pub fn settled(&self) -> usize {
        self.acknowledged + self.refused + self.unknown
    }

    /// All payments.
    pub fn payments(&self) -> usize {
        self.waiting + self.in_flight + self.settled()
    }

    /// Moves one payment from one bucket to another.
    pub(crate) fn moved(&mut self, from: Believed, to: Believed) {
        *self.bucket(from) -= 1;
        *self.bucket(to) += 1;
    }

    fn bucket(&mut self, believed: Believed) -> &mut usize {
        match believed {
            Believed::Waiting => &mut self.waiting,
            Believed::InFlight => &mut self.in_flight,
            Believed::Acknowledged => &mut self.acknowledged,
            Believed::Refused => &mut self.refused,
            Believed::Unknown => &mut self.unknown,
        }
    }
}
