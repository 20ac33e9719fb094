//! Numbers with a fraction, as text and back, by whole numbers: what Rust brings along to print and read every
//! floating point number is larger than a page of this one.

use protocol::Total;

/// Euros of a run as a total, rounded to cents. What is negative or no number is 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is out of bounds is at the bound")]
pub(crate) fn total(euros: f64) -> Total {
    Total::from_cents((euros * 100.0).round() as u64)
}

/// So many decimals, rounded: `0.2500`. What is negative or no number is 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is out of bounds is at the bound")]
pub(crate) fn fixed(value: f64, decimals: u32) -> String {
    let one = 10_u64.pow(decimals);
    let parts = (value * one as f64).round_ties_even() as u64;
    match decimals as usize {
        0 => parts.to_string(),
        width => format!("{}.{:0width$}", parts / one, parts % one),
    }
}

/// Four decimals at most, as losses have them, and none that say nothing: `0.3`, `12`.
pub(crate) fn short(value: f64) -> String {
    let text = fixed(value, 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share of 100, for a style.
pub(crate) fn percent(value: f64) -> String {
    short(value) + "%"
}

/// Reads a share from 0 to 1: `0.25`. What is finer than a billionth is cut off.
pub(crate) fn share(text: &str) -> Option<f64> {
    const FINEST: usize = 9;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let parts: u32 = format!("{fraction:0<FINEST$.FINEST$}").parse().ok()?;
    let share = f64::from(whole.parse::<u32>().ok()?) + f64::from(parts) / 1e9;
    (share <= 1.0).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_rounded_to_its_decimals() {
        assert_eq!(fixed(0.25, 4), "0.2500");
        assert_eq!(fixed(2.0 / 3.0, 3), "0.667");
        assert_eq!(fixed(12.04, 1), "12.0");
        assert_eq!(fixed(299.999_999, 0), "300");
        assert_eq!(fixed(-1.0, 1), "0.0");
        assert_eq!(fixed(f64::NAN, 0), "0");
    }

    #[test]
    fn decimals_that_say_nothing_are_left_out() {
        let numbers = [0.0, 0.3, 0.1234, 0.123_449, 1.0, 100.0, 33.333_333];
        assert_eq!(numbers.map(short), ["0", "0.3", "0.1234", "0.1234", "1", "100", "33.3333"]);
        assert_eq!(percent(12.5), "12.5%");
    }

    #[test]
    fn euros_are_a_total_to_the_cent() {
        for cents in [0, 1, 30, 101, 143_000, 1_000_000_000_029] {
            assert_eq!(total(cents as f64 / 100.0), Total::from_cents(cents));
        }
        assert_eq!(total(f64::NAN), Total::default());
    }

    #[test]
    fn a_share_is_read_as_the_number_it_says() {
        for hundredths in 0..=100_u32 {
            let number = f64::from(hundredths) / 100.0;
            assert_eq!(share(&short(number)), Some(number));
        }
        assert_eq!(share("0.3333333333333333333"), Some(0.333_333_333));
        assert_eq!(share("1.000"), Some(1.0));
        for none in ["", ".", "1.", ".5", "1.1", "2", "-0.5", "+1", "NaN", "1e-1", "0.-1", "0,5"] {
            assert_eq!(share(none), None, "{none}");
        }
    }
}
