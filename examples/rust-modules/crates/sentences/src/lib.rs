//! Says a distance in words. Text crosses into JavaScript as bytes in memory: `describe`
//! returns where they begin, `text_length` how many they are.
use std::cell::RefCell;

mod units;

thread_local! {
    static TEXT: RefCell<String> = RefCell::new(String::new());
}

/// Describes a distance in metres; the text stays where it is until the next call.
#[no_mangle]
pub extern "C" fn describe(metres: f64) -> *const u8 {
    TEXT.with(|text| {
        let mut text = text.borrow_mut();
        *text = units::in_words(metres);
        text.as_ptr()
    })
}

#[no_mangle]
pub extern "C" fn text_length() -> usize {
    TEXT.with(|text| text.borrow().len())
}
