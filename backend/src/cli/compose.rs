//! `compose.yaml` and the image's Dockerfile, held against the program they start and the ports of the contract.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use backend::bank::Location;
use clap::Parser as _;
use reqwest::Url;
use serde_json::{Value, json};

use super::{Cli, Part};
use crate::flags::ServeFlags;

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `compose.yaml` with these variables; the others are left at their defaults.
fn services(variables: &[(&str, &str)]) -> Value {
    let mut text = read("compose.yaml");
    while let Some(start) = text.find("${") {
        let end = start + text[start..].find('}').expect("a variable ends");
        let (name, default) = text[start + 2..end].split_once(":-").expect("every variable has a default");
        let given = variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| *value);
        let value = given.unwrap_or(default).to_owned();
        text.replace_range(start..=end, &value);
    }
    serde_saphyr::from_str::<Value>(&text).expect("YAML")["services"].take()
}

/// The words in a line of JSON behind an instruction of the Dockerfile.
fn words(instruction: &str) -> Vec<String> {
    let file = read("Dockerfile");
    let line = file.lines().find_map(|line| line.strip_prefix(instruction)).expect("the instruction is there");
    serde_json::from_str(line).expect("in the form of JSON")
}

/// What the program makes of the image's entry point with these arguments.
fn parse(arguments: impl IntoIterator<Item = String>) -> ServeFlags {
    let cli = Cli::try_parse_from(words("ENTRYPOINT").into_iter().chain(arguments)).expect("the program takes it");
    match cli.part {
        Some(Part::Serve(flags)) => *flags,
        other => panic!("not the backend alone but {other:?}"),
    }
}

fn command(services: &Value) -> Vec<String> {
    serde_json::from_value(services["payment"]["command"].clone()).expect("a list of words")
}

#[test]
fn the_bank_is_started_on_the_contracts_ports_with_the_toxiproxy_beside_it() {
    let flags = parse(command(&services(&[])));
    assert_eq!((flags.bank.host.to_string().as_str(), flags.bank.port), ("0.0.0.0", 8080));
    assert_eq!(flags.toxiproxy.map(|url| url.to_string()).as_deref(), Some("http://toxiproxy:8474/"));
    assert_eq!(flags.bank.proxy_listen.as_deref(), Some("0.0.0.0:8888"));
    assert_eq!(flags.bank.proxy_upstream.as_deref(), Some("payment:8081"));
    assert_eq!((flags.bank.upstream_host.to_string().as_str(), flags.bank.upstream_port), ("0.0.0.0", Some(8081)));
    assert_eq!((flags.bank.published_port, flags.bank.published_proxied_port), (Some(8080), Some(8888)));
    assert_eq!(flags.bank.allow_host, ["toxiproxy", "host.docker.internal"]);
    assert_eq!(flags.bank.data_dir, Some(PathBuf::from("/var/lib/lab")));
    assert!(flags.bank.open_controls);
}

#[test]
fn with_postgres_env_the_ledger_is_kept_in_the_database_of_the_profile_postgres() {
    let file = read("postgres.env");
    let variables: HashMap<_, _> = file.lines().filter_map(|line| line.split_once('=')).collect();
    let services = services(&[("LAB_LEDGER", variables["LAB_LEDGER"])]);
    let postgres = &services["postgres"];
    assert_eq!(postgres["profiles"], json!(["postgres"]));
    let flags = parse(command(&services)).bank;
    assert!(matches!(flags.location(), Ok(Location::Database(_))), "{flags:?}");
    let url = Url::parse(&flags.database_url.expect("the flag is given")).expect("a URL");
    let environment = |name: &str| postgres["environment"][name].as_str();
    assert_eq!((url.host_str(), url.port()), (Some("postgres"), None));
    assert_eq!(
        (Some(url.username()), url.password()),
        (environment("POSTGRES_USER"), environment("POSTGRES_PASSWORD"))
    );
    assert_eq!(url.path().strip_prefix('/'), environment("POSTGRES_DB"));
}

#[test]
fn the_image_alone_starts_with_its_own_arguments() {
    let flags = parse(words("CMD"));
    assert_eq!(flags.bank.data_dir, Some(PathBuf::from("/var/lib/lab")));
}

#[test]
fn the_published_ports_can_be_changed_and_the_bank_knows_them() {
    let services = services(&[("LAB_PORT", "9080"), ("LAB_PROXIED_PORT", "9888"), ("LAB_CONTROL_PORT", "9474")]);
    assert_eq!(services["payment"]["ports"], json!(["127.0.0.1:9080:8080"]));
    assert_eq!(services["toxiproxy"]["ports"], json!(["127.0.0.1:9474:8474", "127.0.0.1:9888:8888"]));
    let flags = parse(command(&services)).bank;
    assert_eq!((flags.published_port, flags.published_proxied_port), (Some(9080), Some(9888)));
    assert_eq!((flags.port, flags.proxy_listen.as_deref()), (8080, Some("0.0.0.0:8888")));
}

