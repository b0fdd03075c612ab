//! Owns the fuzzing of the step from bytes to characters: ASCII stays what it is, and the text is not much longer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::gather::charset;

fuzz_target!(|input: (Option<String>, Vec<u8>)| {
    let (content_type, body) = input;
    let text = charset::decode(&body, content_type.as_deref());
    assert!(text.len() <= 3 * body.len() + 3, "{} bytes became {}", body.len(), text.len());
});
