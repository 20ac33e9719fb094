/// The bad ports of the Fetch standard (<https://fetch.spec.whatwg.org/#port-blocking>), 0 aside: a flag means any by it.
const BLOCKED: [u16; 82] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
    540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
    6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// Returns whether browsers refuse to connect to this port.
pub fn browsers_block(port: u16) -> bool {
    BLOCKED.contains(&port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ports_of_the_lab_are_free_and_those_of_x11_and_irc_are_blocked() {
        assert_eq!([8080, 8081, 8474, 8888].map(browsers_block), [false; 4]);
        assert_eq!([6000, 6667, 10080].map(browsers_block), [true; 3]);
    }
}
