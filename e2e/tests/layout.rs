//! The page on laptops and phones: a run is on one screen, nothing scrolls sideways, what is touched is large enough.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::layout;
use e2e::phone_frame;
use e2e::session::with_page;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

/// What a laptop shows without scrolling.
const ON_A_LAPTOP: [&str; 10] = [
    ".chapters",
    ".sentence",
    ".pipeline",
    ".totals",
    ".axis .line",
    ".marks",
    ".messages",
    "[data-testid='grid']",
    ".legend",
    "[data-testid='run']",
];

/// What a phone shows without scrolling.
const ON_A_PHONE: [&str; 4] = [".totals", ".axis .line", "[data-testid='grid']", ".buttons"];

/// Where a run is looked at.
#[derive(Debug, Clone, Copy)]
struct Screen {
    size: (u32, u32),
    /// What can be seen whole.
    shows: &'static [&'static str],
    /// The side of a cell, in pixels.
    cell: (u64, u64),
}

const SCREENS: [Screen; 5] = [
    Screen { size: (1366, 640), shows: &ON_A_LAPTOP, cell: (14, 16) },
    Screen { size: (1366, 768), shows: &ON_A_LAPTOP, cell: (14, 16) },
    Screen { size: (1920, 1000), shows: &ON_A_LAPTOP, cell: (16, 30) },
    Screen { size: (390, 664), shows: &ON_A_PHONE, cell: (7, 8) },
    Screen { size: (390, 844), shows: &ON_A_PHONE, cell: (7, 8) },
];

/// Where axis and grid lie on each of the screens.
type Places = Vec<[[u64; 3]; 2]>;

/// Looks at the page on every screen.
async fn on_every_screen(browser: &Browser, page: &LabPage<'_>) -> Result<Places> {
    let mut places = Places::new();
    for screen in SCREENS {
        layout::resize(browser, screen.size.0, screen.size.1).await?;
        layout::the_grid_is_sharp(page).await?;
        fits(page, screen).await.with_context(|| format!("{:?}", screen.size))?;
        places.push([
            layout::place_of(page, ".axis .line").await?,
            layout::place_of(page, "[data-testid='grid']").await?,
        ]);
    }
    Ok(places)
}

async fn fits(page: &LabPage<'_>, screen: Screen) -> Result<()> {
    layout::is_on_screen(page, screen.shows).await?;
    layout::nothing_scrolls_sideways(page).await?;
    let [_, width, _] = layout::place_of(page, "[data-testid='grid']").await?;
    let cell = width / 50;
    ensure!((screen.cell.0..=screen.cell.1).contains(&cell), "a cell is {cell} pixels wide");
    let [_, _, foot] = layout::place_of(page, ".controls").await?;
    ensure!(foot <= 844 * 15 / 100, "the bar at the foot is {foot} pixels high");
    if screen.shows.len() > ON_A_PHONE.len() {
        layout::nothing_scrolls(page).await?;
        let [_, _, pipeline] = layout::place_of(page, ".pipeline").await?;
        ensure!(pipeline <= 90, "the pipeline is {pipeline} pixels high");
    }
    let scrolled = page.execute("return scrollY", &[]).await?;
    ensure!(scrolled == 0, "the page has scrolled by {scrolled}");
    Ok(())
}

