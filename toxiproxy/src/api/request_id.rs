//! The ids that requests get: 20 characters that sort by time, in the form the original's have (xid).

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use hyper::header::HeaderValue;

/// The next id: 4 bytes of seconds, 5 of this process, 3 of a counter, in base 32.
pub(crate) fn next() -> HeaderValue {
    static PROCESS: LazyLock<[u8; 5]> = LazyLock::new(rand::random);
    static COUNTER: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(rand::random()));
    let seconds = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
    let mut id = [0; 16];
    id[4..8].copy_from_slice(&seconds.to_be_bytes()[4..]);
    id[8..13].copy_from_slice(&*PROCESS);
    id[13..].copy_from_slice(&COUNTER.fetch_add(1, Ordering::Relaxed).to_be_bytes()[1..]);
    HeaderValue::from_str(&base32(u128::from_be_bytes(id))).expect("base 32 is ASCII")
}

/// The lowest 96 bits as 20 digits of 5 bits, the last digit filled up with zeros.
fn base32(bits: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let bits = bits << 4;
    let digit = |place: u32| usize::try_from(bits >> (5 * place) & 31).expect("five bits");
    (0..20).rev().map(|place| char::from(DIGITS[digit(place)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_twenty_characters_and_differ() {
        let (one, other) = (next(), next());
        assert_eq!(one.len(), 20);
        assert_ne!(one, other);
    }

    #[test]
    fn twelve_bytes_become_the_digits_that_xid_makes_of_them() {
        // The example in xid's own tests.
        let bytes: [u8; 12] = [0x4d, 0x88, 0xe1, 0x5b, 0x60, 0xf4, 0x86, 0xe4, 0x28, 0x41, 0x2d, 0xc9];
        let bits = bytes.iter().fold(0, |bits, &byte| bits << 8 | u128::from(byte));
        assert_eq!(base32(bits), "9m4e2mr0ui3e8a215n4g");
    }
}
