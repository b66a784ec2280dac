//! A picture for plugins that look at pictures: a PNG that is drawn and written here, without compression.

/// Pixels of a side.
const SIDE: u32 = 96;

/// A disk before a slope of colors, as a PNG.
pub(super) fn png() -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIDE {
        // Each row begins with its filter: none.
        rows.push(0);
        for x in 0..SIDE {
            let inside = x.abs_diff(48).pow(2) + y.abs_diff(44).pow(2) < 30 * 30;
            let slope = |n: u32| (n * 2).to_be_bytes()[3];
            rows.extend(if inside { [200, 160, slope(y)] } else { [slope(x), 60, slope(y)] });
        }
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let [side, depth_and_color] = [SIDE.to_be_bytes().to_vec(), vec![8, 2, 0, 0, 0]];
    chunk(&mut file, *b"IHDR", &[side.clone(), side, depth_and_color].concat());
    chunk(&mut file, *b"IDAT", &stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let body = [&kind, data].concat();
    file.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    file.extend(&body);
    file.extend(crc(&body).to_be_bytes());
}

/// Bytes in the form of zlib, as they are.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let len = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_a_picture() {
        let picture = image::load_from_memory(&super::png()).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (96, 96));
        assert_eq!(picture.get_pixel(48, 44).0, [200, 160, 88]);
        assert_eq!(picture.get_pixel(0, 0).0, [0, 60, 0]);
    }
}
