//! `openapi.yaml`: served, and held to the bank by Schemathesis, which makes requests up from it and judges the answers.

use protocol::KeyPolicy;

use crate::lab::{Lab, Over};
use crate::schemathesis::{Examples, root, schemathesis};

const EXAMPLES: Examples = Examples(300, 1500);

#[tokio::test]
async fn the_description_is_served_as_it_lies_in_the_repository() {
    let lab = Lab::over(Over::Embedded).await;
    let answer = lab.get("/openapi.yaml").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/yaml"));
    assert_eq!(answer.text(), std::fs::read_to_string(root().join("openapi.yaml")).expect("a file"));
}

#[tokio::test]
async fn schemathesis_finds_nothing_in_the_payments_under_any_key_policy() {
    let lab = Lab::over(Over::Embedded).await;
    for policy in KeyPolicy::ALL {
        // Without a pause, which would only cost time.
        lab.put("/lab/key-policy", &format!(r#"{{"policy": "{policy}", "pause_ms": 0}}"#)).await.ok();
        // `ignore` does not look at a key, and takes a bad one.
        let checks: &[&str] =
            if policy == KeyPolicy::Ignore { &["--exclude-checks", "negative_data_rejection"] } else { &[] };
        let arguments = [&["--include-operation-id", "pay"], checks].concat();
        schemathesis(&lab.address, lab.folder.path(), policy.as_str(), EXAMPLES, &arguments, &[]).await;
    }
    let others = ["--include-tag", "payments", "--exclude-operation-id", "pay"];
    schemathesis(&lab.address, lab.folder.path(), "the rest of the payments", EXAMPLES, &others, &[]).await;
}

#[tokio::test]
async fn schemathesis_finds_nothing_in_the_lab_api() {
    let lab = Lab::over(Over::Embedded).await;
    // A crash has no answer, and the feed no end.
    let left_out = ["--exclude-operation-id", "crash", "--exclude-operation-id", "events"];
    let arguments = [&["--include-tag", "lab", "--include-tag", "observation"], &left_out[..]].concat();
    schemathesis(&lab.address, lab.folder.path(), "lab API", EXAMPLES, &arguments, &[]).await;
}
