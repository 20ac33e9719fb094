//! The page of a participant, from the door to the end of a run.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use protocol::room::StationNumber;
use serde_json::json;

use super::Room;
use crate::browser::Browser;
use crate::lab::top;
use crate::lab_page::LabPage;

/// For what a page does by itself.
const SOON: Duration = Duration::from_secs(20);

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
        browser.client.goto(&format!("{}/", room.address)).await?;
        let door = Self { page: LabPage::in_window(browser), browser };
        door.page.arrives_at("join-code", SOON).await?;
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

    /// Comes back from the door with number and PIN.
    pub async fn recover(&self, station: StationNumber, pin: &str) -> Result<StationNumber> {
        self.page.click("have-station").await?;
        self.page.type_into("recover-station", &station.to_string()).await?;
        self.page.type_into("recover-pin", pin).await?;
        self.page.click("recover").await?;
        self.seated().await
    }

    /// Returns the PIN of the seat.
    pub async fn pin(&self) -> Result<String> {
        self.open_menu().await?;
        self.page.text_of("station-pin").await
    }

    /// Leaves, and stands at the door.
    pub async fn leave(&self) -> Result<()> {
        self.open_menu().await?;
        self.page.click("leave").await?;
        self.page.click("confirm").await?;
        self.page.arrives_at("join-code", SOON).await
    }

    async fn open_menu(&self) -> Result<()> {
        if !self.is_visible("station-pin").await? {
            self.page.click("station-menu").await?;
        }
        Ok(())
    }

    /// Waits until the page is that of a station, and can run.
    pub async fn seated(&self) -> Result<StationNumber> {
        self.page.arrives_at("station-name", SOON).await?;
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

    /// Makes the window that of a phone.
    pub async fn on_a_phone(&self) -> Result<()> {
        let metrics = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Has been led through a first run: everything is there.
    pub async fn was_guided(&self) -> Result<()> {
        self.page.execute("localStorage.setItem('guided', 'true')", &[]).await?;
        self.reload().await
    }

    /// Waits until one of these sentences, in small letters, is on the page, and takes a picture of it.
    pub async fn says(&self, sentences: &[&str], picture: &str) -> Result<()> {
        self.page.wait_until_it_says(sentences, SOON).await?;
        ensure!(self.fits_sideways().await?, "{sentences:?} makes the page wider than the window");
        self.picture(picture).await
    }

    /// Loads the page anew.
    pub async fn reload(&self) -> Result<()> {
        self.browser.client.refresh().await?;
        self.page.wait_until_loaded().await
    }

    /// Runs the scenario that is chosen to its end. In a paced room nothing is revealed.
    pub async fn run(&self) -> Result<()> {
        self.start_run().await?;
        self.run_is_over().await
    }

    /// Presses Run as soon as it can be pressed, and waits until what the page shows is of this run.
    pub async fn start_run(&self) -> Result<()> {
        self.page.wait_until_enabled("run", SOON).await?;
        let before = self.page.count("attempts").await?;
        self.page.click("run").await?;
        let has_begun =
            async |page: &LabPage<'_>| Ok(page.run_state().await? != "done" || page.count("attempts").await? != before);
        self.page.wait_for("a run that has begun", SOON, has_begun).await
    }

    /// Presses Run, and Pause as soon as that can be pressed: a run of a hundred payments is over before a driver could.
    pub async fn start_and_pause(&self) -> Result<()> {
        self.page.wait_until_enabled("run", SOON).await?;
        let script = "const button = (id) => document.querySelector(`[data-testid='${id}']`);
            const press = () => button('pause').disabled ? requestAnimationFrame(press) : button('pause').click();
            button('run').click();
            requestAnimationFrame(press)";
        self.page.execute(script, &[]).await?;
        self.run_becomes("paused", SOON).await
    }

    /// Waits until the run is over.
    pub async fn run_is_over(&self) -> Result<()> {
        self.run_becomes("done", Duration::from_mins(1)).await
    }

    /// Waits until the run is in this state.
    pub async fn run_becomes(&self, state: &str, limit: Duration) -> Result<()> {
        let what = format!("a run that is {state}");
        self.page.wait_for(&what, limit, |page| async move { Ok(page.run_state().await? == state) }).await
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
