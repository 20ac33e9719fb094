//! No circles between modules: what stands side by side in the module tree uses each other in one direction only.
//!
//! A module and what lies inside it count as one here, as they do for the compiler: children may use what their parent
//! defines. What a module re-exports counts for the module that defines it. Paths inside of macro calls are not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};

/// The crates of which it holds, by their folder.
const CRATES: [&str; 8] = ["backend", "e2e", "experiment", "frontend", "proof/model", "protocol", "toxiproxy", "xtask"];

/// The path of a module from the root of its crate; the root is empty.
type Module = Vec<String>;

#[test]
fn modules_side_by_side_use_each_other_in_one_direction_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let cycles: Vec<String> = CRATES
        .iter()
        .flat_map(|name| {
            Crate::read(&root.join(name).join("src")).cycles().map(move |cycle| format!("{name}: {cycle}"))
        })
        .collect();
    assert!(cycles.is_empty(), "{}", cycles.join("\n"));
}

#[test]
fn a_cycle_is_found_through_children_and_through_what_a_module_re_exports() {
    let sources = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "mod inner; pub use inner::Thing; use super::b;"),
        ("a/inner.rs", "use super::Thing; pub struct Thing;"),
        ("b.rs", "fn f() { crate::c::g() }"),
        ("c.rs", "use crate::{a::Thing, b as other}; #[cfg(test)] mod tests { use crate::b; }"),
    ];
    let found: Vec<String> =
        Crate::parse(sources.map(|(file, text)| (module_of(Path::new(file)), text.to_owned()))).cycles().collect();
    assert_eq!(found, ["a -> b -> c -> a", "b -> c -> b"]);
    let sound = [("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", "pub struct B;")];
    assert_eq!(
        Crate::parse(sound.map(|(file, text)| (module_of(Path::new(file)), text.to_owned()))).cycles().count(),
        0
    );
}

/// The modules of a crate, its library and its programs together.
#[derive(Default)]
struct Crate {
    modules: BTreeMap<Module, Uses>,
}

/// What one module names.
#[derive(Default)]
struct Uses {
    /// Every path, as written.
    paths: Vec<Module>,
    /// What `use` brings into it, by the name it has there.
    imports: BTreeMap<String, Module>,
    in_module: Module,
}

impl Crate {
    fn read(folder: &Path) -> Self {
        let mut sources = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(&next).expect("a folder of sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path).expect("a source file");
                    sources.push((module_of(path.strip_prefix(folder).expect("inside of it")), text));
                }
            }
        }
        Self::parse(sources)
    }

    fn parse(sources: impl IntoIterator<Item = (Module, String)>) -> Self {
        let mut read = Self::default();
        for (module, text) in sources {
            let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", module.join("::")));
            let uses = read.modules.entry(module).or_default();
            uses.visit_file(&file);
        }
        read
    }

    /// Returns each circle once, as `a -> b -> a`.
    fn cycles(&self) -> impl Iterator<Item = String> + use<> {
        let mut edges = BTreeMap::<Module, BTreeSet<Module>>::new();
        for (from, uses) in &self.modules {
            for to in uses.paths.iter().filter_map(|path| self.resolve(from, path, 0)) {
                let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if common < from.len() && common < to.len() {
                    edges.entry(from[..=common].to_vec()).or_default().insert(to[..=common].to_vec());
                }
            }
        }
        let mut cycles = BTreeSet::new();
        for start in edges.keys() {
            if let Some(cycle) = shortest_cycle(start, &edges) {
                cycles.insert(cycle);
            }
        }
        cycles.into_iter().map(|cycle| {
            let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|module| module.join("::")).collect();
            names.join(" -> ")
        })
    }

    /// Returns the module that defines what `path` means in `from`; `None` outside of this crate.
    fn resolve(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let mut at = from.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while let Some(("super", behind)) = rest.split_first().map(|(first, behind)| (first.as_str(), behind)) {
                    at.pop();
                    rest = behind;
                }
            }
            first if self.modules.contains_key(&child(from, first)) => {}
            _ => return None,
        }
        while let Some((name, behind)) = rest.split_first() {
            let inner = child(&at, name);
            if self.modules.contains_key(&inner) {
                at = inner;
                rest = behind;
                continue;
            }
            let import = self.modules.get(&at).and_then(|uses| uses.imports.get(name)).filter(|_| depth < 8);
            return match import {
                Some(import) => self.resolve(&at, import, depth + 1).or(Some(at)),
                None => Some(at),
            };
        }
        Some(at)
    }
}

fn child(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// Returns the shortest way from `start` back to it, beginning with its smallest module, so that each is found once.
fn shortest_cycle(start: &Module, edges: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<Module>> {
    let mut ways = std::collections::VecDeque::from([vec![start.clone()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in edges.get(way.last()?).into_iter().flatten() {
            if next == start {
                let smallest = way.iter().enumerate().min_by_key(|(_, module)| *module).map_or(0, |(at, _)| at);
                let mut cycle = way;
                cycle.rotate_left(smallest);
                return Some(cycle);
            }
            if seen.insert(next.clone()) {
                ways.push_back([way.as_slice(), std::slice::from_ref(next)].concat());
            }
        }
    }
    None
}

/// `a/b.rs` is `a::b`; `lib.rs` and `main.rs` are the root, and so is what lies in `bin`.
fn module_of(file: &Path) -> Module {
    let parts = file.with_extension("");
    let parts: Module = parts.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match parts.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["lib" | "main"] | ["bin", ..] => Vec::new(),
        [.., "mod"] => parts[..parts.len() - 1].to_vec(),
        _ => parts,
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            self.in_module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.in_module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.flatten(&item.tree, &mut Vec::new());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Module = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if matches!(segments[0].as_str(), "crate" | "super" | "self") && segments.len() > 1 {
            self.add(segments, None);
        }
        visit::visit_path(self, path);
    }
}

impl Uses {
    fn flatten(&mut self, tree: &syn::UseTree, before: &mut Module) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.flatten(&path.tree, before);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.flatten(item, before)),
            syn::UseTree::Glob(_) => self.add(before.clone(), None),
            syn::UseTree::Name(name) if name.ident == "self" => self.add(before.clone(), before.last().cloned()),
            syn::UseTree::Name(name) => self.add(child(before, &name.ident.to_string()), Some(name.ident.to_string())),
            syn::UseTree::Rename(to) => self.add(child(before, &to.ident.to_string()), Some(to.rename.to_string())),
        }
    }

    /// Notes a path. One `super` leads out of each inline module that it stands in.
    fn add(&mut self, path: Module, import: Option<String>) {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let path = match supers.checked_sub(self.in_module.len()) {
            Some(0) if supers > 0 => [&["self".to_owned()], &path[supers..]].concat(),
            Some(more) if supers > 0 => path[supers - more..].to_vec(),
            None if supers > 0 => return,
            _ => path,
        };
        if let Some(name) = import.filter(|_| self.in_module.is_empty()) {
            self.imports.insert(name, path.clone());
        }
        self.paths.push(path);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}
