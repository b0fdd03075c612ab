//! Owns the fuzzing of robots.txt: any file is read, any address judged; an empty file allows everything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postround::net::robots::Robots;

fuzz_target!(|input: (Vec<u8>, String)| {
    let (file, path) = input;
    let robots = Robots::parse(&file);
    let _ = robots.verdict(&path);
    if file.is_empty() {
        assert!(robots.verdict(&path).is_ok());
    }
});
