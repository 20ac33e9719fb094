//! In front of a room: the whole course by Page Down, large and strong enough for the back row.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::contrast::{self, IN_A_ROOM};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::layout;
use experiment::Exhibit;
use fantoccini::key::Key;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);
/// The one of an older room, and a new one.
const PROJECTORS: [(u32, u32); 2] = [(1280, 720), (1920, 1080)];
const LEAST_TEXT: f64 = 28.0;
const LEAST_HERO: f64 = 160.0;
/// What the page calls nothing that was missed, in pixels.
const NEXT_TO_NOTHING: u64 = 8;

async fn in_a_room(query: &str, work: impl AsyncFnOnce(&Browser, &LabPage<'_>) -> Result<()>) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &format!("{}/?view=projector&lang=de&{query}", lab.address)).await?;
        page.wait_until_enabled("run", SOON).await?;
        work(browser, &page).await
    })
    .await
}

async fn press(page: &LabPage<'_>, key: Key) -> Result<()> {
    page.press(&String::from(char::from(key))).await
}

/// The name of the slide that is shown.
async fn slide(page: &LabPage<'_>) -> Result<String> {
    let slide = page.execute("return document.querySelector('main').dataset.slide", &[]).await?;
    Ok(slide.as_str().unwrap_or_default().to_owned())
}

async fn shows(page: &LabPage<'_>, wanted: &str) -> Result<()> {
    page.wait_for(&format!("the slide {wanted}"), SOON, |page| async move { Ok(slide(page).await? == wanted) }).await
}

/// A key as a remote sends it that is held: the browser says that it repeats it.
async fn hold(page: &LabPage<'_>, key: &str) -> Result<()> {
    let script = "for (let time = 0; time < 30; time += 1) document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: arguments[0], repeat: true, bubbles: true, cancelable: true }));";
    page.execute(script, &[key.into()]).await?;
    Ok(())
}

/// A key under a layout in which it writes something else than its place says.
async fn press_by_place(page: &LabPage<'_>, key: &str, code: &str) -> Result<()> {
    let script = "document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: arguments[0], code: arguments[1], bubbles: true, cancelable: true }));";
    page.execute(script, &[key.into(), code.into()]).await?;
    Ok(())
}

/// How far the screen is scrolled down.
async fn scrolled(page: &LabPage<'_>) -> Result<u64> {
    let scrolled = page.execute("return Math.round(document.querySelector('main').scrollTop)", &[]).await?;
    Ok(scrolled.as_u64().unwrap_or_default())
}

/// The next screen; the rest of a long one comes first.
async fn turn_to(page: &LabPage<'_>, wanted: &str) -> Result<()> {
    let mut before = scrolled(page).await?;
    press(page, Key::PageDown).await?;
    while scrolled(page).await? > before {
        before = scrolled(page).await?;
        press(page, Key::PageDown).await?;
    }
    shows(page, wanted).await
}

/// The screen before; what is above on this one comes first. (A browser that was held up says so on the screen.)
async fn turn_back_to(page: &LabPage<'_>, wanted: &str) -> Result<()> {
    while scrolled(page).await? > NEXT_TO_NOTHING {
        press(page, Key::Up).await?;
    }
    press(page, Key::Up).await?;
    shows(page, wanted).await
}

async fn address_says(page: &LabPage<'_>, wanted: &str) -> Result<()> {
    page.wait_for(wanted, SOON, |page| async move { Ok(page.query().await?.contains(wanted)) }).await
}

async fn is_done(page: &LabPage<'_>) -> Result<()> {
    page.wait_for("the end of the run", RUN_LIMIT, |page| async move { Ok(page.run_state().await? == "done") }).await
}

/// What is on the screen now can be read from the back, on either projector.
async fn is_fit_for_a_room(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    for (width, height) in PROJECTORS {
        layout::resize(browser, width, height).await?;
        layout::texts_are_at_least(page, LEAST_TEXT).await?;
        layout::nothing_scrolls_sideways(page).await?;
        if page.execute("return document.querySelector('canvas') !== null", &[]).await? == true {
            layout::the_grid_is_sharp(page).await?;
        }
    }
    contrast::is_at_least(page, IN_A_ROOM).await
}

/// How many euros can be predicted.
async fn can_be_predicted(page: &LabPage<'_>) -> Result<f64> {
    let cents = page.execute("return Number(document.querySelector('[data-testid=\"prediction\"]').max)", &[]).await?;
    Ok(cents.as_f64().unwrap_or_default() / 100.0)
}

