//! Toxics on the control API.

use serde_json::json;

use crate::network::both;

const TOXICS: &str = "/proxies/payment/toxics";

#[tokio::test]
async fn every_type_is_created_with_200_and_shows_all_its_attributes() {
    both(async |network| {
        network.create("payment", "x").await;
        let mut answers = Vec::new();
        for kind in ["latency", "bandwidth", "slow_close", "timeout", "slicer", "limit_data", "reset_peer", "noop"] {
            let created = network.post(TOXICS, json!({"type": kind})).await;
            assert_eq!((created.status, &created.body["name"]), (200, &json!(format!("{kind}_downstream"))));
            assert_eq!(created.body["toxicity"], json!(1));
            answers.push(created);
        }
        answers.push(network.get(TOXICS).await);
        answers
    })
    .await;
}

#[tokio::test]
async fn upstream_toxics_are_listed_first_and_names_are_unique_across_both_streams() {
    both(async |network| {
        network.create("payment", "x").await;
        for (name, stream) in [("a", "downstream"), ("b", "upstream"), ("c", "downstream"), ("d", "upstream")] {
            network.post(TOXICS, json!({"type": "noop", "name": name, "stream": stream})).await;
        }
        let clash = network.post(TOXICS, json!({"type": "noop", "name": "a", "stream": "upstream"})).await;
        assert_eq!(clash.refusal(), (409, "toxic already exists"));
        let all = network.get(TOXICS).await;
        assert_eq!(all.toxic_names(), ["b", "d", "a", "c"]);
        (clash, all, network.get("/proxies/payment").await)
    })
    .await;
}

