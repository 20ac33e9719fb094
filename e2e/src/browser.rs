//! Browsers of three engines, driven over WebDriver.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fmt, fs};

use anyhow::{Context as _, Result, bail};
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::lab::free_port;
use crate::process::{self, ProcessGroup};

/// A browser on two busy cores; `WebKit` without a display never answers at all.
const START_LIMIT: Duration = Duration::from_mins(1);

/// What the page is looked at through unless a test asks otherwise.
const WINDOW: (u32, u32) = (1920, 1080);

/// A browser engine; the claim is made for the engine, not for every browser built on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium and its own driver.
    Chromium,
    /// Firefox ESR and geckodriver.
    Firefox,
    /// The `MiniBrowser` of `WebKitGTK`; not Safari.
    WebKit,
}

/// A running browser with one session; all of it ends with this value.
pub struct Browser {
    /// The session.
    pub client: Client,
    /// Which engine this is.
    pub engine: Engine,
    // In the order in which they end.
    _driver: ProcessGroup,
    _display: Option<ProcessGroup>,
    _folder: TempDir,
}

impl fmt::Debug for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Browser").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Browser {
    /// Starts a fresh browser with an empty profile.
    pub async fn start(engine: Engine) -> Result<Self> {
        Self::start_with(engine, &[]).await
    }

    /// Starts a fresh browser with more arguments on its command line.
    pub async fn start_with(engine: Engine, arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("e2e-browser-").tempdir()?;
        let display = match engine {
            Engine::WebKit => Some(start_display(folder.path())?),
            Engine::Chromium | Engine::Firefox => None,
        };
        let port = free_port()?;
        let number = display.as_ref().map(|(_, number)| number.as_str());
        let driver = start_driver(engine, port, number, folder.path())?;
        let address = format!("http://127.0.0.1:{port}");
        let client = timeout(START_LIMIT, open_session(&address, capabilities(engine, arguments)?))
            .await
            .with_context(|| format!("{engine:?} opened no session in {START_LIMIT:?}"))??;
        client.set_window_rect(0, 0, WINDOW.0, WINDOW.1).await?;
        Ok(Self { client, engine, _driver: driver, _display: display.map(|(display, _)| display), _folder: folder })
    }

    /// Starts a browser for `work` and ends it afterwards, however that went; a failure leaves a picture behind.
    pub async fn with<T>(engine: Engine, arguments: &[&str], work: impl AsyncFnOnce(&Self) -> Result<T>) -> Result<T> {
        let browser = Self::start_with(engine, arguments).await?;
        let mut outcome = work(&browser).await;
        if outcome.is_err() {
            outcome = outcome.with_context(|| "for a picture see target/e2e".to_owned());
            // The failure itself is worth more than a failure to take its picture.
            let _ = browser.picture_of_failure().await;
        }
        browser.end().await;
        outcome
    }

    async fn picture_of_failure(&self) -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e");
        fs::create_dir_all(&folder)?;
        // libtest names a test's thread after the test.
        let test = std::thread::current().name().unwrap_or("browser").replace("::", "-");
        self.screenshot(&folder.join(format!("{test}-{:?}.png", self.engine))).await
    }

    /// Closes the session first, so that the browser ends as its driver wants it; dropping only kills.
    pub async fn end(self) {
        // What does not end by itself within the limit is killed.
        let _ = timeout(Duration::from_secs(5), self.client.clone().close()).await;
    }

    /// Sends a command of Chromium's `DevTools`, in the session that its driver keeps open.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(DevTools { command, parameters }).await?)
    }

    /// Returns what the window shows, as a PNG file.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        fs::write(file, self.client.screenshot().await?)?;
        Ok(())
    }
}

/// Tries until the driver listens, then until it has a browser.
async fn open_session(address: &str, capabilities: Capabilities) -> Result<Client> {
    let listening = Instant::now() + START_LIMIT;
    while tokio::net::TcpStream::connect(&address["http://".len()..]).await.is_err() {
        if Instant::now() > listening {
            bail!("no driver listens on {address}");
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(address).await?)
}

fn start_driver(engine: Engine, port: u16, display: Option<&str>, folder: &Path) -> Result<ProcessGroup> {
    let port_flag = format!("--port={port}");
    let (program, arguments) = match engine {
        Engine::Chromium => ("chromedriver", vec![port_flag.as_str()]),
        Engine::Firefox => ("geckodriver", vec![port_flag.as_str()]),
        Engine::WebKit => ("WebKitWebDriver", vec!["--host=127.0.0.1", port_flag.as_str()]),
    };
    // Profiles and caches go where they are deleted with this browser.
    let mut environment: Vec<(&str, &OsStr)> = vec![("TMPDIR", folder.as_os_str()), ("HOME", folder.as_os_str())];
    if let Some(display) = display {
        environment.push(("DISPLAY", OsStr::new(display)));
    }
    ProcessGroup::start(&process::find(program)?, &arguments, &environment, &folder.join("driver.log"))
}

/// `WebKit` has no headless mode: it gets a display of its own, whose number the server picks and prints.
fn start_display(folder: &Path) -> Result<(ProcessGroup, String)> {
    let screen = format!("{}x{}x24", WINDOW.0, WINDOW.1);
    let arguments = ["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"];
    let (server, number) =
        ProcessGroup::start_and_read_line(&process::find("Xvfb")?, &arguments, &folder.join("xvfb.log"))?;
    if number.is_empty() {
        bail!("Xvfb started no display");
    }
    Ok((server, format!(":{number}")))
}

fn capabilities(engine: Engine, more: &[&str]) -> Result<Capabilities> {
    let arguments = |own: &[&'static str]| -> Vec<String> { own.iter().chain(more).map(ToString::to_string).collect() };
    let capabilities = match engine {
        Engine::Chromium => json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": process::find("chromium")?, "args": arguments(CHROMIUM_ARGUMENTS) },
        }),
        Engine::Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": { "binary": process::find("firefox-esr")?, "args": arguments(&["-headless"]) },
        }),
        Engine::WebKit => json!({
            "browserName": "MiniBrowser",
            "webkitgtk:browserOptions": { "binary": mini_browser()?, "args": arguments(&["--automation"]) },
        }),
    };
    Ok(capabilities.as_object().cloned().unwrap_or_default())
}

/// Quiet, without a sandbox (which root may not have), and with nothing to say to the network but the page's own words.
const CHROMIUM_ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Debian keeps it out of the `PATH`, in a folder named after the architecture.
fn mini_browser() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.filter_map(|entry| Some(entry.ok()?.path()));
    let libraries =
        folders.flat_map(|folder| [folder.clone(), folder.join("webkit2gtk-4.1"), folder.join("webkitgtk-6.0")]);
    let mut programs = libraries.map(|folder| folder.join("MiniBrowser"));
    programs.find(|program| program.is_file()).context("WebKitGTK's MiniBrowser is not under /usr/lib")
}

/// chromedriver's extension of `WebDriver`.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.command, "params": self.parameters }).to_string()))
    }
}
