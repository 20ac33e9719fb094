//! What must hold at every moment, and what must be found.

use std::collections::HashSet;

use experiment::Believed;
use stateright::{Model, Property};

use crate::{Setting, Step, World};

/// A claim about every moment, or about one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// In the ledger a key has one row at most.
    EveryKeyHasOneRow,
    /// What the client was told is true: each acknowledged payment has a row.
    AcknowledgedIsPaid,
    /// What the client believes adds up to all payments.
    BeliefsAddUp,
    /// At some moment a payment has been made twice.
    PaidTwice,
}

/// A setting, and what is claimed of it.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// What is tried.
    pub setting: Setting,
    /// What is claimed. Looking for a counterexample there is one claim alone: of several the checker keeps for each the
    /// last that it comes across, and not the shortest.
    pub claims: Vec<Claim>,
}

impl Claim {
    /// What a right bank promises at every moment.
    pub const PROMISES: [Self; 3] = [Self::EveryKeyHasOneRow, Self::AcknowledgedIsPaid, Self::BeliefsAddUp];

    /// Its name, for the explorer.
    pub fn name(self) -> &'static str {
        match self {
            Self::EveryKeyHasOneRow => "every key has one row at most",
            Self::AcknowledgedIsPaid => "what is acknowledged is paid",
            Self::BeliefsAddUp => "what the client believes adds up",
            Self::PaidTwice => "a payment is made twice",
        }
    }

    /// Whether it is so at this moment.
    pub fn holds(self, world: &World) -> bool {
        let mut believed = world.believed();
        match self {
            Self::EveryKeyHasOneRow => {
                let mut seen = HashSet::new();
                world.rows().iter().filter_map(|row| row.key.as_ref()).all(|key| seen.insert(key))
            }
            Self::AcknowledgedIsPaid => {
                believed.all(|(payment, believed)| believed != Believed::Acknowledged || world.rows_of(payment) > 0)
            }
            Self::BeliefsAddUp => {
                let belief = world.client().belief();
                let counted = |wanted| world.believed().filter(|(_, believed)| *believed == wanted).count();
                belief.payments() == world.client().payments().len()
                    && belief.waiting == counted(Believed::Waiting)
                    && belief.in_flight == counted(Believed::InFlight)
                    && belief.acknowledged == counted(Believed::Acknowledged)
            }
            Self::PaidTwice => believed.any(|(payment, _)| world.rows_of(payment) > 1),
        }
    }

    fn property(self) -> Property<Experiment> {
        match self {
            Self::EveryKeyHasOneRow => Property::always(self.name(), |_, world| Self::EveryKeyHasOneRow.holds(world)),
            Self::AcknowledgedIsPaid => Property::always(self.name(), |_, world| Self::AcknowledgedIsPaid.holds(world)),
            Self::BeliefsAddUp => Property::always(self.name(), |_, world| Self::BeliefsAddUp.holds(world)),
            Self::PaidTwice => Property::sometimes(self.name(), |_, world| Self::PaidTwice.holds(world)),
        }
    }
}

impl Model for Experiment {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(&self.setting)]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        world.steps(&self.setting, steps);
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        world.after(step, &self.setting)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        self.claims.iter().map(|claim| claim.property()).collect()
    }

    fn within_boundary(&self, world: &World) -> bool {
        world.is_within(&self.setting)
    }
}
