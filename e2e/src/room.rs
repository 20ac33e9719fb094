//! A room of people: its hub, what its host does over HTTP, and the page of a participant in a browser.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use protocol::Total;
use protocol::room::{HOST_KEY, Overview, PaceRequest, StationNumber, StationOverview};
use reqwest::{Method, Response};
use serde::Serialize;
use serde_json::json;
use tokio::time::sleep;

use crate::browser::Browser;
use crate::lab::{Lab, Network, top};
use crate::lab_page::LabPage;

/// From the start of the program until the room is open.
const OPENS_WITHIN: Duration = Duration::from_secs(20);
/// For what a page does by itself.
const SOON: Duration = Duration::from_secs(20);

/// A running room; it ends with this value.
#[derive(Debug)]
pub struct Room {
    /// The address of the hub, without a slash at the end.
    pub address: String,
    /// The code that the host shows.
    pub code: String,
    /// The host's key.
    pub host_key: String,
    lab: Lab,
    http: reqwest::Client,
}

impl Room {
    /// Opens a room of so many stations over the embedded network, with more flags.
    pub async fn open(stations: u8, flags: &[&str]) -> Result<Self> {
        let count = stations.to_string();
        let own = ["--room", &count, "--room-host", "127.0.0.1", "--room-port", "0", "--room-proxied-port", "0"];
        let lab = Lab::start_with(Network::Embedded, &[&own, flags].concat()).await?;
        let end = Instant::now() + OPENS_WITHIN;
        let (printed, host) = loop {
            let printed = lab.output()?;
            if let Some(host) = printed.split_whitespace().find(|word| word.contains("#host=")) {
                break (printed.clone(), host.to_owned());
            }
            ensure!(Instant::now() < end, "no room was opened, but: {printed}");
            sleep(Duration::from_millis(20)).await;
        };
        let (address, host_key) = host.split_once("/#host=").context("no host key")?;
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let code = printed.split_whitespace().find(is_code).with_context(|| format!("no code in {printed}"))?;
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build()?;
        Ok(Self { address: address.to_owned(), code: code.to_owned(), host_key: host_key.to_owned(), lab, http })
    }

    /// Returns what the program has printed so far.
    pub fn output(&self) -> Result<String> {
        self.lab.output()
    }

    /// Asks the hub for something as the host; `()` sends no body.
    pub async fn ask(&self, method: Method, route: &str, body: &impl Serialize) -> Result<Response> {
        let address = format!("{}{route}", self.address);
        let what = format!("{method} {address}");
        let mut request =
            self.http.request(method, address).header(HOST_KEY, &self.host_key).timeout(Duration::from_secs(10));
        let json = serde_json::to_value(body)?;
        if !json.is_null() {
            request = request.json(&json);
        }
        request.send().await.context(what)
    }

    /// Sends `PUT /room/pace`.
    pub async fn set_pace(&self, pace: &PaceRequest) -> Result<()> {
        self.ask(Method::PUT, "/room/pace", pace).await?.error_for_status()?;
        Ok(())
    }

    /// Sends `POST /room/stations/NN/` and what is to be done there.
    pub async fn do_at(&self, station: StationNumber, what: &str) -> Result<()> {
        self.ask(Method::POST, &format!("/room/stations/{station}/{what}"), &()).await?.error_for_status()?;
        Ok(())
    }

    /// Sends `GET /room/overview`.
    pub async fn overview(&self) -> Result<Overview> {
        Ok(self.ask(Method::GET, "/room/overview", &()).await?.error_for_status()?.json().await?)
    }

    /// Returns what the host sees of a station.
    pub async fn tile(&self, station: StationNumber) -> Result<StationOverview> {
        let overview = self.overview().await?;
        overview.stations.into_iter().find(|tile| tile.station == station).context("no such station")
    }

    /// Sends `GET /s/NN/stats`.
    pub async fn stats(&self, station: StationNumber) -> Result<Total> {
        Ok(self.ask(Method::GET, &format!("/s/{station}/stats"), &()).await?.error_for_status()?.json().await?)
    }
}

/// The page of a participant, in one window of a browser.
#[derive(Debug)]
pub struct RoomPage<'a> {
    /// The lab page of the station, once it has one.
    pub page: LabPage<'a>,
    browser: &'a Browser,
}

impl<'a> RoomPage<'a> {
    /// Opens the door of a room.
    pub async fn at_the_door(browser: &'a Browser, room: &Room) -> Result<Self> {
        Self::come_to(browser, &format!("{}/", room.address)).await
    }

    /// Opens the door that is at this address.
    pub async fn come_to(browser: &'a Browser, address: &str) -> Result<Self> {
        browser.client.goto(address).await?;
        let door = Self { page: LabPage::in_window(browser), browser };
        door.page.wait_for("the door", SOON, |page| page.has("join-code")).await?;
        Ok(door)
    }

    /// Comes by a link that joins by itself, such as that of the QR code.
    pub async fn come_by_link(browser: &'a Browser, link: &str) -> Result<Self> {
        browser.client.goto(link).await?;
        let page = Self { page: LabPage::in_window(browser), browser };
        page.seated().await?;
        Ok(page)
    }

