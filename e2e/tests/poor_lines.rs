//! A poor line, and other people's machines: what gets lost is asked for again, a lease can be taken from a page that is
//! gone, and a network through which nothing comes is told apart before anything is sent.

use std::io;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network, free_port};
use e2e::lab_page::LabPage;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

/// Everything that sets a run up, and what crashes the bank.
const LOST_ONCE: [&str; 7] = [
    "POST /lab/run",
    "DELETE /payments/",
    "PUT /lab/key-policy",
    "PUT /lab/network",
    "POST /payments/",
    "GET /lab/state",
    "POST /lab/crash",
];

/// A line that loses what `window.lose` names, once each, and leads to another port if the tab was told one.
const POOR_LINE: &str = "
    const send = window.fetch, port = Number(sessionStorage.getItem('proxied-port'));
    window.lose = new Set();
    window.fetch = async (input, init) => {
        const request = input instanceof Request ? input : new Request(input, init);
        const { pathname } = new URL(request.url);
        if (window.lose.delete(`${request.method} ${pathname}`)) throw new TypeError('lost on the way');
        const answer = await send(request);
        if (!port || pathname !== '/lab/state') return answer;
        return Response.json({ ...await answer.json(), proxied_port: port });
    };";

async fn on_a_poor_line(work: impl AsyncFnOnce(&Lab, &Browser) -> Result<()>) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": POOR_LINE })).await?;
        work(&lab, browser).await
    })
    .await
}

/// Starts a run, which ends before it has sent anything with a sentence that says why.
async fn is_told_apart(page: &LabPage<'_>, sentence: &str) -> Result<()> {
    page.wait_until_enabled("run", SOON).await?;
    page.click("run").await?;
    page.wait_until_it_says(&[sentence], SOON).await?;
    ensure!(page.count("attempts").await? == 0, "something was sent");
    page.wait_until_enabled("run", SOON).await
}

/// The page, over a network that it believes at this port.
async fn over_port<'a>(lab: &Lab, browser: &'a Browser, port: u16) -> Result<LabPage<'a>> {
    let page = LabPage::open(browser, &lab.address).await?;
    page.execute("sessionStorage.setItem('proxied-port', arguments[0])", &[json!(port)]).await?;
    LabPage::open(browser, &format!("{}/?chapter=1", lab.address)).await
}

/// Answers everything with nothing, as a server would that knows nothing of the lab. Returns its port.
async fn somebody_else() -> Result<u16> {
    serve(|mut client| async move {
        if client.read(&mut [0; 4_096]).await? == 0 {
            return Ok(());
        }
        client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await
    })
    .await
}

/// Leads to the lab under another port. Returns that.
async fn another_way_to(lab: &Lab) -> Result<u16> {
    let port = lab.port()?;
    serve(move |mut client| async move {
        let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    })
    .await
}

/// Accepts connections for as long as the test runs. Returns the port.
async fn serve<Served>(connection: impl Fn(TcpStream) -> Served + Send + 'static) -> Result<u16>
where
    Served: Future<Output = io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            // A browser that hangs up is no failure.
            tokio::spawn(connection(client));
        }
    });
    Ok(port)
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_step_or_a_crash_that_gets_lost_is_asked_for_again() -> Result<()> {
        on_a_poor_line(async |lab, browser| {
            let page = LabPage::open(browser, &format!("{}/?chapter=6", lab.address)).await?;
            page.click("exhibit-memory-and-crash").await?;
            page.wait_until_enabled("run", SOON).await?;
            page.execute("arguments[0].forEach(request => window.lose.add(request))", &[json!(LOST_ONCE)]).await?;
            page.click("run").await?;
            page.wait_until_it_says(&["crash the bank now"], RUN_LIMIT).await?;
            let bank = lab.bank()?.id;
            page.click("crash").await?;
            page.click("confirm").await?;
            page.wait_until_done(RUN_LIMIT).await?;
            ensure!(page.execute("return window.lose.size", &[]).await? == 0, "each of them got lost");
            ensure!(lab.bank()?.id != bank, "a crash that got lost is no crash");
            ensure!(page.shown("transferred").await? > 1_000.0, "the bank has forgotten its keys");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn a_network_that_leads_nowhere_is_told_apart_and_the_run_of_a_page_that_is_gone_is_ended() -> Result<()> {
        on_a_poor_line(async |lab, browser| {
            let page = over_port(lab, browser, somebody_else().await?).await?;
            is_told_apart(&page, "somebody else answers at").await?;
            let page = over_port(lab, browser, free_port()?).await?;
            is_told_apart(&page, "nobody answers at").await?;
            let page = over_port(lab, browser, 6_000).await?;
            is_told_apart(&page, "browsers block port 6000").await?;

            let other = format!("http://127.0.0.1:{}", another_way_to(lab).await?);
            let page = LabPage::open(browser, &format!("{other}/?chapter=1")).await?;
            is_told_apart(&page, &format!("start it with --page-origin {other}")).await?;

            lab.ask(Method::POST, "/lab/run", &json!({ "run": "gonegonegone" })).await?.error_for_status()?;
            page.wait_until_it_says(&["another page is running"], SOON).await?;
            ensure!(!page.is_enabled("run").await?, "it watches");
            page.click("end-other-run").await?;
            page.wait_until_enabled("run", SOON).await?;
            let lease = lab.state().await?.run;
            ensure!(lease.is_none(), "it still holds the lease: {lease:?}");
            Ok(())
        })
        .await
        .context("on another's machine")
    }
}
