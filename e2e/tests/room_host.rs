//! The host of a room in a browser: what is covered and revealed, what is asked first, and that the dashboard says what the
//! ledgers say.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab_page::LabPage;
use e2e::room::{Room, RoomPage, until};
use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;
use protocol::Total;
use protocol::room::{RoomMode, StationNumber};
use serde_json::json;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);
const FIRST: StationNumber = StationNumber(1);

/// The windows of the host and of a participant, in one browser.
struct Workshop<'a> {
    browser: &'a Browser,
    room: &'a Room,
    host: LabPage<'a>,
    hosts_window: WindowHandle,
    others_window: WindowHandle,
}

impl<'a> Workshop<'a> {
    /// Opens the host's address in a window of its own.
    async fn open(browser: &'a Browser, room: &'a Room) -> Result<Self> {
        let hosts_window = browser.client.window().await?;
        browser.client.goto(&format!("{}/#host={}", room.address, room.host_key)).await?;
        let host = LabPage::in_window(browser);
        host.wait_for("the dashboard", SOON, |page| page.has("stations")).await?;
        let others_window = browser.client.new_window(false).await?.handle;
        Ok(Self { browser, room, host, hosts_window, others_window })
    }

    async fn look_at_host(&self) -> Result<()> {
        Ok(self.browser.client.switch_to_window(self.hosts_window.clone()).await?)
    }

    async fn look_at_participant(&self) -> Result<()> {
        Ok(self.browser.client.switch_to_window(self.others_window.clone()).await?)
    }

    /// Answers what is asked before something is lost.
    async fn asked(&self, id: &str, answer: &str) -> Result<()> {
        let menu = json!("[data-testid='station-01-more']");
        let open = "const menu = document.querySelector(arguments[0]).parentElement;
            menu.open = true;
            return [...menu.querySelectorAll('button')].every((button) => {
                const { left, right } = button.getBoundingClientRect();
                return left >= 0 && right <= innerWidth && button.scrollWidth <= button.clientWidth;
            })";
        ensure!(self.host.execute(open, &[menu]).await? == true, "the menu is cut off");
        self.host.click(id).await?;
        self.host.wait_for("the question", SOON, |page| page.has(answer)).await?;
        let role = self.host.execute("return document.querySelector('dialog[open]').getAttribute('role')", &[]).await?;
        ensure!(role == "alertdialog", "{id} is not asked first");
        self.host.click(answer).await
    }

    /// Returns what the drawing says of each station.
    async fn dots(&self) -> Result<Vec<(String, String)>> {
        let script = "return [...document.querySelectorAll('[data-testid=class-dots] path')]
            .map((dot) => [dot.dataset.station, dot.dataset.value])";
        Ok(serde_json::from_value(self.host.execute(script, &[]).await?)?)
    }

    /// Returns the process in which a station's bank runs.
    async fn bank(&self) -> Result<String> {
        let state = self.room.ask(reqwest::Method::GET, "/s/01/lab/state", &()).await?;
        let state: serde_json::Value = state.json().await?;
        Ok(state["start"].as_str().unwrap_or_default().to_owned())
    }
}

#[tokio::test]
async fn the_dashboard_covers_reveals_asks_first_and_says_what_the_ledgers_say() -> Result<()> {
    let room = Room::open(3, &["--room-address", "http://lab.example:8090/"]).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let workshop = Workshop::open(browser, &room).await?;
        an_empty_room(&workshop).await?;
        covered_until_revealed(&workshop).await?;
        what_is_lost_is_asked_first(&workshop).await?;
        who_comes_in(&workshop).await?;
        led_by_the_presenter(&workshop).await
    })
    .await
}

async fn an_empty_room(workshop: &Workshop<'_>) -> Result<()> {
    let (host, room) = (&workshop.host, workshop.room);
    let address = host.execute("return location.href", &[]).await?;
    ensure!(address.as_str().is_some_and(|address| !address.contains(&room.host_key)), "the key stays in {address}");
    let code = host.text_of("room-code").await?.replace(' ', "");
    ensure!(code == room.code, "{code} and not {}", room.code);
    ensure!(host.text_of("room-counts").await? == "0 of 3 seats, 0 predicted, 0 running");
    let picture = "const qr = document.querySelector('[data-testid=room-qr]');
        return qr.complete && qr.naturalWidth > 0 && qr.src.startsWith('data:image/svg+xml,')";
    host.wait_for("the QR code", SOON, |page| async move { Ok(page.execute(picture, &[]).await? == true) }).await?;
    host.click("mode-paced").await?;
    let choose = "const chooser = document.querySelector('[data-testid=room-scenario]');
        chooser.value = 'chapter-3'; chooser.dispatchEvent(new Event('change', { bubbles: true }))";
    host.execute(choose, &[]).await?;
    until("a paced room", async || {
        let pace = room.overview().await?.room.pace;
        Ok(pace.mode == RoomMode::Paced && pace.scenario == "chapter-3")
    })
    .await
}