/// From a question to its answer and on to why, with one key.
async fn lead_through(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    is_fit_for_a_room(browser, page).await?;
    turn_to(page, "running").await?;
    is_fit_for_a_room(browser, page).await?;
    is_done(page).await?;
    show_the_answer(browser, page).await
}

async fn show_the_answer(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    for screen in ["answer", "fates", "payment", "why"] {
        turn_to(page, screen).await?;
        is_fit_for_a_room(browser, page).await?;
        if screen == "answer" {
            let size =
                "return parseFloat(getComputedStyle(document.querySelector(\"[data-testid='transferred']\")).fontSize)";
            ensure!(page.execute(size, &[]).await?.as_f64() >= Some(LEAST_HERO), "the hero numbers are large");
        }
    }
    Ok(())
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_host_leads_through_the_course_with_page_down_and_the_back_row_can_read_it() -> Result<()> {
        in_a_room("chapter=1", async |browser, page| {
            for chapter in 1..=5 {
                address_says(page, &format!("chapter={chapter}&")).await?;
                page.focus("prediction").await?;
                press(page, Key::Right).await?;
                ensure!(page.count("prediction").await? == 1010, "the room predicts, of this chapter and of no other");
                lead_through(browser, page).await?;
                turn_to(page, "question").await?;
            }
            address_says(page, "chapter=6").await?;
            press(page, Key::PageUp).await?;
            address_says(page, "chapter=5").await?;
            page.press("b").await?;
            page.wait_until_it_says(&["der bildschirm ist dunkel"], SOON).await?;
            page.press(".").await?;
            page.press("?").await?;
            page.wait_until_it_says(&["tastenkürzel"], SOON).await?;
            is_fit_for_a_room(browser, page).await
        })
        .await
    }

    #[tokio::test]
    async fn a_host_who_goes_too_far_comes_back_to_the_run_and_later_to_its_recording() -> Result<()> {
        in_a_room("chapter=3&q=0.4&reveal=auto", async |browser, page| {
            run_to_the_answer(page).await?;
            let seen = totals(page).await?;
            ensure!(seen.1 == "too-much", "chapter 3 pays twice: {seen:?}");
            for screen in ["fates", "payment", "why", "question"] {
                turn_to(page, screen).await?;
            }
            address_says(page, "chapter=4").await?;
            back_to_chapter_three(browser, page, &seen).await?;
            ensure!(!page.text().await?.contains(RECORDED), "its ledger is still there");

            for screen in ["fates", "payment", "why", "question"] {
                turn_to(page, screen).await?;
            }
            run_to_the_answer(page).await?;
            ensure!(totals(page).await? != seen, "chapter 4 has totals of its own");
            page.choose_chapter(4).await?;
            back_to_chapter_three(browser, page, &seen).await?;
            page.wait_until_it_says(&[&RECORDED.to_lowercase()], SOON).await
        })
        .await
    }

    /// What the page says of a recording.
    const RECORDED: &str = "Aufgezeichnet um";

    async fn run_to_the_answer(page: &LabPage<'_>) -> Result<()> {
        turn_to(page, "running").await?;
        page.wait_for("the answer", RUN_LIMIT, |page| async move { Ok(slide(page).await? == "answer") }).await
    }

    /// What was transferred and what that means, and how many attempts it took.
    async fn totals(page: &LabPage<'_>) -> Result<(f64, String, u64)> {
        Ok((page.shown("transferred").await?, page.verdict().await?, page.count("attempts").await?))
    }

    /// Back leads to the last slide of chapter 3, and from there through its answer again.
    async fn back_to_chapter_three(browser: &Browser, page: &LabPage<'_>, seen: &(f64, String, u64)) -> Result<()> {
        press(page, Key::PageUp).await?;
        address_says(page, "chapter=3").await?;
        shows(page, "why").await?;
        ensure!(page.query().await?.contains("q=0.4"), "what is set is what it was run with");
        for screen in ["payment", "fates", "answer"] {
            press(page, Key::PageUp).await?;
            shows(page, screen).await?;
            is_fit_for_a_room(browser, page).await?;
        }
        ensure!(totals(page).await? == *seen, "now {:?}, before {seen:?}", totals(page).await?);
        Ok(())
    }

    #[tokio::test]
    async fn one_payment_is_made_by_hand_on_one_screen_and_page_down_goes_on() -> Result<()> {
        in_a_room("chapter=0", async |browser, page| {
            is_fit_for_a_room(browser, page).await?;
            for (attempt, way) in (1..).zip(["lose-request", "lose-reply", "through"]) {
                page.wait_until_enabled(way, SOON).await?;
                page.click(way).await?;
                page.wait_until_at_least("attempts", f64::from(attempt), SOON).await?;
                page.wait_until_enabled("direct", SOON).await?;
                is_fit_for_a_room(browser, page).await?;
            }
            ensure!(slide(page).await? == "question", "nothing takes the buttons away");
            press(page, Key::PageDown).await?;
            address_says(page, "chapter=1&").await?;
            is_done(page).await?;
            ensure!(slide(page).await? == "question", "the end of the payment by hand is no run to look at");
            ensure!(can_be_predicted(page).await? >= 2_000.0, "the axis is that of the thousand payments asked about");
            page.wait_until_enabled("run", SOON).await
        })
        .await
    }

    #[tokio::test]
    async fn exhibits_break_in_front_of_a_room_and_their_cure_is_run_there() -> Result<()> {
        in_a_room("chapter=6", async |browser, page| {
            for exhibit in Exhibit::ALL {
                page.click(&format!("exhibit-{}", exhibit.as_str())).await?;
                is_fit_for_a_room(browser, page).await?;
                if exhibit == Exhibit::CheckThenInsert {
                    ensure!(can_be_predicted(page).await? >= 3_100.0, "what may come of it can be predicted");
                }
            }
            page.click("exhibit-memory-and-crash").await?;
            turn_to(page, "running").await?;
            page.wait_until_it_says(&["bank abstürzen"], RUN_LIMIT).await?;
            is_fit_for_a_room(browser, page).await?;
            page.click("crash").await?;
            is_fit_for_a_room(browser, page).await?;
            page.click("confirm").await?;
            is_done(page).await?;
            show_the_answer(browser, page).await?;
            page.click("cure").await?;
            page.wait_for("the run of the cure", SOON, |page| async move { Ok(slide(page).await? == "running") }).await
        })
        .await
    }

    #[tokio::test]
    async fn a_held_key_starts_no_run_and_leaves_no_chapter_and_arrows_turn_slides_too() -> Result<()> {
        in_a_room("chapter=1", async |_, page| {
            for key in ["PageDown", "ArrowDown", "PageUp", "ArrowUp", "b"] {
                hold(page, key).await?;
            }
            page.focus("run").await?;
            hold(page, "Enter").await?;
            ensure!(slide(page).await? == "question" && page.run_state().await? == "idle", "a held key ran something");
            ensure!(page.query().await?.contains("chapter=1"), "a held key left the chapter");
            press(page, Key::Down).await?;
            shows(page, "running").await?;
            hold(page, "PageDown").await?;
            is_done(page).await?;
            ensure!(slide(page).await? == "running", "the bank is revealed to nobody who did not ask");
            turn_back_to(page, "question").await?;
            press_by_place(page, "\u{438}", "KeyB").await?;
            page.wait_until_it_says(&["der bildschirm ist dunkel"], SOON).await
        })
        .await
    }

    #[tokio::test]
    async fn next_in_a_run_reveals_the_bank_with_its_verdict() -> Result<()> {
        in_a_room("chapter=2", async |_, page| {
            turn_to(page, "running").await?;
            page.wait_until_at_least("settled", 10.0, SOON).await?;
            press(page, Key::PageDown).await?;
            ensure!(slide(page).await? == "running" && page.run_state().await? == "running", "it is remembered");
            shows(page, "answer").await?;
            ensure!(page.run_state().await? == "done" && page.verdict().await? == "missing");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn a_slide_that_is_longer_than_the_screen_says_so_and_is_scrolled_through_first() -> Result<()> {
        in_a_room("chapter=1", async |browser, page| {
            layout::resize(browser, 1280, 480).await?;
            let more = "return !document.querySelector('[data-testid=\"more-below\"]').hidden";
            let says = |wanted: bool| async move {
                page.wait_for("what is below", SOON, |page| async move { Ok(page.execute(more, &[]).await? == wanted) })
                    .await
            };
            says(true).await?;
            press(page, Key::PageDown).await?;
            ensure!(slide(page).await? == "question" && scrolled(page).await? > 0, "the rest comes first");
            hold(page, "PageDown").await?;
            says(false).await?;
            press(page, Key::PageDown).await?;
            shows(page, "running").await
        })
        .await
    }
}
