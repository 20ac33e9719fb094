//! What a room looks like, full to its last seat: readable from the last row, on paper of any colour, by key and by ear.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use e2e::axe::Axe;
use e2e::browser::{Browser, Engine};
use e2e::contrast::{self, IN_A_ROOM, ON_THE_PAGE};
use e2e::dashboard;
use e2e::lab_page::LabPage;
use e2e::layout;
use e2e::participant::Participant;
use e2e::room::{Room, RoomPage, until};
use experiment::Scenario;
use fantoccini::key::Key;
use protocol::Total;
use protocol::room::{Counted, StationActivity, StationNumber};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const SOON: Duration = Duration::from_secs(20);
const STATIONS: u8 = 64;
/// So many have run, and one has left again.
const RAN: u8 = 10;
const CHAPTER: Scenario = Scenario::Chapter(3);
const PROJECTORS: [(u32, u32); 3] = [(1280, 720), (1366, 768), (1920, 1080)];
const LEAST_TEXT: f64 = 28.0;
const SPEAK: &str = "document.querySelector(`.languages [lang='${arguments[0]}']`).click()";

/// Whether all of an element can be seen on the slide.
const IS_SEEN: &str = "
    const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
    const slide = document.querySelector('main').getBoundingClientRect();
    return top >= slide.top && bottom <= slide.bottom";

/// Whether the chapter that is chosen can be read in the head of the page.
const CHAPTER_IS_NAMED: &str = "const name = document.querySelector('.chapter[aria-pressed=true] .name');
    return name.checkVisibility() && name.scrollWidth <= name.clientWidth";

/// A full room: who has run is done, one has left, others have predicted, and half of the seats are free.
async fn full_room() -> Result<Room> {
    let room = Room::open(STATIONS, &["--room-address", "http://192.168.178.21:8090/"]).await?;
    room.lead_through(&CHAPTER.to_string()).await?;
    let mut running = JoinSet::new();
    for number in 1..=RAN {
        let mut participant = Participant::join(&room, number).await?;
        running.spawn(async move {
            let prediction = Total::from_cents(u64::from(number) * 2_500);
            participant.run(CHAPTER, 100, prediction).await.map(|result| (participant, result))
        });
    }
    let mut last = None;
    while let Some(ran) = running.join_next().await {
        let (participant, result) = ran??;
        ensure!(result.counted == Counted::Counted, "{result:?}");
        last = Some(participant);
    }
    last.context("nobody ran")?.leave(CHAPTER).await?;
    for number in RAN + 1..=STATIONS / 2 {
        Participant::join(&room, number).await?.predict(CHAPTER, Total::from_cents(14_300)).await?;
    }
    Ok(room)
}

async fn emulate(browser: &Browser, features: Value) -> Result<()> {
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
    Ok(())
}

mod axe {
    use super::*;

    #[tokio::test]
    async fn a_full_room_can_be_read_from_the_last_row_led_by_key_and_heard() -> Result<()> {
        let axe = Axe::load()?;
        let room = full_room().await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let host = LabPage::in_window(browser);
            browser.client.goto(&format!("{}/#host={}", room.address, room.host_key)).await?;
            host.wait_for("the dashboard", SOON, |page| page.has("stations")).await?;
            the_dashboard_is_readable(browser, &host, &axe, "covered").await?;
            pressed_by_key(&host, &room).await?;
            the_dashboard_is_readable(browser, &host, &axe, "revealed").await?;
            in_other_colours_and_at_rest(browser, &host).await?;
            taken_away_and_freed(browser, &host, &room).await?;
            on_the_slide_all_are_reached(browser, &host, &axe, &room).await?;
            browser.client.new_window(true).await?;
            let newest = browser.client.windows().await?.pop().context("no window")?;
            browser.client.switch_to_window(newest).await?;
            who_comes_in_meets_no_barrier(browser, &axe, &room).await
        })
        .await
    }
}

/// On a page of its own, in both languages.
async fn the_dashboard_is_readable(browser: &Browser, host: &LabPage<'_>, axe: &Axe, what: &str) -> Result<()> {
    for language in ["de", "en"] {
        host.execute(SPEAK, &[json!(language)]).await?;
        for (width, height) in [(1366, 768), (1920, 1080)] {
            layout::resize(browser, width, height).await?;
            layout::nothing_scrolls_sideways(host).await?;
            layout::targets_are_at_least(host, 24.0).await?;
            dashboard::nothing_is_cut_off(host, &format!("{what} in {language}, {width}")).await?;
        }
        axe.finds_nothing(browser, &format!("the dashboard, {what} in {language}")).await?;
        contrast::is_at_least(host, ON_THE_PAGE).await?;
    }
    dashboard::texts_are_at_least(host, LEAST_TEXT).await?;
    dashboard::tab_comes_everywhere(host).await?;
    ensure!(host.execute("return document.querySelectorAll('.station-tile').length", &[]).await? == STATIONS);
    Ok(())
}