/// A participant runs; nothing on the projector gives the answer away before Reveal all, and then all of it is the ledger's.
async fn covered_until_revealed(workshop: &Workshop<'_>) -> Result<()> {
    let (host, room) = (&workshop.host, workshop.room);
    workshop.look_at_participant().await?;
    let participant = RoomPage::at_the_door(workshop.browser, room).await?;
    ensure!(participant.join(&room.code).await? == FIRST);
    participant.turned_to(3).await?;
    participant.run().await?;
    room.counted_in(FIRST, "chapter-3").await?;
    let transferred = room.stats(FIRST).await?.to_string();

    workshop.look_at_host().await?;
    host.wait_for("a result", SOON, |page| async move {
        let state = "return document.querySelector('[data-testid=station-01]').dataset.state";
        Ok(page.execute(state, &[]).await? == "done")
    })
    .await?;
    ensure!(host.has("class-covered").await? && !host.has("class-dots").await?);
    ensure!(host.text_of("station-01-transferred").await?.is_empty());
    let html = host.execute("return document.querySelector('.stations').textContent", &[]).await?;
    ensure!(!html.as_str().unwrap_or_default().contains(&format!("{transferred} /")), "it is in the page");

    host.click("reveal-all").await?;
    host.wait_for("the dots", SOON, |page| page.has("class-dots")).await?;
    ensure!(workshop.dots().await? == [("01".to_owned(), transferred.clone())], "{:?}", workshop.dots().await?);
    let pooled = format!("1 station, 100 payments of 1 EUR: {transferred} EUR moved");
    ensure!(host.text_of("class-pooled").await? == pooled, "{}", host.text_of("class-pooled").await?);
    ensure!(host.text_of("station-01-transferred").await? == format!("{transferred} / 100"));
    Ok(())
}

async fn what_is_lost_is_asked_first(workshop: &Workshop<'_>) -> Result<()> {
    let room = workshop.room;
    let (before, bank) = (room.stats(FIRST).await?, workshop.bank().await?);
    workshop.asked("station-01-reset", "cancel").await?;
    workshop.asked("station-01-crash", "confirm").await?;
    until("another process", async || {
        Ok(![String::new(), bank.clone()].contains(&workshop.bank().await.unwrap_or_default()))
    })
    .await?;
    ensure!(room.stats(FIRST).await? == before, "nothing was reset, and a crash loses nothing");
    workshop.asked("station-01-reset", "confirm").await?;
    until("an empty ledger", async || Ok(room.stats(FIRST).await.is_ok_and(|stats| stats == Total::default()))).await?;
    workshop.asked("station-01-move", "confirm").await?;
    workshop.host.wait_for("the PIN", SOON, |page| page.has("move-pin")).await?;
    ensure!(workshop.host.text_of("move-pin").await?.len() == 6);
    workshop.host.click("close-move").await
}

async fn who_comes_in(workshop: &Workshop<'_>) -> Result<()> {
    let (host, room) = (&workshop.host, workshop.room);
    host.click("lock").await?;
    until("a locked room", async || Ok(room.overview().await?.room.locked)).await?;
    host.click("new-code").await?;
    until("a new code", async || Ok(room.overview().await?.code != room.code)).await?;
    // It stays in this tab: nothing of it is asked for or sent.
    host.click("show-large").await?;
    host.type_into("wifi-name", "workshop").await?;
    host.wait_for("the QR code of the Wi-Fi", SOON, |page| page.has("wifi-qr")).await?;
    host.click("close-large").await
}

/// The clicker leads: a question sets the scenario, Reveal is Reveal all, and going back changes nothing.
async fn led_by_the_presenter(workshop: &Workshop<'_>) -> Result<()> {
    let (browser, host, room) = (workshop.browser, &workshop.host, workshop.room);
    browser.client.goto(&format!("{}/s/00/?chapter=3&view=projector", room.address)).await?;
    host.wait_until_enabled("run", SOON).await?;
    // The page leads once it has heard of the room.
    until("chapter 5", async || {
        host.choose_chapter(3).await?;
        host.choose_chapter(5).await?;
        Ok(room.overview().await?.room.pace.scenario == "chapter-5")
    })
    .await?;
    for (key, slide) in [(Key::PageDown, "running"), (Key::PageDown, "room")] {
        host.press(&String::from(char::from(key))).await?;
        shows(host, slide).await?;
    }
    ensure!(host.has("dashboard").await?);
    host.wait_for("the cover", SOON, |page| page.has("class-covered")).await?;
    host.wait_for("the end of the run", RUN_LIMIT, |page| async move { Ok(page.run_state().await? == "done") }).await?;
    ensure!(!room.overview().await?.room.pace.revealed, "not before Reveal");
    next_until(host, "everybody sees it", async || Ok(room.overview().await?.room.pace.revealed)).await?;
    shows(host, "room").await?;
    next_until(host, "the answer", async || Ok(shown(host).await? == "answer")).await?;
    host.choose_chapter(3).await?;
    shows(host, "question").await?;
    ensure!(room.overview().await?.room.pace.scenario == "chapter-5", "going back changes nothing");

    browser.client.goto(&format!("{}/s/02/", room.address)).await?;
    host.wait_until_loaded().await?;
    ensure!(!host.is_enabled("run").await?, "another's station is to be read");
    Ok(())
}

async fn shown(page: &LabPage<'_>) -> Result<String> {
    let slide = page.execute("return document.querySelector('main').dataset.slide", &[]).await?;
    slide.as_str().map(str::to_owned).context("no slide")
}

async fn shows(page: &LabPage<'_>, wanted: &str) -> Result<()> {
    page.wait_for(&format!("the slide {wanted}"), SOON, |page| async move { Ok(shown(page).await? == wanted) }).await
}

/// Presses Next until it holds: what does not fit on a slide is scrolled through first.
async fn next_until<F>(page: &LabPage<'_>, what: &str, holds: impl Fn() -> F) -> Result<()>
where
    F: Future<Output = Result<bool>>,
{
    for _ in 0..10 {
        page.press(&String::from(char::from(Key::PageDown))).await?;
        if timeout(Duration::from_secs(1), until(what, &holds)).await.is_ok_and(|waited| waited.is_ok()) {
            return Ok(());
        }
    }
    bail!("{what} did not come")
}
