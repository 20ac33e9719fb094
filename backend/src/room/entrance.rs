//! Where participants come in: the addresses that the room offers, and the QR codes that lead there.

use std::sync::atomic::{AtomicBool, Ordering};

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};

/// The addresses that the room offers, the likeliest first.
pub(super) struct Entrance {
    doors: Vec<Door>,
}

struct Door {
    /// Such as `http://192.168.1.20:8090/`.
    address: String,
    /// Whether a request for it came from another machine.
    seen: AtomicBool,
}

impl Entrance {
    pub(super) fn new(addresses: Vec<String>) -> Self {
        let door = |address: String| Door { address, seen: AtomicBool::new(false) };
        Self { doors: addresses.into_iter().map(door).collect() }
    }

    pub(super) fn addresses(&self) -> Vec<String> {
        self.doors.iter().map(|door| door.address.clone()).collect()
    }

    /// The addresses that other machines have reached.
    pub(super) fn reached_addresses(&self) -> Vec<String> {
        let reached = self.doors.iter().filter(|door| door.seen.load(Ordering::Relaxed));
        reached.map(|door| door.address.clone()).collect()
    }

    /// The address of these that is asked for, or else the first one.
    pub(super) fn address(&self, asked: Option<&str>) -> Option<&str> {
        let found = asked.and_then(|asked| self.doors.iter().find(|door| door.address == asked));
        found.or(self.doors.first()).map(|door| door.address.as_str())
    }

    /// A request for this host came from another machine. Returns whether that is news.
    pub(super) fn reached(&self, host: &str) -> bool {
        let door = self.doors.iter().find(|door| authority(&door.address).eq_ignore_ascii_case(host));
        door.is_some_and(|door| !door.seen.swap(true, Ordering::Relaxed))
    }
}

/// The host and port of an address, as a browser sends them in `Host`.
fn authority(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    authority.strip_suffix(":80").unwrap_or(authority)
}

/// Where somebody comes in with this secret, which stays out of logs and `Referer`.
pub(super) fn joining(address: &str, secret: &str) -> String {
    format!("{}/#join={secret}", address.trim_end_matches('/'))
}

/// A QR code as SVG, with its quiet zone.
pub(super) fn qr_code(text: &str) -> String {
    let code = QRBuilder::new(text).ecl(ECL::M).build().expect("an address is short enough");
    SvgBuilder::default().to_str(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_seen_once_a_request_names_it() {
        let entrance = Entrance::new(vec!["http://192.168.1.20:8090/".to_owned(), "http://lab.example/".to_owned()]);
        assert!(!entrance.reached("127.0.0.1:8090") && entrance.reached_addresses().is_empty());
        assert!(entrance.reached("LAB.example") && !entrance.reached("lab.example"));
        assert_eq!(entrance.reached_addresses(), ["http://lab.example/"], "the other one may still lead nowhere");
    }

    #[test]
    fn the_host_chooses_among_its_addresses_and_no_others() {
        let entrance = Entrance::new(vec!["http://192.168.1.20:8090/".to_owned(), "http://10.0.0.1:8090/".to_owned()]);
        assert_eq!(entrance.address(Some("http://10.0.0.1:8090/")), Some("http://10.0.0.1:8090/"));
        assert_eq!(entrance.address(Some("http://evil.example/")), Some("http://192.168.1.20:8090/"));
        assert_eq!(Entrance::new(Vec::new()).address(None), None);
        assert_eq!(joining("http://10.0.0.1:8090/", "abc"), "http://10.0.0.1:8090/#join=abc");
    }

    #[test]
    fn a_qr_code_is_a_picture_and_holds_no_text() {
        let picture = qr_code("http://192.168.1.20:8090/#join=0123456789abcdef0123456789abcdef");
        assert!(picture.starts_with("<svg") && !picture.contains("192.168"), "{picture}");
    }
}
