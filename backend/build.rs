//! Puts the page that Trunk has built into the binary, compressed once and for all.
//! Without a built page the binary carries none, and says at `/` which command builds it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

fn main() -> io::Result<()> {
    // `cargo xtask build` compiles the dependencies while the page is not there yet.
    println!("cargo:rerun-if-env-changed=LAB_DEPENDENCIES_ONLY");
    if env::var_os("LAB_DEPENDENCIES_ONLY").is_some() {
        std::process::exit(1);
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let dist = root.parent().expect("the workspace").join("dist");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", dist.display());

    let index = dist.join("index.html");
    let (mut files, mut documents) = (Vec::new(), None);
    if index.exists() {
        collect(&dist, &mut files)?;
        files.retain(|file| *file != index);
        files.sort();
        documents = places_of(&fs::read_to_string(index)?);
        if documents.is_none() {
            // Checks and tests compile the program before the page is built anew.
            println!(
                "cargo:warning=dist/ holds the page of another version and is left out: cargo xtask build makes it anew"
            );
            files.clear();
        }
    }
    let mut code = String::from("static FILES: &[File] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&dist).expect("inside").to_string_lossy().replace('\\', "/");
        writeln!(code, "{},", embed(&out, &name, &fs::read(file)?)?).expect("a string takes all");
    }
    code.push_str("];\nstatic DOCUMENTS: Option<Documents> = ");
    let mut hashes = String::new();
    match documents {
        Some(documents) => {
            code.push_str("Some(Documents {\n");
            for (place, html) in documents {
                hashes.push_str(&script_hashes(&html));
                let file = embed(&out, &format!("{place}.html"), html.as_bytes())?;
                writeln!(code, "{place}: {file},").expect("a string takes all");
            }
            code.push_str("});\n");
        }
        None => code.push_str("None;\n"),
    }
    writeln!(code, "static SCRIPT_HASHES: &str = {hashes:?};").expect("a string takes all");
    fs::write(out.join("page.rs"), code)
}

/// The document of the page at each of its places. Trunk names the files relative to it (`public_url`). A station's lies two
/// folders below them; a hub's has the address of a lab's, so it says itself what it is. `None` for the page of a version that
/// named its files otherwise.
fn places_of(index: &str) -> Option<[(&'static str, String); 3]> {
    const ROOT: &str = "<html ";
    (index.contains(ROOT) && index.contains("\"./")).then(|| {
        [
            ("lab", index.to_owned()),
            ("hub", index.replacen(ROOT, "<html data-place=\"hub\" ", 1)),
            ("station", index.replace("\"./", "\"../../").replace("'./", "'../../")),
        ]
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            // Trunk prepares the next page in such a folder.
        } else if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Returns a file of the page as an expression, and writes its three forms. The raw one is copied too: the next build of
/// the page removes this one's files.
fn embed(out: &Path, name: &str, raw: &[u8]) -> io::Result<String> {
    let flat = name.replace('/', "_");
    let [file, brotli, gzip] = ["raw", "br", "gz"].map(|form| out.join(format!("{flat}.{form}")));
    fs::write(&file, raw)?;
    fs::write(&brotli, brotli_of(raw)?)?;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(raw)?;
    fs::write(&gzip, encoder.finish()?)?;
    let include = |path: &Path| format!("include_bytes!(r#\"{}\"#)", path.display());
    Ok(format!(
        "File {{ name: {name:?}, mime: {:?}, hashed: {}, etag: {:?}, raw: {}, brotli: {}, gzip: {} }}",
        mime(name),
        is_hashed(name),
        // Weak, because its forms are different bytes (RFC 9110, section 8.8.3.3).
        format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(raw))),
        include(&file),
        include(&brotli),
        include(&gzip),
    ))
}

fn brotli_of(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut io::Cursor::new(raw), &mut packed, &parameters)?;
    Ok(packed)
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// Trunk writes a hash of the content into the names it makes, `style-0123456789abcdef.css`: those never change.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '_', '.']).any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The inline scripts of Trunk's loader, as sources of a content security policy.
fn script_hashes(html: &str) -> String {
    let mut hashes = String::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((_, body)) = after.split_once('>') else { break };
        let Some((script, behind)) = body.split_once("</script>") else { break };
        if !script.trim().is_empty() {
            write!(hashes, " 'sha256-{}'", STANDARD.encode(Sha256::digest(script))).expect("a string takes all");
        }
        rest = behind;
    }
    hashes
}
