//! What the start says about flags that leave something out.

use std::net::IpAddr;

use reqwest::Url;

use crate::flags::BankFlags;
use crate::ports::UPSTREAM_PORT;

/// Returns the line that says where the second listener is, if it is not where it usually is.
pub(crate) fn moved_upstream(flags: &BankFlags, port: u16) -> Option<String> {
    let moved = flags.upstream_port.is_none() && port != UPSTREAM_PORT;
    moved.then(|| {
        format!("The network leads to port {port}, because {UPSTREAM_PORT} is taken; --upstream-port chooses another.")
    })
}

/// Returns what is missing so that pages of a `--page-origin` can pay and steer, a sentence each.
pub(crate) fn missing_for_pages(flags: &BankFlags) -> Vec<String> {
    let mut missing = Vec::new();
    for origin in &flags.page_origin {
        let Ok(page) = Url::parse(origin) else { continue };
        let proxied = flags.proxied_url.as_ref();
        if page.scheme() == "https" && !proxied.is_some_and(|url| url.scheme() == "https" || is_loopback(url)) {
            missing.push(format!(
                "Pages of {origin} cannot pay: from https a browser sends to https only; --proxied-url https://... says where."
            ));
        }
        if !flags.open_controls && !is_loopback(&page) {
            missing.push(format!(
                "With pages of {origin} nobody may reset, crash and steer; --open-controls lets everybody."
            ));
        }
    }
    if let Some(host) = flags.proxied_url.as_ref().and_then(Url::host_str).filter(|host| !is_served(flags, host)) {
        missing.push(format!("Payments to {host} are refused: --allow-host {host} is missing."));
    }
    missing
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_served(flags: &BankFlags, host: &str) -> bool {
    matches!(host, "localhost" | "payment")
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
        || flags.allow_host.iter().any(|name| name.eq_ignore_ascii_case(host))
        || flags.page_origin.iter().any(|page| Url::parse(page).is_ok_and(|page| page.host_str() == Some(host)))
}