#[tokio::test]
async fn the_checks_come_in_the_originals_order() {
    both(async |network| {
        let nobody = network.raw("POST", "/proxies/none/toxics", "nonsense").await;
        assert_eq!(nobody.refusal(), (404, "proxy not found"));
        network.create("payment", "x").await;
        network.post(TOXICS, json!({"type": "latency"})).await;
        let mut answers = vec![nobody];
        for (body, status, error) in [
            ("nonsense", 400, "bad request body: "),
            (r#"{"stream":"sideways","type":"nothing","toxicity":"x"}"#, 400, "bad request body: "),
            (
                r#"{"stream":"sideways","type":"nothing"}"#,
                400,
                "stream was invalid, can be either upstream or downstream",
            ),
            (r#"{"stream":"","type":"latency"}"#, 400, "stream was invalid, can be either upstream or downstream"),
            (r#"{"type":"nothing","name":"latency_downstream"}"#, 400, "invalid toxic type"),
            (r#"{"type":"Latency"}"#, 400, "invalid toxic type"),
            ("{}", 400, "invalid toxic type"),
            (r#"{"type":"latency","attributes":{"latency":"x"}}"#, 409, "toxic already exists"),
            (r#"{"type":"latency","name":"n","attributes":{"latency":"x"}}"#, 400, "bad request body: "),
            (r#"{"type":"latency","name":"n","attributes":5}"#, 400, "bad request body: "),
        ] {
            let answer = network.raw("POST", TOXICS, body).await;
            assert_eq!(answer.refusal(), (status, error), "{body}");
            answers.push(answer);
        }
        answers.push(network.get(TOXICS).await);
        answers
    })
    .await;
}

#[tokio::test]
async fn a_stream_in_any_case_is_kept_as_given_also_in_the_default_name() {
    both(async |network| {
        network.create("payment", "x").await;
        let shouted = network.post(TOXICS, json!({"type": "latency", "stream": "UPSTREAM"})).await;
        assert_eq!((&shouted.body["stream"], &shouted.body["name"]), (&json!("UPSTREAM"), &json!("latency_UPSTREAM")));
        let absent = network.post(TOXICS, json!({"type": "latency", "stream": null, "name": null})).await;
        assert_eq!(absent.body["name"], "latency_downstream");
        (shouted, absent, network.get(TOXICS).await)
    })
    .await;
}

#[tokio::test]
async fn numbers_are_taken_and_refused_as_go_takes_and_refuses_them() {
    both(async |network| {
        network.create("payment", "x").await;
        let mut answers = Vec::new();
        for (index, (members, status)) in [
            (r#""attributes":{"LATENCY":1,"Jitter":-7,"unknown":"x"}"#, 200),
            (r#""attributes":{"latency":9223372036854775807,"jitter":-9223372036854775808}"#, 200),
            (r#""attributes":{"latency":null}"#, 200),
            (r#""attributes":null"#, 200),
            (r#""attributes":{"latency":1},"attributes":{"jitter":2}"#, 200),
            (r#""attributes":{"latency":1,"latency":2}"#, 200),
            (r#""attributes":{"latency":-0}"#, 200),
            (r#""attributes":{"latency":1.0}"#, 400),
            (r#""attributes":{"latency":1e3}"#, 400),
            (r#""attributes":{"latency":"100"}"#, 400),
            (r#""attributes":{"latency":true}"#, 400),
            (r#""attributes":{"latency":9223372036854775808}"#, 400),
            (r#""attributes":[]"#, 400),
            (r#""toxicity":2"#, 200),
            (r#""toxicity":-1"#, 200),
            (r#""toxicity":0.5"#, 200),
            (r#""toxicity":0.123456789"#, 200),
            (r#""toxicity":1e3"#, 200),
            (r#""toxicity":123456789"#, 200),
            (r#""toxicity":1e20"#, 200),
            (r#""toxicity":1e21"#, 200),
            (r#""toxicity":1e40"#, 400),
            (r#""toxicity":"0.5""#, 400),
            (r#""toxicity":null"#, 200),
        ]
        .into_iter()
        .enumerate()
        {
            let answer =
                network.raw("POST", TOXICS, format!(r#"{{"type":"latency","name":"t{index}",{members}}}"#)).await;
            assert_eq!(answer.status, status, "{members}");
            answers.push(answer);
        }
        answers
    })
    .await;
}

#[tokio::test]
async fn an_update_merges_and_ignores_what_cannot_be_changed() {
    both(async |network| {
        network.create("payment", "x").await;
        network.add("latency", "upstream", json!({"latency": 100, "jitter": 5})).await;
        let toxic = "/proxies/payment/toxics/latency_upstream";
        let mut answers = Vec::new();
        for (method, body) in [
            ("POST", r#"{"attributes":{"jitter":9}}"#),
            ("PATCH", r#"{"toxicity":0.3,"name":"other","type":"noop","stream":"downstream"}"#),
            ("PATCH", r#"{"TOXICITY":null,"attributes":null}"#),
            ("POST", "{}"),
            ("POST", "null"),
        ] {
            let answer = network.raw(method, toxic, body).await;
            assert_eq!(answer.status, 200, "{body}");
            answers.push(answer);
        }
        let shown = network.get(toxic).await;
        assert_eq!(
            shown.body,
            json!({"name": "latency_upstream", "type": "latency", "stream": "upstream", "toxicity": 0.3,
                "attributes": {"latency": 100, "jitter": 9}})
        );
        answers.push(shown);
        answers
    })
    .await;
}

#[tokio::test]
async fn a_refused_update_has_taken_the_attributes_it_could_read_but_not_the_toxicity() {
    both(async |network| {
        network.create("payment", "x").await;
        network.add("latency", "upstream", json!({"latency": 100})).await;
        let toxic = "/proxies/payment/toxics/latency_upstream";
        let mut answers = Vec::new();
        for body in [
            r#"{"attributes":{"latency":"x","jitter":77},"toxicity":0.1}"#,
            r#"{"attributes":{"latency":55},"toxicity":"x"}"#,
            r#"{"attributes":{"latency":66}"#,
            "",
        ] {
            let refused = network.raw("PATCH", toxic, body).await;
            assert_eq!(refused.refusal(), (400, "bad request body: "), "{body}");
            answers.push(refused);
        }
        let shown = network.get(toxic).await;
        assert_eq!(shown.body["attributes"], json!({"latency": 55, "jitter": 77}));
        assert_eq!(shown.body["toxicity"], json!(1));
        answers.push(shown);
        answers
    })
    .await;
}

#[tokio::test]
async fn a_toxic_that_is_not_there_is_404_before_the_body_is_read() {
    both(async |network| {
        network.create("payment", "x").await;
        let toxic = "/proxies/payment/toxics/none";
        let answers = [
            network.get(toxic).await,
            network.raw("POST", toxic, "nonsense").await,
            network.raw("PATCH", toxic, "nonsense").await,
            network.delete(toxic).await,
        ];
        assert!(answers.iter().all(|answer| answer.refusal() == (404, "toxic not found")));
        answers
    })
    .await;
}

#[tokio::test]
async fn a_deleted_toxic_is_204_and_its_name_is_free_again() {
    both(async |network| {
        network.create("payment", "x").await;
        network.post(TOXICS, json!({"type": "noop", "name": "a ü"})).await;
        let deleted = network.delete("/proxies/payment/toxics/a%20%C3%BC").await;
        assert_eq!(deleted.status, 204);
        (deleted, network.post(TOXICS, json!({"type": "noop", "name": "a ü"})).await)
    })
    .await;
}

#[tokio::test]
async fn toxics_of_a_disabled_proxy_are_kept() {
    both(async |network| {
        network.create("payment", "x").await;
        network.post("/proxies/payment", json!({"enabled": false})).await;
        let created = network.add("noop", "upstream", json!({})).await;
        let enabled = network.post("/proxies/payment", json!({"enabled": true})).await;
        assert_eq!(enabled.toxic_names(), ["noop_upstream"]);
        (created, enabled)
    })
    .await;
}
