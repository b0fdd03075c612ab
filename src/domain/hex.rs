//! Owns bytes written as text: hexadecimal figures in lower case.

/// The bytes, two figures each.
pub fn hex(bytes: &[u8]) -> String {
    const FIGURES: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.extend([FIGURES[usize::from(byte >> 4)], FIGURES[usize::from(byte & 15)]]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_figures() {
        assert_eq!(hex(&[0, 9, 10, 0x5f, 0xff]), "00090a5fff");
        assert_eq!(hex(&[]), "");
    }
}
