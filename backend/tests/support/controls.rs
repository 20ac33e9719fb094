//! Everything that steers a bank: what must be refused to whoever may not.

/// Method, path and a body that would do something.
pub(crate) const CONTROLS: [(&str, &str, &str); 9] = [
    ("DELETE", "/payments/", ""),
    ("DELETE", "/payments", ""),
    ("PUT", "/lab/key-policy", r#"{"policy": "log"}"#),
    ("PUT", "/lab/network", r#"{"request_loss": 1, "reply_loss": 1}"#),
    ("POST", "/lab/network/repair", ""),
    ("POST", "/lab/run", r#"{"run": "run-aaaa"}"#),
    ("DELETE", "/lab/run", ""),
    ("POST", "/lab/crash", ""),
    ("PUT", "/lab/script", r#"{"text": ""}"#),
];
