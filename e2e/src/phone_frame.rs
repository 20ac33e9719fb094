//! A frame of a phone's size around the page, for engines whose windows do not become as narrow. Layout and media queries
//! go by the frame.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::browser::Browser;
use crate::lab::Lab;
use crate::lab_page::LabPage;

/// The lab lets nobody frame its page (`frame-ancestors`), so the page is not loaded into the frame but written there. A
/// document has the address of the one whose script writes it: a driver's script belongs to none, so it brings one in.
const WRITE_THE_PAGE: &str = "
    const [script, frame] = ['script', 'iframe'].map(name => document.createElement(name));
    frame.style = 'display: block; border: 0';
    document.body.style.margin = 0;
    document.body.replaceChildren(frame);
    script.textContent = `fetch('/').then(answer => answer.text()).then(html => {
        const page = frames[0].document;
        page.open();
        page.write(html);
        page.close();
    })`;
    document.head.append(script);";

/// Opens the lab's page at `query` in a frame of this width and height. The session stays in the frame until another
/// address is opened.
pub async fn open<'a>(browser: &'a Browser, lab: &Lab, query: &str, size: (u32, u32)) -> Result<LabPage<'a>> {
    let client = &browser.client;
    // A document of the lab's own origin without a program in it.
    client.goto(&format!("{}/health{query}", lab.address)).await?;
    client.execute(WRITE_THE_PAGE, vec![]).await?;
    client.enter_frame(0).await?;
    let page = LabPage::of(browser).await?;
    resize(&page, size).await?;
    Ok(page)
}

/// Gives the frame another width and height, in pixels.
pub async fn resize(page: &LabPage<'_>, (width, height): (u32, u32)) -> Result<()> {
    let script = "frameElement.style.width = `${arguments[0]}px`; frameElement.style.height = `${arguments[1]}px`;
        return [innerWidth, innerHeight]";
    let inside = page.execute(script, &[json!(width), json!(height)]).await?;
    ensure!(inside == json!([width, height]), "the frame is {inside} pixels large");
    Ok(())
}
