//! From a file's bytes to lines of text.

use super::error::{CsvError, Problem};

/// The byte order mark.
const MARK: char = '\u{FEFF}';

/// Decodes UTF-8, with or without a byte order mark, and UTF-16 with one. Every line of the text ends with LF, whether
/// it was CR, LF or CRLF.
pub(super) fn decode(bytes: &[u8]) -> Result<String, CsvError> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        bytes => utf8(bytes)?,
    };
    // One mark says what the bytes are, a second one is a character that nobody sees.
    if text.starts_with(MARK) {
        return Err(CsvError::at(1, Problem::Invisible(MARK)));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn utf8(bytes: &[u8]) -> Result<String, CsvError> {
    // UTF-16 without a mark is full of these.
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    match str::from_utf8(text) {
        Ok(text) if text.len() == bytes.len() => Ok(text.to_owned()),
        Ok(before) => Err(undecodable_after(before)),
        Err(error) => Err(undecodable_after(&String::from_utf8_lossy(&text[..error.valid_up_to()]))),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, CsvError> {
    let pairs = bytes.chunks_exact(2);
    let is_cut = !pairs.remainder().is_empty();
    let mut text = String::new();
    for letter in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        text.push(letter.map_err(|_| undecodable_after(&text))?);
    }
    if is_cut { Err(undecodable_after(&text)) } else { Ok(text) }
}

fn undecodable_after(before: &str) -> CsvError {
    let before = before.replace("\r\n", "\n");
    CsvError::at(1 + before.matches(['\r', '\n']).count(), Problem::Encoding)
}
