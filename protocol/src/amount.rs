//! Money: integer cents inside, judged by exact decimal value, never a float.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{self, Serialize, Serializer};
use serde_json::value::RawValue;

/// What one payment moves: above 0, at most 1,000,000,000.00, in whole cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64);

/// Why a text or a JSON value is not an [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not a JSON number, and not a string of digits with at most two decimals.
    Malformed,
    /// Exact value has a fraction of a cent.
    FractionOfACent,
    /// Zero or negative, `-0` included.
    NotPositive,
    /// Above [`Amount::MAX`].
    TooLarge,
}

impl Amount {
    /// The largest amount: 1,000,000,000.00.
    pub const MAX: Self = Self(100_000_000_000);

    /// An amount from whole cents.
    pub fn from_cents(cents: u64) -> Result<Self, AmountError> {
        match cents {
            0 => Err(AmountError::NotPositive),
            cents if cents > Self::MAX.0 => Err(AmountError::TooLarge),
            cents => Ok(Self(cents)),
        }
    }

    /// The amount in whole cents.
    pub fn cents(self) -> u64 {
        self.0
    }

    /// Reads the text of a JSON number (RFC 8259, section 6) by its exact decimal value:
    /// `1e2`, `1.000` and `1e-2` are amounts, `1.0000000000000000001` is not.
    pub fn from_json_number(text: &str) -> Result<Self, AmountError> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return Err(AmountError::Malformed),
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(AmountError::Malformed);
        }
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        if significant.is_empty() || negative {
            return Err(AmountError::NotPositive);
        }
        let trailing_zeros = digits.len() - digits.trim_end_matches('0').len();
        let cents_exponent =
            exponent.saturating_add(length(trailing_zeros)).saturating_sub(length(fraction.len())).saturating_add(2);
        scale(significant, cents_exponent)
    }
}

/// `significant` x 10^`exponent`, as cents.
fn scale(significant: &str, exponent: i64) -> Result<Amount, AmountError> {
    // The largest amount has twelve digits in cents; a thirteenth is too large whatever it is.
    const MOST_DIGITS: i64 = 12;
    if length(significant.len()).saturating_add(exponent) > MOST_DIGITS {
        return Err(AmountError::TooLarge);
    }
    let Ok(zeros) = u32::try_from(exponent) else {
        return Err(AmountError::FractionOfACent);
    };
    let cents: u64 = significant.parse().map_err(|_| AmountError::TooLarge)?;
    Amount::from_cents(cents * 10_u64.pow(zeros))
}

/// An exponent of any length, saturated: what is far out is out either way.
fn parse_exponent(text: &str) -> Result<i64, AmountError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !all_digits(digits) {
        return Err(AmountError::Malformed);
    }
    let bound = i64::from(i32::MAX);
    let size = digits.parse::<i64>().unwrap_or(bound).min(bound);
    Ok(if text.starts_with('-') { -size } else { size })
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads `^[0-9]+(\.[0-9]{1,2})?$`, as the workshop's script and the CSV write it.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let well_formed =
            !whole.is_empty() && all_digits(whole) && (1..=2).contains(&fraction.len()) && all_digits(fraction);
        if well_formed { Self::from_json_number(text) } else { Err(AmountError::Malformed) }
    }
}

impl fmt::Display for Amount {
    /// Always two decimals: `1.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "must be a JSON number, or a string of digits with at most two decimals",
            Self::FractionOfACent => "must be a whole number of cents",
            Self::NotPositive => "must be above 0",
            Self::TooLarge => "must be at most 1000000000.00",
        })
    }
}

impl std::error::Error for AmountError {}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The raw text: a float would already have rounded it.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let raw = raw.get();
        if raw.starts_with('"') {
            let text: String = serde_json::from_str(raw).map_err(de::Error::custom)?;
            text.parse()
        } else {
            Self::from_json_number(raw)
        }
        .map_err(de::Error::custom)
    }
}

/// A sum of amounts, in whole cents; zero when there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Total(u64);

