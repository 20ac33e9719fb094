//! Whole runs, over a seeded network in memory.

mod chapters;
mod exhibits;
mod world;
