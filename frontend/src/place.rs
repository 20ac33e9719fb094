//! Where a page stands: in a lab of its own, or at one of the places of a room.

use leptos::prelude::{document, window};
use protocol::room::{MAX_STATIONS, StationNumber};

/// Where a page stands. One page works at all of them: it asks relative addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At `/` of a lab.
    Lab,
    /// At `/` of a room's hub: who comes here joins, or is led to the seat.
    Hub,
    /// At `/s/00/`: the host's own lab.
    Host,
    /// At `/s/NN/`: a station.
    Station(StationNumber),
}

impl Place {
    /// Returns where the page stands: its path says so below a hub, and at `/` the hub has written into the document that it
    /// is one.
    pub(crate) fn of_page() -> Self {
        let path = window().location().pathname().unwrap_or_default();
        let said = || document().document_element()?.get_attribute("data-place");
        let at_top = || if said().as_deref() == Some(Self::Hub.name()) { Self::Hub } else { Self::Lab };
        Self::of_path(&path).unwrap_or_else(at_top)
    }

    /// Reads the path of the page's address; `None` at `/`, where a hub's looks like a lab's.
    pub fn of_path(path: &str) -> Option<Self> {
        let (way, digits) = path.strip_suffix('/')?.rsplit_once('/')?;
        let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || !way.ends_with("/s") {
            return None;
        }
        match digits.parse().ok()? {
            0 => Some(Self::Host),
            number if number <= MAX_STATIONS => Some(Self::Station(StationNumber(number))),
            _ => None,
        }
    }

    /// Returns the way from the page to the room's own routes.
    pub fn way_to_hub(self) -> &'static str {
        match self {
            Self::Host | Self::Station(_) => "../../",
            Self::Lab | Self::Hub => "",
        }
    }

    /// Returns the name in the page's `data-place`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Hub => "hub",
            Self::Host => "host",
            Self::Station(_) => "station",
        }
    }

    /// Whether it is one of a room's.
    pub fn is_in_a_room(self) -> bool {
        self != Self::Lab
    }

    /// Returns the number of the station, if it is one of a participant's.
    pub fn station(self) -> Option<StationNumber> {
        match self {
            Self::Station(number) => Some(number),
            Self::Lab | Self::Hub | Self::Host => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_known_by_its_path_and_a_hub_looks_like_a_lab() {
        assert_eq!(Place::of_path("/s/07/"), Some(Place::Station(StationNumber(7))));
        assert_eq!(Place::of_path("/s/00/"), Some(Place::Host));
        for path in ["/", "/s/07", "/s/7/", "/s/65/", "/s/007/", "/s/-7/", "/07/", "/x/07/", ""] {
            assert_eq!(Place::of_path(path), None, "{path}");
        }
    }

    #[test]
    fn the_rooms_routes_lie_above_the_stations() {
        assert_eq!(Place::of_path("/lab/s/07/").map(Place::way_to_hub), Some("../../"), "behind a prefix, too");
        assert_eq!(Place::Hub.way_to_hub(), "");
    }
}
