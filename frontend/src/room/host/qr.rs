//! QR codes: those that the hub draws, and the one of the Wi-Fi, which only this page knows.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use super::wifi::Wifi;
use crate::text::{said, use_text};

/// The light frame that a reader needs around a code, in modules.
const QUIET: i32 = 4;

/// A QR code that the hub has drawn.
#[component]
pub fn QrImage(
    /// The drawing, as SVG; nothing is shown before it is there.
    #[prop(into)]
    svg: Signal<Option<String>>,
    /// Where it leads, for those who hear the page.
    #[prop(into)]
    label: Signal<String>,
    /// Its `data-testid`.
    test_id: &'static str,
) -> impl IntoView {
    let address = move || svg.get().map(|svg| format!("data:image/svg+xml,{}", js_sys::encode_uri_component(&svg)));
    view! { <img class="qr" data-testid=test_id src=address alt=move || label.get() hidden=move || svg.get().is_none() /> }
}

/// The QR code that joins a Wi-Fi; nothing as long as it has no name.
#[component]
pub fn WifiQr(
    /// The Wi-Fi.
    #[prop(into)]
    wifi: Signal<Wifi>,
) -> impl IntoView {
    let text = use_text();
    let drawing = move || {
        let told = wifi.with(Wifi::qr_text)?;
        Some(match outline(&told) {
            Some((side, path)) => view! {
                <svg
                    class="qr"
                    data-testid="wifi-qr"
                    role="img"
                    aria-label=said(|text| text.host.wifi)
                    viewBox=format!("0 0 {side} {side}")
                >
                    <path d=path />
                </svg>
                <p>{wifi.with(|wifi| wifi.name.clone())}</p>
            }
            .into_any(),
            None => view! { <p role="alert">{move || text.get().host.wifi_too_long}</p> }.into_any(),
        })
    };
    view! { <div>{drawing}</div> }
}

/// Returns the side of a code with its quiet zone, in modules, and its dark modules as a path; `None` if the text is too
/// long for any code.
fn outline(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = all.filter(|&(x, y)| code.get_module(x, y));
    let path = dark.fold(String::new(), |path, (x, y)| path + &format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
    Some((code.size() + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_three_eyes() {
        let (side, path) = outline("WIFI:T:nopass;S:guests;;").expect("it fits");
        assert_eq!((side - 2 * QUIET - 17) % 4, 0, "a version's size");
        let far = side - QUIET - 1;
        for (x, y) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(path.contains(&format!("M{x} {y}h")), "{x} {y}");
        }
        assert!(!path.contains("M3 ") && !path.contains("M0 "));
        assert_eq!(outline(&"x".repeat(4_000)), None);
    }
}