    /// Opens a link in the window that differs from its address by more than what stands behind the `#`.
    pub async fn follow_link(&self, link: &str) -> Result<()> {
        Ok(self.browser.client.goto(link).await?)
    }

    /// Types the code and joins.
    pub async fn join(&self, code: &str) -> Result<StationNumber> {
        self.page.type_into("join-code", code).await?;
        self.page.click("join").await?;
        self.seated().await
    }

    /// Waits until the page is that of a station, and can run.
    pub async fn seated(&self) -> Result<StationNumber> {
        self.page.wait_for("a station", SOON, |page| page.has("station-name")).await?;
        self.page.wait_until_loaded().await?;
        self.page.wait_until_enabled("run", SOON).await?;
        self.station().await
    }

    /// Returns the number of the station on the page.
    pub async fn station(&self) -> Result<StationNumber> {
        let name = self.page.text_of("station-name").await?;
        let number = name.split_whitespace().next().and_then(|number| number.parse().ok());
        number.map(StationNumber).with_context(|| format!("{name:?} has no number"))
    }

    /// Loses the replies to the next `times` requests whose method and address these are: they reach the hub.
    pub async fn lose_replies(&self, method: &str, route: &str, times: u32) -> Result<()> {
        let script = "const [method, route, times] = arguments;
            const fetched = window.fetch;
            window.lostReplies = 0;
            window.fetch = async (...request) => {
                const answer = await fetched.apply(window, request);
                const asked = request[0];
                if (window.lostReplies < times && asked.method === method && new URL(asked.url).pathname === route) {
                    window.lostReplies += 1;
                    throw new TypeError('the reply was lost');
                }
                return answer;
            };";
        let arguments = [json!(method), json!(route), json!(times)];
        self.page.execute(script, &arguments).await?;
        Ok(())
    }

    /// Returns how many replies were lost since.
    pub async fn lost_replies(&self) -> Result<u64> {
        let lost = self.page.execute("return window.lostReplies ?? 0", &[]).await?;
        lost.as_u64().context("no count")
    }

    /// Loads the page anew.
    pub async fn reload(&self) -> Result<()> {
        self.browser.client.refresh().await?;
        self.page.wait_until_loaded().await
    }

    /// Runs the scenario that is chosen to its end. In a paced room nothing is revealed.
    pub async fn run(&self) -> Result<()> {
        self.page.wait_until_enabled("run", SOON).await?;
        self.page.click("run").await?;
        self.page
            .wait_for("the end of the run", Duration::from_mins(1), |page| async move {
                Ok(page.run_state().await? == "done")
            })
            .await
    }

    /// Whether the bank's side is covered.
    pub async fn is_covered(&self) -> Result<bool> {
        let script = "return document.querySelector(arguments[0])?.dataset.value === undefined";
        Ok(self.page.execute(script, &[json!("[data-testid='transferred']")]).await? == true)
    }

    /// Whether an element is there to be seen.
    pub async fn is_visible(&self, id: &str) -> Result<bool> {
        let script =
            "return document.querySelector(arguments[0])?.checkVisibility({ visibilityProperty: true }) ?? false";
        Ok(self.page.execute(script, &[json!(format!("[data-testid='{id}']"))]).await? == true)
    }

    /// Whether the page is no wider than the window.
    pub async fn fits_sideways(&self) -> Result<bool> {
        let script = "return document.documentElement.scrollWidth <= innerWidth";
        Ok(self.page.execute(script, &[]).await? == true)
    }

    /// Takes a picture for people to look at, into target/e2e.
    pub async fn picture(&self, name: &str) -> Result<()> {
        let folder = top().join("target/e2e");
        fs::create_dir_all(&folder)?;
        self.browser.screenshot(&folder.join(format!("{name}.png"))).await
    }

    /// Waits until the page shows what the bank transferred, and returns it.
    pub async fn transferred(&self) -> Result<f64> {
        self.page.wait_for("the verdict", SOON, |page| async move { Ok(!page.verdict().await?.is_empty()) }).await?;
        self.page.shown("transferred").await
    }

    /// Waits until a chapter is on the page, chosen by the host.
    pub async fn turned_to(&self, chapter: u8) -> Result<()> {
        let what = format!("chapter {chapter}");
        self.page
            .wait_for(&what, Duration::from_secs(15), |page| async move {
                let script = "return document.querySelector(arguments[0])?.getAttribute('aria-pressed')";
                let id = json!(format!("[data-testid='chapter-{chapter}']"));
                Ok(page.execute(script, &[id]).await? == "true")
            })
            .await
    }
}

/// Asks again and again until it holds, for at most twenty seconds.
pub async fn until<F: Future<Output = Result<bool>>>(what: &str, holds: impl Fn() -> F) -> Result<()> {
    let end = Instant::now() + SOON;
    while !holds().await? {
        if Instant::now() > end {
            bail!("waited in vain for {what}");
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
