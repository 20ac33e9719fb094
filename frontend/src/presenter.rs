//! The course in front of a room: one slide after the other, by the keys of a remote.

pub(crate) mod shortcuts;
