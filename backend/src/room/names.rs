//! The names of the seats: a word for each number, in both languages.

use protocol::room::{MAX_STATIONS, SeatName, StationNumber};

/// Easily told apart, in English and in German; the first is that of station 1.
const WORDS: [(&str, &str); MAX_STATIONS as usize] = [
    ("badger", "Dachs"),
    ("beaver", "Biber"),
    ("crane", "Kranich"),
    ("dolphin", "Delfin"),
    ("eagle", "Adler"),
    ("falcon", "Falke"),
    ("otter", "Otter"),
    ("fox", "Fuchs"),
    ("frog", "Frosch"),
    ("hare", "Hase"),
    ("hedgehog", "Igel"),
    ("heron", "Reiher"),
    ("horse", "Pferd"),
    ("lynx", "Luchs"),
    ("mole", "Maulwurf"),
    ("mouse", "Maus"),
    ("owl", "Eule"),
    ("panda", "Panda"),
    ("parrot", "Papagei"),
    ("penguin", "Pinguin"),
    ("rabbit", "Kaninchen"),
    ("raven", "Rabe"),
    ("seal", "Robbe"),
    ("sparrow", "Spatz"),
    ("squirrel", "Eichhörnchen"),
    ("stork", "Storch"),
    ("swan", "Schwan"),
    ("tiger", "Tiger"),
    ("turtle", "Schildkröte"),
    ("whale", "Wal"),
    ("wolf", "Wolf"),
    ("zebra", "Zebra"),
    ("ant", "Ameise"),
    ("bat", "Fledermaus"),
    ("bear", "Bär"),
    ("bee", "Biene"),
    ("bison", "Bison"),
    ("camel", "Kamel"),
    ("cat", "Katze"),
    ("cheetah", "Gepard"),
    ("crab", "Krabbe"),
    ("cuckoo", "Kuckuck"),
    ("deer", "Hirsch"),
    ("dog", "Hund"),
    ("duck", "Ente"),
    ("elephant", "Elefant"),
    ("flamingo", "Flamingo"),
    ("giraffe", "Giraffe"),
    ("goat", "Ziege"),
    ("goose", "Gans"),
    ("gorilla", "Gorilla"),
    ("hamster", "Hamster"),
    ("jaguar", "Jaguar"),
    ("kangaroo", "Känguru"),
    ("koala", "Koala"),
    ("lion", "Löwe"),
    ("llama", "Lama"),
    ("magpie", "Elster"),
    ("marmot", "Murmeltier"),
    ("octopus", "Krake"),
    ("ostrich", "Strauß"),
    ("peacock", "Pfau"),
    ("salmon", "Lachs"),
    ("walrus", "Walross"),
];

/// Returns the name of a station's seat.
pub(super) fn name_of(station: StationNumber) -> SeatName {
    let (en, de) =
        usize::from(station.0).checked_sub(1).and_then(|index| WORDS.get(index)).unwrap_or(&("host", "Host"));
    SeatName { en: (*en).to_owned(), de: (*de).to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_seat_has_a_word_of_its_own_in_both_languages() {
        let names: Vec<SeatName> = (1..=MAX_STATIONS).map(|number| name_of(StationNumber(number))).collect();
        assert_eq!(names.iter().map(|name| &name.en).collect::<BTreeSet<_>>().len(), 64);
        assert_eq!(names.iter().map(|name| &name.de).collect::<BTreeSet<_>>().len(), 64);
        assert_eq!((names[6].en.as_str(), names[6].de.as_str()), ("otter", "Otter"));
    }
}
