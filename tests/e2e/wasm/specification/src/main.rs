//! `specification SUITE FOLDER`: writes every module of the suite's scripts into the folder, as
//! `valid-N.wasm`, or as `malformed-N.wasm` when the script says that its bytes break the format.
use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};
use wast::{
    QuoteWat, Wast, WastDirective, Wat,
    lexer::Lexer,
    parser::{self, ParseBuffer},
};

/// Scripts of older versions call malformed what has a meaning now, such as the number of a memory
/// where only zero was allowed; this one is about types that no standard has yet.
const NEWER: &str = "proposals/custom-descriptors";
const OLDER: [&str; 6] = [
    "wasm-v1/",
    "wasm-v2/",
    "proposals/function-references/",
    "proposals/memory64/",
    "proposals/multi-value/",
    "proposals/reference-types/",
];

fn scripts_below(folder: &Path, scripts: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            scripts_below(&path, scripts)?;
        } else if path.extension().is_some_and(|extension| extension == "wast") {
            scripts.push(path);
        }
    }
    Ok(())
}

/// What kind of module a directive of a script has, and its bytes.
fn module_of(directive: WastDirective) -> Option<(&'static str, Result<Vec<u8>, wast::Error>)> {
    match directive {
        WastDirective::Module(mut module) | WastDirective::ModuleDefinition(mut module) => Some(("valid", module.encode())),
        // Text that is malformed is not about bytes.
        WastDirective::AssertMalformed { module: QuoteWat::Wat(Wat::Module(mut module)), .. } => {
            Some(("malformed", module.encode()))
        }
        _ => None,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let (suite, folder) = (Path::new(&arguments[1]), Path::new(&arguments[2]));
    fs::create_dir_all(folder)?;
    let mut scripts = Vec::new();
    scripts_below(suite, &mut scripts)?;
    for path in scripts {
        let script = path.strip_prefix(suite)?.to_string_lossy().into_owned();
        if script.starts_with(NEWER) {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let mut lexer = Lexer::new(&text);
        lexer.allow_confusing_unicode(true);
        let buffer = ParseBuffer::new_with_lexer(lexer)?;
        for (number, directive) in parser::parse::<Wast>(&buffer)?.directives.into_iter().enumerate() {
            let Some((kind, bytes)) = module_of(directive) else { continue };
            if kind == "malformed" && OLDER.iter().any(|older| script.starts_with(older)) {
                continue;
            }
            let stem = script.trim_end_matches(".wast").replace('/', "-");
            fs::write(folder.join(format!("{kind}-{stem}-{number}.wasm")), bytes?)?;
        }
    }
    Ok(())
}
