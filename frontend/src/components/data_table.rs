use leptos::prelude::*;

/// A table of texts, whose first cell in each row is the row's name.
#[component]
pub fn DataTable(
    /// Its `data-testid`; none by default.
    #[prop(into, optional)]
    test_id: Option<String>,
    /// The names of its columns.
    #[prop(into)]
    columns: Signal<Vec<String>>,
    /// Its rows, each with a cell for every column.
    #[prop(into)]
    rows: Signal<Vec<Vec<String>>>,
) -> impl IntoView {
    view! {
        <table data-testid=test_id>
            <thead>
                <tr>
                    {move || columns.get().into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn row(cells: Vec<String>) -> AnyView {
    let mut cells = cells.into_iter();
    let name = cells.next();
    let rest = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
    view! { <tr><th scope="row">{name}</th>{rest}</tr> }.into_any()
}