impl Total {
    /// A total from whole cents.
    pub fn from_cents(cents: u64) -> Self {
        Self(cents)
    }

    /// The total in whole cents.
    pub fn cents(self) -> u64 {
        self.0
    }
}

impl Sum<Amount> for Total {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Self {
        Self(amounts.map(Amount::cents).sum())
    }
}

impl fmt::Display for Total {
    /// The shortest exact decimal, as `GET /stats` answers it: `0`, `0.3`, `1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, cents) = (self.0 / 100, self.0 % 100);
        match (cents, cents % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", cents / 10),
            _ => write!(f, "{whole}.{cents:02}"),
        }
    }
}

impl FromStr for Total {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        if text == "0" {
            return Ok(Self(0));
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || !all_digits(whole) || fraction.len() > 2 || !all_digits(fraction) {
            return Err(AmountError::Malformed);
        }
        let digits = format!("{whole}{fraction:0<2}");
        digits.parse().map(Self).map_err(|_| AmountError::TooLarge)
    }
}

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Total {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer)?.get().parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<u64, AmountError> {
        Amount::from_json_number(text).map(Amount::cents)
    }

    #[test]
    fn numbers_are_judged_by_their_exact_decimal_value() {
        for (text, cents) in [
            ("1", 100),
            ("1.0", 100),
            ("1.000", 100),
            ("1e2", 10_000),
            ("1E+2", 10_000),
            ("1e-2", 1),
            ("0.01", 1),
            ("100e-2", 100),
            ("0.00000001e8", 100),
            ("1000000000.00", 100_000_000_000),
            ("1e9", 100_000_000_000),
        ] {
            assert_eq!(number(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        use AmountError::{FractionOfACent, Malformed, NotPositive, TooLarge};
        for (text, error) in [
            ("1.0000000000000000001", FractionOfACent),
            ("1e-3", FractionOfACent),
            ("1e-999999999999999999999", FractionOfACent),
            ("0.001", FractionOfACent),
            ("-0", NotPositive),
            ("0", NotPositive),
            ("0e999999999", NotPositive),
            ("-1", NotPositive),
            ("1000000000.01", TooLarge),
            ("1e999999999", TooLarge),
            ("1e99999999999999999999", TooLarge),
            ("true", Malformed),
            ("", Malformed),
            ("1e", Malformed),
            (".5", Malformed),
            ("1.", Malformed),
        ] {
            assert_eq!(number(text), Err(error), "{text}");
        }
    }

    #[test]
    fn strings_follow_the_workshops_pattern() {
        for (text, cents) in [("1", 100), ("1.5", 150), ("1.50", 150), ("007", 700)] {
            assert_eq!(text.parse::<Amount>().map(Amount::cents), Ok(cents), "{text}");
        }
        for text in ["", "1.", ".5", "1.000", "1e2", "-1", "+1", " 1", "1 ", "0", "0.00", "x"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_and_a_string_of_one_value_are_the_same_amount() {
        let read = |json: &str| serde_json::from_str::<Amount>(json).expect(json);
        assert_eq!(read("1"), read("\"1\""));
        assert_eq!(read("1.0"), read("\"1.00\""));
        assert_eq!(serde_json::to_string(&read("1")).expect("an amount is JSON"), "\"1.00\"");
        assert!(serde_json::from_str::<Amount>("null").is_err());
        assert!(serde_json::from_str::<Amount>("[1]").is_err());
    }

    #[test]
    fn a_total_is_the_shortest_exact_number() {
        for (cents, text) in [(0, "0"), (30, "0.3"), (5, "0.05"), (100, "1"), (142_900, "1429"), (101, "1.01")] {
            assert_eq!(Total::from_cents(cents).to_string(), text);
            assert_eq!(text.parse(), Ok(Total::from_cents(cents)));
            let json = serde_json::to_string(&Total::from_cents(cents)).expect("a total is JSON");
            assert_eq!(json, text);
            assert_eq!(serde_json::from_str::<Total>(&json).ok(), Some(Total::from_cents(cents)));
        }
    }
}
