//! Where requests are sent.

use std::str::FromStr;

use hyper::Uri;
use thiserror::Error;

/// Where requests are sent: `http://HOST[:PORT][/PATH]`, the path `/payments/` unless given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Host and port as they were given, for the `Host` header and for people.
    pub(super) authority: String,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
}

/// Why the text is no target. It repeats nothing of the text: there may be a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// It is no `http` address.
    #[error("an address to send to looks like http://127.0.0.1:8888/payments/")]
    NotHttp,
    /// It names a user. The bank knows no users, and would be told the password.
    #[error("an address to send to has no user and no password in it: the bank knows no users")]
    Credentials,
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let uri: Uri = text.parse().map_err(|_| TargetError::NotHttp)?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or(TargetError::NotHttp)?;
        if authority.as_str().contains('@') {
            return Err(TargetError::Credentials);
        }
        let path = match uri.path() {
            "" | "/" => "/payments/",
            path => path,
        };
        Ok(Self {
            authority: authority.to_string(),
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(80),
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_an_http_address_with_the_payments_path_unless_given() {
        let target: Target = "http://127.0.0.1:8888".parse().expect("a target");
        assert_eq!((target.host.as_str(), target.port, target.path.as_str()), ("127.0.0.1", 8888, "/payments/"));
        let target: Target = "http://[::1]/elsewhere".parse().expect("a target");
        assert_eq!((target.host.as_str(), target.port, target.path.as_str()), ("::1", 80, "/elsewhere"));
        for text in ["", "127.0.0.1:8888", "https://127.0.0.1/", "/payments/"] {
            assert_eq!(text.parse::<Target>(), Err(TargetError::NotHttp), "{text}");
        }
    }

    #[test]
    fn a_password_is_refused_and_not_repeated() {
        for text in ["http://user:secret@127.0.0.1:8888/", "http://secret@127.0.0.1"] {
            let error = text.parse::<Target>().expect_err(text);
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
