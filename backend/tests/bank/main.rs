//! The bank's contract, tried from outside: a real server on port 0, real sockets, a real file.

mod answers;
mod beside;
mod client;
mod connections;
mod contract;
mod doors;
mod durability;
mod histories;
mod hostile;
mod model;
mod mortal;
mod policies;
mod postgres;
mod reading;
mod reference;
mod refusing;
mod server;
mod storages;
mod stores;
mod trouble;
