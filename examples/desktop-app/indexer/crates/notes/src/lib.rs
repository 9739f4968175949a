//! What a Markdown note says about itself: its title, headings and links, and how many words
//! it has. Text inside fenced code blocks is neither heading nor link, but its words count.

#[derive(Debug, PartialEq)]
pub struct Note {
    pub title: String,
    pub headings: Vec<Heading>,
    /// Targets of `[text](target)`, in order, without repetition.
    pub links: Vec<String>,
    pub word_count: usize,
}

#[derive(Debug, PartialEq)]
pub struct Heading {
    pub level: usize,
    pub text: String,
    /// Counted from 1.
    pub line: usize,
}

/// Reads one note. Without a heading of level 1, the title is `fallback_title`.
pub fn read_note(markdown: &str, fallback_title: &str) -> Note {
    let mut headings = Vec::new();
    let mut links = Vec::new();
    let mut in_code = false;
    for (index, line) in markdown.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            headings.extend(heading(line, index + 1));
            add_links(line, &mut links);
        }
    }
    let title = headings
        .iter()
        .find(|heading| heading.level == 1)
        .map_or(fallback_title, |heading| heading.text.as_str())
        .to_string();
    let word_count = markdown.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    Note { title, headings, links, word_count }
}

/// `## Text ##` as CommonMark's ATX headings have it: one to six `#`, then a space.
fn heading(line: &str, number: usize) -> Option<Heading> {
    let line = line.trim();
    let level = line.chars().take_while(|&letter| letter == '#').count();
    let rest = &line[level..];
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    let text = rest.trim().trim_end_matches('#').trim_end().to_string();
    Some(Heading { level, text, line: number })
}

fn add_links(line: &str, links: &mut Vec<String>) {
    let mut rest = line;
    while let Some((target, after)) = rest.split_once("](").and_then(|(_, inside)| inside.split_once(')')) {
        if !target.is_empty() && !links.iter().any(|link| link == target) {
            links.push(target.to_string());
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_heading_of_level_one_is_the_title() {
        let note = read_note("## Before\n\n# Bread\n\nFlour and water.\n", "bread.md");
        assert_eq!(note.title, "Bread");
        assert_eq!(note.headings[1], Heading { level: 1, text: "Bread".into(), line: 3 });
        assert_eq!(note.word_count, 5);
    }

    #[test]
    fn a_note_without_headings_is_called_by_its_file() {
        assert_eq!(read_note("#no heading\n", "list.md").title, "list.md");
    }

    #[test]
    fn code_holds_no_headings_and_no_links() {
        let note = read_note("```\n# a comment\n[a](b)\n```\n[c](d) [again](d)\n", "x");
        assert!(note.headings.is_empty());
        assert_eq!(note.links, ["d"]);
    }
}
