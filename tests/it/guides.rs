//! The guides: their links lead somewhere, and the commands on the pages of relying parties work.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Scene;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, and everything in Markdown below `docs/`.
fn guides() -> Vec<PathBuf> {
    let (mut guides, mut folders) = (vec![root().join("README.md")], vec![root().join("docs")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                guides.push(path);
            }
        }
    }
    guides
}

/// The text of a guide without its blocks of code.
fn prose(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("```").step_by(2).collect()
}

/// The anchors of the headings of a guide, as GitHub makes them.
fn anchors(path: &Path) -> BTreeSet<String> {
    let text = prose(path);
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    let anchor = |heading: &str| -> String {
        let heading = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        heading.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_in_the_guides_leads_somewhere() {
    let mut links = 0;
    for guide in guides() {
        for piece in prose(&guide).split("](").skip(1) {
            let target = piece.split(')').next().unwrap();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            links += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let there =
                if file.is_empty() { guide.clone() } else { guide.parent().unwrap().join(file) };
            assert!(there.exists(), "{}: {target}", guide.display());
            let is_found = anchor.is_empty() || anchors(&there).contains(anchor);
            assert!(is_found, "{}: {target} has no such heading", guide.display());
        }
    }
    assert!(links > 100, "the links are read");
}

/// The words of a command in a guide.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (vec![], None::<String>, None);
    for character in command.trim().chars() {
        match (character, quote) {
            ('"' | '\'', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (_, Some(open)) if character == open => quote = None,
            (' ' | '\n', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

#[tokio::test]
async fn the_command_on_each_page_of_a_relying_party_works() {
    let scene = Scene::open().await;
    for entry in fs::read_dir(root().join("docs/relying-parties")).unwrap() {
        let page = entry.unwrap().path();
        let text = fs::read_to_string(&page).unwrap();
        let mut blocks = text.split("```").skip(1).step_by(2);
        let command = words(blocks.next().unwrap().strip_prefix("sh\n").unwrap());
        let name = page.file_stem().unwrap().to_str().unwrap();
        assert_eq!(command[..4], ["atlogin", "client", "add", name], "{}", page.display());
        // The test's configuration file has a client of such a name.
        let client = format!("{name}-of-the-page");
        let options = command[4..].iter().map(String::as_str);
        let add: Vec<&str> = ["client", "add", &client].into_iter().chain(options).collect();
        let ran = scene.daemon.command(&add).await;
        assert_eq!(ran.code, 0, "{}: {ran:?}", page.display());
        let printed = scene.daemon.command(&["config", name, &client]).await;
        assert_eq!(printed.code, 0, "{}: {printed:?}", page.display());
        assert!(printed.said.contains(&scene.daemon.url), "{name}: {}", printed.said);
        assert_eq!(scene.daemon.command(&["client", "remove", &client, "--yes"]).await.code, 0);
    }
}

/// The titles of the error pages in English: a message with a title and what happened.
fn titles_of_error_pages() -> Vec<String> {
    let texts = fs::read_to_string(root().join("templates/locales/en.ftl")).unwrap();
    let lines: Vec<_> = texts.lines().collect();
    let titled = lines.windows(2).filter(|two| two[1].trim_start().starts_with(".happened ="));
    titled.map(|two| two[0].split_once(" = ").unwrap().1.to_owned()).collect()
}

#[test]
fn every_error_page_is_explained_by_its_title() {
    let guide = fs::read_to_string(root().join("docs/troubleshooting.md")).unwrap();
    let titles = titles_of_error_pages();
    assert!(titles.len() > 25, "{titles:?}");
    for title in titles {
        assert!(guide.contains(&format!("\n| {title} |")), "nothing explains {title:?}");
    }
}

#[test]
fn nothing_is_explained_that_no_page_says() {
    let guide = fs::read_to_string(root().join("docs/troubleshooting.md")).unwrap();
    let texts = fs::read_to_string(root().join("templates/locales/en.ftl")).unwrap();
    let said: Vec<_> = texts.lines().filter_map(|line| line.split_once(" = ")).collect();
    let of_pages = guide.split("## What people read").nth(1).unwrap();
    let of_pages = of_pages.split("\n## ").next().unwrap();
    let rows = of_pages.lines().filter(|line| line.starts_with("| ")).skip(1);
    for row in rows {
        let title = row.trim_start_matches("| ").split(" |").next().unwrap();
        assert!(said.iter().any(|(_, text)| *text == title), "no page says {title:?}");
    }
}

#[tokio::test]
async fn each_command_of_the_page_about_leaks_works() {
    let scene = Scene::open().await;
    let wiki = ["client", "add", "wiki", "--redirect-uri", "https://wiki.example/cb"];
    assert_eq!(scene.daemon.command(&wiki).await.code, 0);
    let text = fs::read_to_string(root().join("docs/after-a-leak.md")).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let mut commands = 0;
    for line in blocks.flat_map(str::lines) {
        let words = words(line);
        assert_eq!(words[0], "atlogin", "{line}");
        let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let ran = scene.daemon.command(&words).await;
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        commands += 1;
    }
    assert!(commands >= 5, "{commands}");
}
