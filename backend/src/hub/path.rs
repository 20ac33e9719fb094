//! Paths below `/s/NN`: which station is meant, and what is asked of its bank.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use protocol::room::StationNumber;

/// A path of the hub that belongs to a station.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StationPath<'a> {
    /// Whose.
    pub(super) number: StationNumber,
    /// What stands behind `/s/NN`, byte for byte and with its query; empty, or it begins with a slash.
    pub(super) rest: &'a str,
}

impl<'a> StationPath<'a> {
    /// Takes a path apart; `None` if it is not `/s/NN` with two digits, or below it.
    pub(super) fn of(uri: &'a Uri) -> Option<Self> {
        let rest = uri.path_and_query().map_or("", PathAndQuery::as_str).strip_prefix("/s/")?;
        let digits = rest.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let rest = rest.get(2..).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))?;
        Some(Self { number: StationNumber(digits.parse().ok()?), rest })
    }

    /// Returns the path behind `/s/NN`, without the query.
    pub(super) fn path(&self) -> &'a str {
        self.rest.split_once('?').map_or(self.rest, |(path, _)| path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_are_a_station_and_what_follows_is_kept_byte_for_byte() {
        for (path, expected) in [
            ("/s/07/payments/?after=1", Some((7, "/payments/?after=1"))),
            ("/s/00/", Some((0, "/"))),
            ("/s/24", Some((24, ""))),
            ("/s/24?lang=de", Some((24, "?lang=de"))),
            ("/s/07//lab/%73tate", Some((7, "//lab/%73tate"))),
            ("/s/07/../00/lab/crash", Some((7, "/../00/lab/crash"))),
            ("/s/7/", None),
            ("/s/007/", None),
            ("/s/+7/", None),
            ("/s/%30%37/", None),
            ("/s/", None),
            ("/S/07/", None),
            ("//s/07/", None),
        ] {
            let uri: Uri = path.parse().expect("a path");
            let found = StationPath::of(&uri).map(|found| (found.number.0, found.rest));
            assert_eq!(found, expected, "{path}");
        }
    }
}
