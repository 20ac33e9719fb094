//! The page, if it is inside: its files, how they are packed, and how long they keep.

use reqwest::StatusCode;

use crate::client::{Answer, http};
use crate::lab::{Lab, Over};

async fn packed(lab: &Lab, path: &str, encoding: &str) -> Answer {
    let answer = http().get(lab.url(path)).header("Accept-Encoding", encoding).send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, body: answer.bytes().await.expect("a body").to_vec() }
}

/// The files that the page names, by their paths.
fn files_of(page: &str) -> Vec<String> {
    let quoted = page.split(['"', '\'']).filter(|text| text.starts_with('/'));
    let mut files: Vec<_> = quoted.filter(|text| text.contains('.')).map(str::to_owned).collect();
    files.sort_unstable();
    files.dedup();
    files
}

#[tokio::test]
async fn the_page_is_there_or_the_command_that_builds_it() {
    let lab = Lab::over(Over::Embedded).await;
    let index = lab.get("/").await;
    assert_eq!((index.status, index.header("content-type")), (200, "text/html; charset=utf-8"));
    lab.get("/no-such-file.js").await.refused(StatusCode::NOT_FOUND);
    lab.get("/../Cargo.toml").await.refused(StatusCode::NOT_FOUND);
    if index.text().contains("cargo xtask lab") {
        return;
    }
    assert_eq!(index.header("cache-control"), "no-cache");
    let policy = index.header("content-security-policy");
    assert!(policy.contains("default-src 'self'") && policy.contains("'sha256-"), "{policy}");
    let files = files_of(index.text());
    assert!(files.iter().any(|file| file.contains("_bg.wasm")), "{files:?}");
    for file in files {
        let raw = packed(&lab, &file, "identity").await;
        assert_eq!(raw.status, 200, "{file}");
        assert_eq!(raw.header("cache-control"), "public, max-age=31536000, immutable", "{file}");
        assert_eq!((raw.header("vary"), raw.header("content-encoding")), ("Accept-Encoding", ""));
        for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
            let small = packed(&lab, &file, accepted).await;
            assert_eq!(small.header("content-encoding"), encoding, "{file}");
            assert_eq!(small.header("content-type"), raw.header("content-type"));
            assert!(small.body.len() < raw.body.len(), "{file}");
        }
    }
}
