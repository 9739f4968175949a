//! Notes as JSON.

use notes::Note;

pub fn note(file: &str, note: &Note) -> String {
    let headings: Vec<String> = note
        .headings
        .iter()
        .map(|heading| format!(r#"{{"level":{},"text":{},"line":{}}}"#, heading.level, text(&heading.text), heading.line))
        .collect();
    let links: Vec<String> = note.links.iter().map(|link| text(link)).collect();
    format!(
        r#"{{"file":{},"title":{},"words":{},"headings":[{}],"links":[{}]}}"#,
        text(file),
        text(&note.title),
        note.word_count,
        headings.join(","),
        links.join(",")
    )
}

fn text(value: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in value.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\u{0}'..='\u{1f}' => quoted.push_str(&format!("\\u{:04x}", letter as u32)),
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_and_control_letters_are_escaped() {
        assert_eq!(super::text("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }
}
