//! notes-index FOLDER: prints the index of the Markdown notes of a folder as JSON, sorted by
//! file name, so that the same notes always print the same bytes.

mod json;

use std::path::Path;
use std::{env, fs, io, process};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let folder = match arguments.as_slice() {
        [folder] => folder,
        _ => {
            eprintln!("usage: notes-index FOLDER");
            process::exit(2);
        }
    };
    match index(Path::new(folder)) {
        Ok(text) => println!("{text}"),
        Err(error) => {
            eprintln!("notes-index: {folder}: {error}");
            process::exit(1);
        }
    }
}

fn index(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            files.push(name);
        }
    }
    files.sort();
    let mut notes = Vec::new();
    for file in files {
        let markdown = fs::read_to_string(folder.join(&file))?;
        notes.push(json::note(&file, &notes::read_note(&markdown, &file)));
    }
    Ok(format!("[{}]", notes.join(",\n ")))
}