/// Before a run, in the middle of it, and with everything revealed.
async fn a_run_is_on_one_screen(chapter: u8, language: &str) -> Result<()> {
    with_page(&format!("?chapter={chapter}&lang={language}"), async |browser, page, _| {
        let before = on_every_screen(browser, page).await.context("before the run")?;
        page.click("run").await?;
        page.wait_until_at_least("settled", 100.0, RUN_LIMIT).await?;
        page.click("pause").await?;
        let during = on_every_screen(browser, page).await.context("during the run")?;
        page.click("pause").await?;
        page.wait_until_done(RUN_LIMIT).await?;
        let after = on_every_screen(browser, page).await.context("after the run")?;
        for (index, screen) in SCREENS.iter().enumerate().filter(|(_, screen)| screen.shows.len() > ON_A_PHONE.len()) {
            ensure!(
                before[index] == during[index],
                "{:?}: {:?} became {:?}",
                screen.size,
                before[index],
                during[index]
            );
            ensure!(before[index] == after[index], "{:?}: {:?} became {:?}", screen.size, before[index], after[index]);
        }
        Ok(())
    })
    .await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_run_is_on_one_screen_before_during_and_after_it() -> Result<()> {
        a_run_is_on_one_screen(3, "en").await
    }

    #[tokio::test]
    async fn so_is_the_longest_german_one() -> Result<()> {
        a_run_is_on_one_screen(3, "de").await
    }

    #[tokio::test]
    async fn so_is_an_exhibit_with_its_cure() -> Result<()> {
        a_run_is_on_one_screen(6, "de").await
    }

    #[tokio::test]
    async fn what_is_in_a_panel_is_one_click_away_and_a_run_closes_it() -> Result<()> {
        with_page("?chapter=1", async |browser, page, _| {
            layout::resize(browser, 1366, 640).await?;
            layout::is_on_screen(page, &["[data-testid='welcome'] p"]).await?;
            for panel in ["payment", "log", "losses", "settings", "more"] {
                page.click(&format!("open-panel-{panel}")).await?;
                layout::is_on_screen(page, &[&format!("#panel-{panel}"), "[data-testid='grid']"]).await?;
                layout::nothing_scrolls(page).await?;
            }
            page.click("run").await?;
            page.wait_for("no welcome", SOON, |page| async move { Ok(!page.has("welcome").await?) }).await?;
            layout::is_on_screen(page, &[".totals", ".axis .line"]).await
        })
        .await
    }

    #[tokio::test]
    async fn a_phone_needs_no_sideways_scrolling_and_its_targets_are_large() -> Result<()> {
        on_a_phone(Engine::Chromium).await
    }

    #[tokio::test]
    async fn a_laptop_needs_no_sideways_scrolling() -> Result<()> {
        for language in ["en", "de"] {
            with_page(&format!("?chapter=6&reveal=auto&lang={language}"), async |browser, page, _| {
                page.click("run").await?;
                page.wait_until_done(RUN_LIMIT).await?;
                for (width, height) in LAPTOPS {
                    layout::resize(browser, width, height).await?;
                    layout::nothing_scrolls_sideways(page)
                        .await
                        .with_context(|| format!("{width} pixels, {language}"))?;
                    layout::the_grid_is_sharp(page).await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }
}

/// From a large screen down to a tablet, past every width at which the page is arranged anew.
const LAPTOPS: [(u32, u32); 10] = [
    (1920, 1080),
    (1890, 1000),
    (1870, 1000),
    (1610, 900),
    (1590, 900),
    (1460, 900),
    (1366, 768),
    (1310, 800),
    (1280, 720),
    (1024, 768),
];

/// Widths and heights of phones: a usual one, and the narrowest there is.
const PHONES: [(u32, u32); 2] = [(390, 844), (320, 844)];

/// In a window that narrow only Chromium can be; in a frame the page has the same width to lie in.
async fn open<'a>(browser: &'a Browser, lab: &Lab, query: &str) -> Result<LabPage<'a>> {
    let page = match browser.engine {
        Engine::Chromium => {
            layout::resize(browser, PHONES[0].0, PHONES[0].1).await?;
            LabPage::open(browser, &format!("{}/{query}", lab.address)).await?
        }
        Engine::Firefox | Engine::WebKit => phone_frame::open(browser, lab, query, PHONES[0]).await?,
    };
    page.wait_until_enabled("run", SOON).await?;
    Ok(page)
}

/// What is where Run was, after it was pressed.
const PRESSED_TWICE: &str = "
    const run = document.querySelector('[data-testid=run]'), { left, top, width, height } = run.getBoundingClientRect();
    run.click();
    return new Promise(done => requestAnimationFrame(() => setTimeout(() =>
        done(document.elementFromPoint(left + width / 2, top + height / 2).closest('[data-testid]')?.dataset.testid))));";

/// Whether a panel that was opened begins on the screen.
async fn is_in_view(page: &LabPage<'_>, panel: &str) -> Result<bool> {
    let script = "const { top } = document.querySelector(arguments[0]).getBoundingClientRect();
        return top >= 0 && top < document.querySelector('.controls').getBoundingClientRect().top";
    Ok(page.execute(script, &[json!(format!("#panel-{panel}"))]).await? == true)
}

async fn fits_every_phone(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    for (width, height) in PHONES {
        match browser.engine {
            Engine::Chromium => layout::resize(browser, width, height).await?,
            Engine::Firefox | Engine::WebKit => phone_frame::resize(page, (width, height)).await?,
        }
        layout::nothing_scrolls_sideways(page).await?;
        layout::targets_are_at_least(page, 44.0).await?;
        layout::the_grid_is_sharp(page).await?;
    }
    Ok(())
}

/// The names that can be read in the head of the page.
const NAMES: &str = "return [...document.querySelectorAll('.chapters :is(.chapter-list *, .name, a)')]
    .filter(name => name.checkVisibility() && name.scrollWidth <= name.clientWidth + 1).map(name => name.textContent)";

/// Who comes alone with a phone reads what this is and which chapter it is; all names, and the exercise, are one tap away.
async fn a_stranger_finds_the_way(browser: &Browser, lab: &Lab) -> Result<()> {
    let page = open(browser, lab, "?lang=de").await?;
    layout::is_on_screen(&page, &["[data-testid='welcome'] p", "[data-testid='chapter-list']"]).await?;
    layout::is_on_screen(&page, &ON_A_PHONE).await?;
    let names = page.execute(NAMES, &[]).await?;
    ensure!(names == json!(["Stabil", "danach: Einmal senden"]), "{names}");
    page.click("chapter-list").await?;
    fits_every_phone(browser, &page).await?;
    let names = page.execute(NAMES, &[]).await?;
    ensure!(names.as_array().is_some_and(|names| names.len() == 10 && names[9] == "Selbst schreiben"), "{names}");
    page.click("chapter-4").await?;
    let names = page.execute(NAMES, &[]).await?;
    ensure!(names[0] == "Schlüssel notiert", "the list is closed again, and says {names}");
    page.click("chapter-list").await?;
    page.click("chapter-exercise").await?;
    page.wait_for("the exercise", SOON, |page| async move { Ok(page.info_page().await? == "exercise") }).await
}

/// A payment's way is as wide as the phone, and scrolls with the page.
const HAS_A_SCROLLBAR: &str = "const diagram = document.querySelector('#panel-payment svg.sequence').parentElement;
    return getComputedStyle(diagram).overflowY !== 'visible'";

/// What the address says, without going there: that would load a page which was written.
const TURN_TO: &str = "history.replaceState(null, '', `#${arguments[0]}`); dispatchEvent(new Event('hashchange'))";

async fn on_a_phone(engine: Engine) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(engine, &[], async |browser| {
        // A link is followed in a page of its own, and not in a frame.
        if engine == Engine::Chromium {
            a_stranger_finds_the_way(browser, &lab).await?;
        }
        for language in ["en", "de"] {
            // The exhibit for which the settings are open.
            let page = open(browser, &lab, &format!("?chapter=6&exhibit=check-then-insert&lang={language}")).await?;
            ensure!(page.has("cure").await?, "chapter 6 is what was asked for");
            fits_every_phone(browser, &page).await?;
            // The side panels are below.
            for panel in ["payment", "settings"] {
                page.click(&format!("open-panel-{panel}")).await?;
                page.wait_for(panel, SOON, |page| is_in_view(page, panel)).await?;
                fits_every_phone(browser, &page).await.with_context(|| format!("{panel} in {language}"))?;
            }
            for around in ["code", "counterexamples", "losses", "two-generals", "fallacies", "exercise", "about"] {
                page.execute(TURN_TO, &[json!(around)]).await?;
                page.wait_for(
                    "its title",
                    SOON,
                    |page| async move { Ok(!page.text_of("page-title").await?.is_empty()) },
                )
                .await?;
                fits_every_phone(browser, &page).await.with_context(|| format!("{around} in {language}"))?;
            }
        }
        // The chapter strip, the legend and the ladder have something to show after a run.
        let page = open(browser, &lab, "?chapter=2&reveal=auto").await?;
        ensure!(page.execute(PRESSED_TWICE, &[]).await? == "run", "whoever taps twice presses something else");
        page.wait_until_done(RUN_LIMIT).await?;
        page.click("open-panel-payment").await?;
        page.click("unluckiest").await?;
        fits_every_phone(browser, &page).await?;
        ensure!(page.execute(HAS_A_SCROLLBAR, &[]).await? == false, "the diagram scrolls for itself");
        Ok(())
    })
    .await
}

mod firefox {
    use super::*;

    #[tokio::test]
    async fn a_phone_needs_no_sideways_scrolling_and_its_targets_are_large() -> Result<()> {
        on_a_phone(Engine::Firefox).await
    }
}

mod webkit {
    use super::*;

    #[tokio::test]
    async fn a_phone_needs_no_sideways_scrolling_and_its_targets_are_large() -> Result<()> {
        on_a_phone(Engine::WebKit).await
    }
}