/// Reveal all, Pause all and a station's menu.
async fn pressed_by_key(host: &LabPage<'_>, room: &Room) -> Result<()> {
    let enter = char::from(Key::Enter).to_string();
    for paused in [true, false] {
        host.focus("pause-all").await?;
        host.press(&enter).await?;
        until("the pause", async || Ok(room.overview().await?.room.pace.paused == paused)).await?;
    }
    host.focus("station-03-more").await?;
    host.press(&enter).await?;
    host.focus("station-03-free").await?;
    host.press(&enter).await?;
    host.wait_for("the question", SOON, |page| page.has("cancel")).await?;
    host.press(&char::from(Key::Escape).to_string()).await?;
    host.wait_for("no question", SOON, |page| async move { Ok(!page.has("cancel").await?) }).await?;
    host.focus("reveal-all").await?;
    host.press(&enter).await?;
    host.wait_for("the dots", SOON, |page| page.has("class-dots")).await?;
    let dots = "return document.querySelectorAll('[data-testid=class-dots] path').length";
    ensure!(host.execute(dots, &[]).await? == RAN);
    // Its menu is open: what is below lies over what is around it.
    host.focus("station-03-more").await?;
    host.press(&enter).await
}

async fn in_other_colours_and_at_rest(browser: &Browser, host: &LabPage<'_>) -> Result<()> {
    let [usual, almost_always] = dashboard::greys_of_the_bands(host).await?;
    ensure!(usual + 30.0 < almost_always && almost_always < 240.0, "{usual} in {almost_always} on white");
    for scheme in ["light", "dark"] {
        let forced = json!([
            { "name": "forced-colors", "value": "active" }, { "name": "prefers-color-scheme", "value": scheme },
        ]);
        emulate(browser, forced).await?;
        let pressed = "return ['mode-free', 'mode-paced'].map(
            id => getComputedStyle(document.querySelector(`[data-testid=${id}]`)).backgroundColor)";
        let modes = host.execute(pressed, &[]).await?;
        ensure!(modes[0] != modes[1], "which mode is on? {modes}");
        let [other_usual, other] = dashboard::greys_of_the_bands(host).await?;
        ensure!(other_usual + 30.0 < other, "{other_usual} in {other}");
        // The drawing keeps its own colours, its words included.
        contrast::is_at_least(host, ON_THE_PAGE).await?;
    }
    emulate(browser, json!([{ "name": "prefers-reduced-motion", "value": "reduce" }])).await?;
    ensure!(host.execute("return document.getAnimations().length", &[]).await? == 0, "something moves");
    emulate(browser, json!([])).await
}

/// The CSV, a seat, and the seats that were left.
async fn taken_away_and_freed(browser: &Browser, host: &LabPage<'_>, room: &Room) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let allow = json!({ "behavior": "allow", "downloadPath": folder.path() });
    browser.devtools("Browser.setDownloadBehavior", allow).await?;
    host.click("room-csv").await?;
    let file = folder.path().join("exactly-once-room.csv");
    until("the CSV", async || Ok(is_whole(&file))).await?;
    let csv = fs::read_to_string(&file)?;
    for station in 1..=RAN {
        let stats = room.stats(StationNumber(station)).await?.to_string();
        let row = csv
            .lines()
            .find(|row| row.starts_with(&format!("{station},")) || row.starts_with(&format!("{station:02},")));
        let row = row.with_context(|| format!("no station {station} in {csv}"))?;
        ensure!(row.split(',').any(|member| member == stats), "{stats} is not in {row}");
    }
    ensure!(!csv.contains(&room.host_key) && !csv.contains(&room.code), "keys in {csv}");

    let is_free = async |station| Ok(room.tile(station).await?.state == StationActivity::Free);
    host.click("free-left").await?;
    host.wait_for("the question", SOON, |page| page.has("confirm")).await?;
    let left = room.overview().await?.stations.into_iter().find(|one| one.state == StationActivity::Left);
    let left = left.context("nobody has left")?.station;
    host.click("confirm").await?;
    until("a seat that was left to be free", async || is_free(left).await).await?;
    host.wait_for("nothing to free", SOON, |page| async move { Ok(!page.has("free-left").await?) }).await?;
    let last = StationNumber(STATIONS / 2);
    host.execute("document.querySelector('[data-testid=station-32-more]').parentElement.open = true", &[]).await?;
    host.click("station-32-free").await?;
    host.wait_for("the question", SOON, |page| page.has("confirm")).await?;
    host.click("confirm").await?;
    until("a free seat", async || is_free(last).await).await
}

