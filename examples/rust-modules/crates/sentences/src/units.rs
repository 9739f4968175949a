/// "850 metres", "12.3 kilometres": as many digits as people say. In whole numbers: to
/// format floating-point ones would double the size of this module.
pub fn in_words(metres: f64) -> String {
    let whole = (metres + 0.5) as u64;
    match whole {
        1 => String::from("1 metre"),
        0..=999 => format!("{whole} metres"),
        1_000..=99_949 => format!("{}.{} kilometres", (whole + 50) / 1_000, (whole + 50) / 100 % 10),
        _ => format!("{} kilometres", (whole + 500) / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn small_and_large_distances_have_their_units() {
        assert_eq!(in_words(1.2), "1 metre");
        assert_eq!(in_words(849.6), "850 metres");
        assert_eq!(in_words(12_345.0), "12.3 kilometres");
        assert_eq!(in_words(99_950.0), "100 kilometres");
        assert_eq!(in_words(878_000.0), "878 kilometres");
    }
}
