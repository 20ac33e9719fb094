//! Release files from a server on this machine: taken where they are what is pinned, refused with a reason otherwise.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::*;

/// What the server has to say to a request.
#[derive(Clone)]
enum Answer {
    File(Vec<u8>),
    NotFound,
    /// It accepts and then says nothing.
    Silence,
}

/// Serves one request on a port of its own and returns the address.
fn serve(answer: Answer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("somebody comes");
        read_head(&mut client);
        // The client may have given up.
        let _ = match answer {
            Answer::File(bytes) => {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.len());
                client.write_all(&[head.as_bytes(), &bytes].concat())
            }
            Answer::NotFound => client.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
            Answer::Silence => client.read_exact(&mut [0]),
        };
    });
    address
}

fn read_head(client: &mut TcpStream) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && client.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
}

/// An archive as Trunk's project packs it, with this shell script as the program.
fn archive(script: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("trunk");
    fs::write(&program, script).expect("a script");
    let made = |command: &mut Command| assert!(command.current_dir(&folder).status().expect("it starts").success());
    made(Command::new("chmod").args(["+x", "trunk"]));
    made(Command::new("tar").args(["-czf", "archive", "trunk"]));
    fs::read(folder.path().join("archive")).expect("an archive")
}

fn release_of(bytes: &[u8]) -> Release {
    let file = File { os: env::consts::OS, arch: env::consts::ARCH, name: "here.tar.gz", sha256: sha256(bytes).leak() };
    Release { name: "trunk", version: "0.21.14", programs: &["trunk"], path: "trunk/", files: vec![file].leak() }
}

/// Installs `release`, with what is left in the folder afterwards, and whether it had to be built.
fn install(address: &str, release: &Release) -> (Vec<OsString>, bool) {
    let (bin, mut built) = (tempfile::tempdir().expect("a folder"), false);
    let server = Server { address: address.to_owned(), patience: 1 };
    let by_hand = || {
        built = true;
        Ok(())
    };
    server.install_or_build(release, bin.path(), by_hand).expect("one way or the other");
    let installed = fs::read_dir(&bin).expect("it is there").flatten().map(|entry| entry.file_name()).collect();
    (installed, built)
}

/// The reason why a release file cannot be used, in the place of which the program is built.
fn refusal(answer: &Answer, release: &Release) -> String {
    assert_eq!(install(&serve(answer.clone()), release), (vec![], true), "it is built and nothing is left behind");
    let bin = tempfile::tempdir().expect("a folder");
    let outcome = Server { address: serve(answer.clone()), patience: 1 }.install(release, bin.path());
    format!("{:#}", outcome.expect_err("it is as it was"))
}

const WORKS: &str = "#!/bin/sh\necho trunk 0.21.14\n";

#[test]
fn a_release_file_with_the_pinned_checksum_is_installed() {
    let bytes = archive(WORKS);
    let (installed, built) = install(&serve(Answer::File(bytes.clone())), &release_of(&bytes));
    assert!(installed == ["trunk"] && !built, "{installed:?}");
}

#[test]
fn a_release_file_with_another_checksum_is_built_instead() {
    let release = release_of(&archive(WORKS));
    let why = refusal(&Answer::File(archive("#!/bin/sh\necho trunk 0.21.14; rm -r ~\n")), &release);
    assert!(why.contains("here.tar.gz has another checksum"), "{why}");
}

#[test]
fn a_release_file_whose_program_does_not_start_is_built_instead() {
    for script in ["#!/no/such/loader\n", "#!/bin/sh\nexit 127\n", "#!/bin/sh\necho trunk 0.1.0\n"] {
        let bytes = archive(script);
        let why = refusal(&Answer::File(bytes.clone()), &release_of(&bytes));
        assert!(why.contains("trunk does not start on this system"), "{script}: {why}");
    }
}

#[test]
fn without_a_release_file_for_this_platform_it_is_built() {
    let file = File { os: "plan9", arch: env::consts::ARCH, name: "plan9.tar.gz", sha256: "" };
    let release = Release { files: vec![file].leak(), ..release_of(b"") };
    let why = refusal(&Answer::NotFound, &release);
    assert!(why.contains(&format!("no release file for {} on {}", env::consts::OS, env::consts::ARCH)), "{why}");
}

#[test]
fn a_release_file_that_is_gone_is_built_instead() {
    let why = refusal(&Answer::NotFound, &release_of(b""));
    assert!(why.contains("404"), "{why}");
}

#[test]
fn without_a_network_release_files_are_built() {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    for address in [format!("http://{closed}"), "http://release-files.invalid".to_owned()] {
        assert_eq!(install(&address, &release_of(b"")), (vec![], true), "{address}");
    }
}

#[test]
fn release_files_of_a_server_that_says_nothing_are_built() {
    let why = refusal(&Answer::Silence, &release_of(b""));
    assert!(why.contains("too slow"), "{why}");
}
