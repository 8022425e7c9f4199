//! The pages in `docs/relying-parties/`: each shows what its preset prints for the command on it.
//!
//! `ATLOGIN_WRITE_PAGES=1 cargo test --lib preset::tests::pages` writes what they show, after a preset changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::declared::added;
use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/relying-parties")
}

/// A block of code on a page: where it begins and ends, and its text.
struct Block {
    from: usize,
    to: usize,
    text: String,
}

/// The blocks of code on a page, in their order.
fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut begun, mut place) = (vec![], None, 0);
    for line in page.split_inclusive('\n') {
        let end = place + line.len();
        if line.starts_with("```") {
            begun = match begun {
                None => Some(end),
                Some(from) => {
                    blocks.push(Block { from, to: place, text: page[from..place].to_owned() });
                    None
                }
            };
        }
        place = end;
    }
    blocks
}

/// The client that the command on a page makes.
fn client_of(preset: Preset, name: &str, command: &str) -> Client {
    let start = format!("atlogin client add {name} --preset {name}");
    assert!(command.starts_with(&start), "{name}: the page begins with: {start} …");
    let option = |option: &str| {
        let after = command.split_once(&format!(" {option} ")).map(|(_, after)| after);
        after.map(|after| after.split_whitespace().next().unwrap())
    };
    let domains: Vec<&str> = option("--email-domain").into_iter().collect();
    let mut client = added(preset, name, option("--url"), &domains, option("--id"));
    if let Some(server) = option("--matrix-server") {
        client.matrix_server = Some(server.to_owned());
    }
    client
}

#[test]
fn each_page_shows_what_its_preset_prints() {
    #[expect(clippy::disallowed_methods, reason = "a test is configured by the one who runs it")]
    let writes = std::env::var("ATLOGIN_WRITE_PAGES").is_ok();
    for preset in Preset::value_variants() {
        let (name, _) = preset.named();
        let path = folder().join(format!("{name}.md"));
        let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}.md: {error}"));
        let blocks = blocks(&page);
        let [command, shown, ..] = &blocks[..] else { panic!("{name}.md has two blocks of code") };
        let printed = render(*preset, &client_of(*preset, name, &command.text), false);
        if writes {
            let page = format!("{}{printed}{}", &page[..shown.from], &page[shown.to..]);
            fs::write(&path, page).unwrap();
        } else {
            assert_eq!(shown.text, printed, "{name}.md is stale: ATLOGIN_WRITE_PAGES=1 writes it");
        }
    }
}

#[test]
fn each_page_is_that_of_a_preset_and_the_overview_lists_it() {
    let names: BTreeSet<String> =
        Preset::value_variants().iter().map(|preset| format!("{}.md", preset.named().0)).collect();
    let pages = fs::read_dir(folder()).unwrap();
    let pages: BTreeSet<String> =
        pages.map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(pages, names);
    let overview = fs::read_to_string(folder().with_extension("md")).unwrap();
    for name in names {
        assert!(overview.contains(&format!("(relying-parties/{name})")), "{name}");
    }
}
