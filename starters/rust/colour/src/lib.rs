//! Colours as numbers, 0xRRGGBB. JavaScript may call what is `extern "C"`: functions that
//! take and return numbers.

/// How well one colour is read on another, from 1 to 21: the contrast ratio of WCAG 2.
#[no_mangle]
pub extern "C" fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// From `share` 0, which is `one`, to 1, which is `other`.
#[no_mangle]
pub extern "C" fn mix(one: u32, other: u32, share: f64) -> u32 {
    let share = share.clamp(0.0, 1.0);
    let mixed = |channel: u32| {
        let (one, other) = (f64::from(byte(one, channel)), f64::from(byte(other, channel)));
        ((one + (other - one) * share + 0.5) as u32) << (8 * channel)
    };
    mixed(0) | mixed(1) | mixed(2)
}

fn byte(colour: u32, channel: u32) -> u8 {
    (colour >> (8 * channel)) as u8
}

fn luminance(colour: u32) -> f64 {
    let linear = |channel: u32| {
        let value = f64::from(byte(colour, channel)) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.0722 * linear(0) + 0.7152 * linear(1) + 0.2126 * linear(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_has_the_most_contrast() {
        assert_eq!(contrast(0x000000, 0xffffff), 21.0);
        assert_eq!(contrast(0x336699, 0x336699), 1.0);
    }

    #[test]
    fn mixing_keeps_the_channels_apart() {
        assert_eq!(mix(0x000000, 0xff8040, 0.5), 0x804020);
    }
}
