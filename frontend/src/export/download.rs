//! Hands a file to the reader.

use gloo_file::{Blob, ObjectUrl};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::document;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

use super::{Format, Report};
use crate::text::Language;

/// How long an address stays good, in milliseconds: Safari fetches the file only after the click has returned.
const KEPT: u32 = 60_000;

/// Hands the report to the reader in this format, as if it had been downloaded.
///
/// # Errors
///
/// The browser's own error, where it makes no link.
pub(crate) fn download(report: &Report, format: Format, language: Language) -> Result<(), JsValue> {
    save(&report.file_name(format), &report.write(format, language), format)
}

/// Hands this content to the reader under this name, as if it had been downloaded.
///
/// # Errors
///
/// The browser's own error, where it makes no link.
pub(crate) fn save(name: &str, content: &str, format: Format) -> Result<(), JsValue> {
    let address = ObjectUrl::from(Blob::new_with_options(content, Some(format.mime())));
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    spawn_local(async move {
        TimeoutFuture::new(KEPT).await;
        drop(address);
    });
    Ok(())
}