#[test]
fn every_published_port_is_on_loopback_and_there_are_three() {
    let services = services(&[]);
    assert_eq!(services["payment"]["ports"], json!(["127.0.0.1:8080:8080"]));
    assert_eq!(services["toxiproxy"]["ports"], json!(["127.0.0.1:8474:8474", "127.0.0.1:8888:8888"]));
    assert_eq!(services["postgres"]["ports"], Value::Null);
}

#[test]
fn every_service_starts_again_and_is_looked_after_and_what_is_not_ours_is_pinned() {
    let services = services(&[]);
    for (name, service) in services.as_object().expect("services") {
        // After a reboot nothing holds the ports.
        assert_eq!(service["restart"], "on-failure", "{name}");
        let image = service["image"].as_str().expect("an image");
        let pinned = image.rsplit_once(':').is_some_and(|(_, tag)| tag.starts_with(char::is_numeric));
        assert!(pinned || service["build"] == ".", "{name}: {image}");
    }
    let version = toxiproxy::VERSION.split('-').next().expect("a version");
    for name in ["toxiproxy", "room-toxiproxy"] {
        assert_eq!(services[name]["image"], format!("ghcr.io/shopify/toxiproxy:{version}"));
    }
}

#[test]
fn a_room_has_two_services_of_its_own_that_publish_hub_and_networks_and_never_the_control_api() {
    let services = services(&[("LAB_ADDRESS", "192.168.1.20"), ("LAB_ROOM_ADDRESS", "http://192.168.1.20:8090/")]);
    let (toxiproxy, room) = (&services["room-toxiproxy"], &services["room"]);
    assert_eq!((&toxiproxy["profiles"], &room["profiles"]), (&json!(["room"]), &json!(["room"])));
    let published = ["8090:8090", "8888:8888", "8901-8924:8901-8924"].map(|ports| format!("192.168.1.20:{ports}"));
    assert_eq!(toxiproxy["ports"], json!(published));
    assert_eq!((&room["network_mode"], &room["ports"]), (&json!("service:room-toxiproxy"), &Value::Null));
    let words = |member: &str| -> Vec<String> { serde_json::from_value(room[member].clone()).expect("words") };
    let cli =
        Cli::try_parse_from(words("entrypoint").into_iter().chain(words("command"))).expect("the program takes it");
    let (flags, room) = (cli.lab.bank, cli.lab.room);
    assert!(cli.part.is_none());
    assert_eq!((room.room, room.room_port, room.room_proxied_port), (Some(24), 8090, 8901));
    assert_eq!((room.room_host.is_unspecified(), cli.lab.proxied_port), (true, 8888));
    assert_eq!(room.room_address.map(|url| url.to_string()).as_deref(), Some("http://192.168.1.20:8090/"));
    assert_eq!(flags.data_dir, Some(PathBuf::from("/var/lib/lab")));
    // Nobody has said another address: only this machine comes in.
    let alone = self::services(&[]);
    assert_eq!(alone["room-toxiproxy"]["ports"][0], "127.0.0.1:8090:8090");
}

#[test]
fn health_checks_are_scripts_where_there_is_a_shell_and_plain_words_where_there_is_none() {
    let services = services(&[]);
    let test = |name: &str| -> Vec<String> {
        serde_json::from_value(services[name]["healthcheck"]["test"].clone()).expect("words")
    };
    // podman behind Docker Compose splits the words of a CMD at their spaces, and takes a single one for a script.
    for name in ["payment", "postgres", "room"] {
        assert!(test(name).len() == 2 && test(name)[0] == "CMD-SHELL", "{name}: {:?}", test(name));
    }
    for name in ["toxiproxy", "room-toxiproxy"] {
        let words = test(name);
        assert!(words.len() > 2 && words[0] == "CMD" && !words.iter().any(|word| word.contains(' ')), "{words:?}");
    }
}

#[test]
fn what_programs_on_linux_read_is_checked_out_with_lf() {
    assert!(read(".gitattributes").lines().any(|line| line == "* text=auto eol=lf"));
    for file in ["build-and-run-docker.sh", "build-and-run-podman.sh", "postgres.env", "Dockerfile", ".ci/run"] {
        assert!(!read(file).contains('\r'), "{file}");
    }
}

#[test]
fn the_ledger_lies_on_a_volume_and_the_image_is_nobodys_root() {
    assert_eq!(services(&[])["payment"]["volumes"], json!(["ledger:/var/lib/lab"]));
    let dockerfile = read("Dockerfile");
    let last_stage = dockerfile.rsplit("\nFROM ").next().expect("a stage");
    assert!(last_stage.starts_with("${RUN_IMAGE}") && last_stage.contains("\nUSER lab\n"), "{last_stage}");
    let bases = dockerfile.lines().filter(|line| line.starts_with("FROM "));
    assert!(bases.map(|line| &line[5..]).all(|base| base.starts_with("${")), "every base image can be chosen");
}
