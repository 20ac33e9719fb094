//! Where the database is, as the command line says it.

use std::fmt;
use std::str::FromStr;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::session;

/// The address of a database, its password included. Shown, it has none.
#[derive(Clone, Debug)]
pub struct DatabaseUrl {
    config: Box<Config>,
}

impl DatabaseUrl {
    pub(super) fn config(&self) -> &Config {
        &self.config
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    /// The errors do not repeat the address: it may hold a password, and they end in logs.
    fn from_str(text: &str) -> Result<Self, String> {
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err("the address of a database looks like postgres://user:password@host/name".to_owned());
        }
        let mut config = Config::from_str(text).map_err(|error| {
            let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            format!("this is no address of a database: {cause}")
        })?;
        if config.get_hosts().is_empty() {
            return Err("the address of the database names no host".to_owned());
        }
        if config.get_ssl_mode() == SslMode::Require {
            return Err("the database is spoken to without TLS; sslmode=require cannot be kept".to_owned());
        }
        session::complete(&mut config);
        Ok(Self { config: Box::new(config) })
    }
}

impl fmt::Display for DatabaseUrl {
    /// The name of the database and where it is: `ledger at db.example:5432`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without a name it is the user's, as everywhere in PostgreSQL.
        write!(f, "{} at ", self.config.get_dbname().or(self.config.get_user()).unwrap_or_default())?;
        for (number, host) in self.config.get_hosts().iter().enumerate() {
            let ports = self.config.get_ports();
            let port = ports.get(number).or(ports.first()).unwrap_or(&5432);
            let comma = if number > 0 { "," } else { "" };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}:{port}")?,
                #[cfg(unix)]
                Host::Unix(folder) => write!(f, "{comma}{}/.s.PGSQL.{port}", folder.display())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let url: DatabaseUrl = "postgres://lab:secret@db.example/ledger".parse().expect("an address");
        assert_eq!(url.to_string(), "ledger at db.example:5432");
        assert!(!format!("{url:?}").contains("secret"));
        let url: DatabaseUrl = "postgresql://lab@one:5433,two:5434/ledger".parse().expect("an address");
        assert_eq!(url.to_string(), "ledger at one:5433,two:5434");
        let url: DatabaseUrl = "postgres://lab:secret@db.example".parse().expect("an address");
        assert_eq!(url.to_string(), "lab at db.example:5432");
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for text in [
            "",
            "ledger",
            "mysql://lab:secret@host/ledger",
            "host=db.example password=secret",
            "postgres://lab:secret@host:port/ledger",
            "postgres:///ledger",
            "postgres://lab:secret@host/ledger?colour=blue",
            "postgres://lab:secret@host/ledger?sslmode=require",
        ] {
            let error = text.parse::<DatabaseUrl>().expect_err(text);
            assert!(!error.is_empty() && !error.contains("secret") && !error.contains('\n'), "{error}");
        }
    }
}