fn is_whole(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|csv| !csv.is_empty())
}

/// Page Down comes by every station before it turns.
async fn on_the_slide_all_are_reached(browser: &Browser, host: &LabPage<'_>, axe: &Axe, room: &Room) -> Result<()> {
    browser.client.goto(&format!("{}/s/00/?chapter=3&view=projector", room.address)).await?;
    host.wait_until_enabled("run", SOON).await?;
    for slide in ["running", "room"] {
        host.press(&char::from(Key::PageDown).to_string()).await?;
        host.wait_for(slide, SOON, |page| async move { Ok(shown(page).await? == slide) }).await?;
    }
    host.wait_for("the dots", SOON, |page| page.has("class-dots")).await?;
    for language in ["de", "en"] {
        host.execute(SPEAK, &[json!(language)]).await?;
        for (width, height) in PROJECTORS {
            layout::resize(browser, width, height).await?;
            layout::texts_are_at_least(host, LEAST_TEXT).await?;
            layout::nothing_scrolls_sideways(host).await?;
            dashboard::texts_are_at_least(host, LEAST_TEXT).await?;
            dashboard::nothing_is_cut_off(host, &format!("the slide in {language}, {width}")).await?;
            let axis = host.execute(IS_SEEN, &[json!(".class-chart .base")]).await?;
            ensure!(axis == true, "the axis is below the fold in {language}, {width}");
            ensure!(host.execute(CHAPTER_IS_NAMED, &[]).await? == true, "a number is no name in {language}, {width}");
        }
        axe.finds_nothing(browser, &format!("the slide of the room in {language}")).await?;
        contrast::is_at_least(host, IN_A_ROOM).await?;
    }
    let last = [json!(format!("[data-testid='station-{STATIONS}']"))];
    for _ in 0..10 {
        host.press(&char::from(Key::PageDown).to_string()).await?;
        if host.execute(IS_SEEN, &last).await? == true {
            return Ok(());
        }
        ensure!(shown(host).await? == "room", "the slide has turned before its last station was seen");
    }
    bail!("the last station is never seen")
}

async fn shown(page: &LabPage<'_>) -> Result<String> {
    let slide = page.execute("return document.querySelector('main').dataset.slide ?? ''", &[]).await?;
    Ok(slide.as_str().unwrap_or_default().to_owned())
}

/// The door, a station and its pages, on a phone and on a laptop, in both languages.
async fn who_comes_in_meets_no_barrier(browser: &Browser, axe: &Axe, room: &Room) -> Result<()> {
    let guest = RoomPage::at_the_door(browser, room).await?;
    let sizes = [(390, 844), (1366, 768)];
    for language in ["de", "en"] {
        layout::resize(browser, 1366, 768).await?;
        guest.page.execute(SPEAK, &[json!(language)]).await?;
        for (width, height) in sizes {
            layout::resize(browser, width, height).await?;
            for door in ["have-station", "watch", "have-code"] {
                guest.page.click(door).await?;
                axe.finds_nothing(browser, &format!("the door, {door}, {language}, {width}")).await?;
            }
        }
    }
    guest.join(&room.code).await?;
    for language in ["de", "en"] {
        layout::resize(browser, 1366, 768).await?;
        guest.page.execute(SPEAK, &[json!(language)]).await?;
        for (width, height) in sizes {
            layout::resize(browser, width, height).await?;
            axe.finds_nothing(browser, &format!("a station, {language}, {width}")).await?;
            for name in ["exercise", "counterexamples"] {
                guest.page.execute("location.hash = arguments[0]", &[json!(name)]).await?;
                guest.page.wait_for(name, SOON, |page| async move { Ok(page.info_page().await? == name) }).await?;
                axe.finds_nothing(browser, &format!("{name} at a station, {language}, {width}")).await?;
                guest.page.click("page-back").await?;
            }
        }
    }
    Ok(())
}
