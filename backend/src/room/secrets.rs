//! Codes, keys, PINs and tokens: what somebody must know to come in or to steer.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::IdempotencyKey;
use protocol::room::StationNumber;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The room's own secret, from which PINs and tokens follow: with it they are the same after a restart.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Secrets {
    root: String,
}

/// What is kept of a seat key or a token. It proves that a value is the same, and says nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Digest(pub(super) String);

impl Secrets {
    pub(super) fn random() -> Self {
        Self { root: format!("{}{}", random_key(), random_key()) }
    }

    pub(super) fn of_key(&self, key: &IdempotencyKey) -> Digest {
        Digest(hex(&self.mac(&["key", key.as_str()])))
    }

    pub(super) fn of_token(&self, token: &str) -> Digest {
        Digest(hex(&self.mac(&["digest of a token", token])))
    }

    /// Returns the token of whoever has the seat with this key, since it was given for the `given`th time.
    pub(super) fn token(&self, station: StationNumber, given: u32, key: &Digest) -> String {
        hex(&self.mac(&["token", &station.to_string(), &given.to_string(), &key.0])[..16])
    }

    /// Returns the PIN of a seat: it stays when the seat moves, until it is given anew.
    pub(super) fn pin(&self, station: StationNumber, given: u32) -> String {
        let mac = self.mac(&["pin", &station.to_string(), &given.to_string()]);
        // Of 2^64 values six digits are as good as evenly spread.
        let number = u64::from_be_bytes(mac[..8].try_into().expect("eight bytes"));
        format!("{:06}", number % 1_000_000)
    }

    /// Returns what a seat's own QR code carries. It moves the seat once.
    pub(super) fn moving(&self, station: StationNumber, given: u32, moves: u32) -> String {
        hex(&self.mac(&["move", &station.to_string(), &given.to_string(), &moves.to_string()])[..16])
    }

    /// Returns whether both are the same. How long it takes says nothing of where they differ, since what is compared
    /// hangs on a secret.
    pub(super) fn same(&self, one: &str, other: &str) -> bool {
        self.mac(&["same", one]) == self.mac(&["same", other])
    }

    fn mac(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.root.as_bytes()).expect("a key of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

/// Returns 128 random bits as 32 hexadecimal digits.
pub(super) fn random_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Returns six random digits.
pub(super) fn random_code() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("memory takes everything");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pin_and_token_hang_on_the_secret_the_station_and_how_often_it_was_given() {
        let (secrets, other) = (Secrets::random(), Secrets::random());
        let [seven, eight] = [StationNumber(7), StationNumber(8)];
        let key = secrets.of_key(&"k".repeat(22).parse().expect("a key"));
        let pins = [secrets.pin(seven, 1), secrets.pin(seven, 2), secrets.pin(eight, 1), other.pin(seven, 1)];
        assert!(pins.iter().all(|pin| pin.len() == 6 && pin.bytes().all(|digit| digit.is_ascii_digit())));
        let tokens = [
            secrets.token(seven, 1, &key),
            secrets.token(seven, 2, &key),
            secrets.token(eight, 1, &key),
            other.token(seven, 1, &key),
            secrets.moving(seven, 1, 0),
            secrets.moving(seven, 1, 1),
        ];
        let distinct: std::collections::BTreeSet<&String> = tokens.iter().collect();
        assert_eq!(distinct.len(), tokens.len());
        assert!(tokens.iter().all(|token| token.len() == 32));
        assert_eq!(secrets.token(seven, 1, &key), tokens[0]);
    }

    #[test]
    fn the_same_is_the_same_and_parts_do_not_run_into_each_other() {
        let secrets = Secrets::random();
        assert!(secrets.same("482193", "482193") && !secrets.same("482193", "482194") && !secrets.same("", "0"));
        assert_ne!(secrets.mac(&["ab", "c"]), secrets.mac(&["a", "bc"]));
    }
}
