//! A room of people: a station for each participant, and one hub in front of them all.
//!
//! What the room knows is plain data without I/O or clock: `register`, and below it `seats`, `pace`, `report`,
//! `results`, `reading` and `watch`. [`Room`] holds it for the hub, keeps it in a `file`, and speaks to the stations' banks;
//! [`routes()`] is what pages ask.

mod entrance;
mod file;
mod finished;
mod following;
mod gate;
mod handle;
mod names;
mod overview;
mod pace;
mod reading;
mod register;
mod report;
mod results;
mod results_csv;
mod routes;
mod seating;
mod seats;
mod secrets;
mod server_sent_events;
mod station_bank;
mod stations;
mod steering;
mod watch;

pub use file::RoomFileError;
pub use handle::{Room, RoomSettings, Steerer};
pub use routes::routes;
pub use stations::{Station, Stations};
pub use watch::is_for;
