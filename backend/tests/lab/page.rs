//! The page, or what stands in its place. (`e2e/tests/page_files.rs` looks at the files of a built one.)

use reqwest::StatusCode;

use crate::lab::{Lab, Over};

#[tokio::test]
async fn the_page_is_there_or_the_command_that_builds_it() {
    let lab = Lab::over(Over::Embedded).await;
    let index = lab.get("/").await;
    assert_eq!((index.status, index.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(index.text().contains("_bg.wasm") || index.text().contains("cargo xtask lab"), "{}", index.text());
    lab.get("/no-such-file.js").await.refused(StatusCode::NOT_FOUND);
    lab.get("/../Cargo.toml").await.refused(StatusCode::NOT_FOUND);
}
