//! Keys for places: the bits of two coordinates in turn, so that places near each other
//! mostly have keys near each other, and a sorted list of keys can be searched like a map.

/// Puts a zero before each bit: `abc` becomes `0a0b0c`.
fn spread(coordinate: u32) -> u64 {
    let mut bits = coordinate as u64;
    bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
    bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}

/// Takes every second bit: the inverse of `spread`.
fn gather(key: u64) -> u32 {
    let mut bits = key & 0x5555_5555_5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    bits = (bits | bits >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    bits = (bits | bits >> 4) & 0x00ff_00ff_00ff_00ff;
    bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff;
    (bits | bits >> 16) as u32
}

#[no_mangle]
pub extern "C" fn morton_key(x: u32, y: u32) -> u64 {
    spread(x) | spread(y) << 1
}

#[no_mangle]
pub extern "C" fn morton_x(key: u64) -> u32 {
    gather(key)
}

#[no_mangle]
pub extern "C" fn morton_y(key: u64) -> u32 {
    gather(key >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_its_coordinates_back() {
        for (x, y) in [(0, 0), (1, 2), (0xdead_beef, 0x0bad_cafe), (u32::MAX, 0)] {
            let key = morton_key(x, y);
            assert_eq!((morton_x(key), morton_y(key)), (x, y));
        }
    }
}
