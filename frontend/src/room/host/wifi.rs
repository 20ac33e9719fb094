//! The QR code that joins a Wi-Fi. Its name and password are typed in by the host and leave this tab in no other way.

/// A Wi-Fi, as the host typed it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Wifi {
    /// Its name.
    pub(crate) name: String,
    /// Its password; empty where there is none.
    pub(crate) password: String,
}

impl Wifi {
    /// Returns what its QR code says, as phones read it; `None` without a name.
    pub(super) fn qr_text(&self) -> Option<String> {
        let (name, password) = (escaped(&self.name), escaped(&self.password));
        if name.is_empty() {
            None
        } else if password.is_empty() {
            Some(format!("WIFI:T:nopass;S:{name};;"))
        } else {
            Some(format!("WIFI:T:WPA;S:{name};P:{password};;"))
        }
    }
}

/// Puts a backslash before each character that means something in such a code.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if matches!(character, '\\' | ';' | ',' | ':' | '"') {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wifi(name: &str, password: &str) -> Option<String> {
        Wifi { name: name.into(), password: password.into() }.qr_text()
    }

    #[test]
    fn what_means_something_in_the_code_is_escaped() {
        assert_eq!(wifi("Café 4", "a;b,c:d\"e\\f"), Some(r#"WIFI:T:WPA;S:Café 4;P:a\;b\,c\:d\"e\\f;;"#.into()));
        assert_eq!(wifi("x;T:nopass", "secret"), Some(r"WIFI:T:WPA;S:x\;T\:nopass;P:secret;;".into()));
    }

    #[test]
    fn without_a_password_it_is_an_open_network_and_without_a_name_none() {
        assert_eq!(wifi("guests", ""), Some("WIFI:T:nopass;S:guests;;".into()));
        assert_eq!(wifi("", "secret"), None);
    }
}
