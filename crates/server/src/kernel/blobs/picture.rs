//! What a sent file becomes: a new JPEG or PNG of its pixels, or the same PDF. The kind is read from the content, never from the
//! name or the type that the sender claims.

use super::{BLOB_BYTES_MAX, BlobKind, Media};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
};
use std::io::Cursor;

/// Most pixels of a picture; today's phones make 12 to 50 million and send less.
const PIXELS_MAX: u64 = 40_000_000;
/// Memory of decoding one picture: 40 million pixels of four bytes, and some.
const DECODER_BYTES_MAX: u64 = 192 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;
/// How many times as long as broad a picture may be, so that its square still has every pixel that is kept.
const SHAPE_MAX: u32 = 4;

domain::refusals! {
    /// Why a file can't be taken.
    pub enum BlobRefusal {
        /// Nothing was sent.
        Empty => "blob.empty", "REG-09", Invalid;
        /// More bytes than one file may have.
        TooLarge { bytes_max: i64 } => "blob.too-large", "REG-09", Invalid;
        /// More pixels than can be decoded.
        TooManyPixels { megapixels_max: u32 } => "blob.too-many-pixels", "REG-09", Invalid;
        /// Neither JPEG, PNG nor WebP.
        NotAPicture => "blob.not-a-picture", "REG-09", Invalid;
        /// Neither a picture nor a PDF.
        NotEvidence => "blob.not-evidence", "HRS-03", Invalid;
        /// It says that it is a picture, but it can't be read to its end.
        Damaged => "blob.damaged", "REG-09", Invalid;
    }
}

/// A file as it will be kept.
pub(super) struct Encoded {
    pub media: Media,
    pub bytes: Vec<u8>,
}

/// Makes a sent file anew.
pub(super) fn encode(kind: BlobKind, sent: &[u8]) -> Result<Encoded, BlobRefusal> {
    if sent.is_empty() {
        return Err(BlobRefusal::Empty);
    }
    if sent.len() > BLOB_BYTES_MAX {
        return Err(BlobRefusal::TooLarge { bytes_max: i64::try_from(BLOB_BYTES_MAX).unwrap_or(i64::MAX) });
    }
    match kind {
        BlobKind::Sealed => Ok(Encoded { media: Media::Sealed, bytes: sent.to_vec() }),
        BlobKind::Photo { edge_max } => jpeg(decode(sent, edge_max)?),
        BlobKind::Square { edge_max } => {
            jpeg(within(square(&decode(sent, edge_max.saturating_mul(SHAPE_MAX))?), edge_max))
        }
        BlobKind::Drawing { edge_max } => png(&decode(sent, edge_max)?),
        BlobKind::Evidence { .. } if is_pdf(sent) => Ok(Encoded { media: Media::Pdf, bytes: sent.to_vec() }),
        BlobKind::Evidence { edge_max } => match decode(sent, edge_max) {
            Err(BlobRefusal::NotAPicture) => Err(BlobRefusal::NotEvidence),
            decoded => jpeg(decoded?),
        },
    }
}

/// Begins and ends as a PDF does (ISO 32000-2 §7.5.2 and §7.5.5).
fn is_pdf(sent: &[u8]) -> bool {
    const TAIL_BYTES: usize = 1024;
    let tail = sent.split_at_checked(sent.len().saturating_sub(TAIL_BYTES)).map_or(sent, |(_, tail)| tail);
    sent.starts_with(b"%PDF-") && tail.windows(5).any(|window| window == b"%%EOF")
}

/// The pixels of a sent picture, upright, its longer edge at most so long.
fn decode(sent: &[u8], edge_max: u32) -> Result<DynamicImage, BlobRefusal> {
    let format = image::guess_format(sent).map_err(|_| BlobRefusal::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(BlobRefusal::NotAPicture);
    }
    let damaged = |_| BlobRefusal::Damaged;
    let mut decoder = ImageReader::with_format(Cursor::new(sent), format).into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    // What is claimed is checked before a byte is inflated.
    if u64::from(width) * u64::from(height) > PIXELS_MAX || decoder.total_bytes() > DECODER_BYTES_MAX {
        return Err(BlobRefusal::TooManyPixels {
            megapixels_max: u32::try_from(PIXELS_MAX / 1_000_000).unwrap_or(u32::MAX),
        });
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    decoder.set_limits(limits).map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = within(DynamicImage::from_decoder(decoder).map_err(damaged)?, edge_max);
    // The note that says which way is up is not kept, so the pixels are turned.
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The square in the middle; of an upright picture the one a third of the way down, where faces are.
fn square(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let edge = width.min(height);
    picture.crop_imm((width - edge) / 2, (height - edge) / 3, edge, edge)
}

fn within(picture: DynamicImage, edge_max: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= edge_max {
        return picture;
    }
    picture.resize(edge_max, edge_max, FilterType::Triangle)
}

fn jpeg(mut picture: DynamicImage) -> Result<Encoded, BlobRefusal> {
    if picture.color().has_alpha() {
        picture = on_white(&picture);
    }
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| BlobRefusal::Damaged)?;
    Ok(Encoded { media: Media::Jpeg, bytes })
}

fn png(picture: &DynamicImage) -> Result<Encoded, BlobRefusal> {
    let mut bytes = Vec::new();
    picture.to_rgba8().write_with_encoder(PngEncoder::new(&mut bytes)).map_err(|_| BlobRefusal::Damaged)?;
    Ok(Encoded { media: Media::Png, bytes })
}

/// Transparent parts become paper, not black.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    image::imageops::overlay(&mut paper, &picture.to_rgba8(), 0, 0);
    paper.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbImage;

    const PHOTO: BlobKind = BlobKind::Photo { edge_max: 100 };

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let pixels =
            RgbImage::from_fn(width, height, |x, y| image::Rgb([x, y, 99].map(|v| u8::try_from(v % 256).unwrap())));
        let mut bytes = Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn refused(kind: BlobKind, sent: &[u8]) -> BlobRefusal {
        encode(kind, sent).err().unwrap()
    }

    #[test]
    fn pictures_of_the_three_formats_become_small_jpegs() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let encoded = encode(PHOTO, &picture(300, 150, format)).unwrap();
            let decoded = image::load_from_memory_with_format(&encoded.bytes, ImageFormat::Jpeg).unwrap();
            assert_eq!((decoded.width(), decoded.height(), encoded.media), (100, 50, Media::Jpeg), "{format:?}");
        }
        let small = encode(PHOTO, &picture(100, 20, ImageFormat::Png)).unwrap();
        assert_eq!(image::load_from_memory(&small.bytes).unwrap().width(), 100, "a small picture is not blown up");
    }

    #[test]
    fn a_square_is_cut_from_the_middle_and_from_the_upper_part_of_upright_pictures() {
        let sides = RgbImage::from_fn(300, 100, |x, _| {
            if (100..200).contains(&x) { image::Rgb([200, 0, 0]) } else { image::Rgb([0, 0, 200]) }
        });
        let upright = RgbImage::from_fn(100, 400, |_, y| {
            if (100..200).contains(&y) { image::Rgb([200, 0, 0]) } else { image::Rgb([0, 0, 200]) }
        });
        for (pixels, edge_max, edge) in [(&sides, 80, 80), (&upright, 80, 80), (&sides, 100, 100), (&sides, 320, 100)] {
            let mut sent = Cursor::new(Vec::new());
            pixels.write_to(&mut sent, ImageFormat::Png).unwrap();
            let encoded = encode(BlobKind::Square { edge_max }, sent.get_ref()).unwrap();
            let decoded = image::load_from_memory(&encoded.bytes).unwrap().to_rgb8();
            assert_eq!((decoded.dimensions(), encoded.media), ((edge, edge), Media::Jpeg));
            for (x, y) in [(4, edge / 2), (edge - 5, edge / 2), (edge / 2, 4), (edge / 2, edge - 5)] {
                let pixel = decoded.get_pixel(x, y).0;
                assert!(pixel[0] > 150 && pixel[2] < 50, "{pixel:?} at {x}, {y} of {edge}");
            }
        }
    }

    /// A JPEG with an EXIF segment that says "turned by 90°" and names a place.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 23.13N".to_vec();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let mut bytes = [&jpeg[..2], &[0xFF, 0xE1], &length].concat();
        bytes.append(&mut exif);
        bytes.extend_from_slice(&jpeg[2..]);
        bytes
    }

    #[test]
    fn notes_of_the_camera_are_gone_and_the_picture_is_upright() {
        let sent = with_exif(&picture(80, 40, ImageFormat::Jpeg));
        let encoded = encode(PHOTO, &sent).unwrap();
        let decoded = image::load_from_memory(&encoded.bytes).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (40, 80));
        for trace in [&b"Exif"[..], b"GPS"] {
            assert!(!encoded.bytes.windows(trace.len()).any(|window| window == trace));
        }
    }

    #[test]
    fn other_formats_are_refused_by_their_content() {
        for sent in [
            &b"GIF89a\x01\0\x01\0\0\0\0;"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"BM..",
            b"II*\0",
            b"\0\0\0\x18ftypheic",
        ] {
            assert_eq!(refused(PHOTO, sent), BlobRefusal::NotAPicture);
        }
        assert_eq!(refused(BlobKind::Evidence { edge_max: 9 }, b"MZ"), BlobRefusal::NotEvidence);
        assert_eq!(refused(PHOTO, b""), BlobRefusal::Empty);
        assert_eq!(refused(PHOTO, b"%PDF-1.7\n%%EOF"), BlobRefusal::NotAPicture);
    }

    #[test]
    fn a_second_file_hidden_behind_a_picture_does_not_survive() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let mut sent = picture(20, 20, format);
            sent.extend_from_slice(b"<script>alert(1)</script>PK\x03\x04");
            let encoded = encode(PHOTO, &sent).unwrap();
            assert!(!encoded.bytes.windows(8).any(|window| window == b"<script>"), "{format:?}");
        }
    }

    #[test]
    fn a_cut_picture_is_refused() {
        let sent = picture(60, 60, ImageFormat::Png);
        assert_eq!(refused(PHOTO, &sent[..sent.len() / 2]), BlobRefusal::Damaged);
        let sent = picture(60, 60, ImageFormat::WebP);
        assert_eq!(refused(PHOTO, &sent[..sent.len() / 2]), BlobRefusal::Damaged);
    }

    /// The claim is checked before the pixels are: the picture behind this header is never inflated.
    #[test]
    fn a_bomb_is_refused_by_what_it_claims() {
        let mut sent = picture(20, 20, ImageFormat::Png);
        sent[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
        let mut crc = flate2::Crc::new();
        crc.update(&sent[12..29]);
        sent[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert_eq!(refused(PHOTO, &sent), BlobRefusal::TooManyPixels { megapixels_max: 40 });
    }

    #[test]
    fn size_is_limited_to_the_byte() {
        let mut sent = picture(20, 20, ImageFormat::Png);
        sent.resize(BLOB_BYTES_MAX, 0);
        assert!(encode(PHOTO, &sent).is_ok());
        sent.push(0);
        assert_eq!(refused(PHOTO, &sent), BlobRefusal::TooLarge { bytes_max: 10 * 1024 * 1024 });
    }

    #[test]
    fn drawings_keep_their_transparency_and_photos_get_paper() {
        let mut sent = Cursor::new(Vec::new());
        RgbaImage::from_pixel(10, 10, Rgba([200, 0, 0, 0])).write_to(&mut sent, ImageFormat::Png).unwrap();
        let sent = sent.into_inner();
        let drawing = encode(BlobKind::Drawing { edge_max: 50 }, &sent).unwrap();
        assert_eq!(image::load_from_memory(&drawing.bytes).unwrap().to_rgba8().get_pixel(5, 5).0[3], 0);
        let photo = encode(PHOTO, &sent).unwrap();
        assert!(image::load_from_memory(&photo.bytes).unwrap().to_rgb8().get_pixel(5, 5).0.iter().all(|v| *v > 250));
    }

    #[test]
    fn a_pdf_is_kept_as_it_is_when_it_is_whole() {
        let evidence = BlobKind::Evidence { edge_max: 100 };
        let sent = b"%PDF-1.7\n1 0 obj\n%%EOF\n";
        let encoded = encode(evidence, sent).unwrap();
        assert_eq!((encoded.media, encoded.bytes.as_slice()), (Media::Pdf, &sent[..]));
        assert_eq!(refused(evidence, b"%PDF-1.7\n1 0 obj"), BlobRefusal::NotEvidence);
        assert_eq!(encode(evidence, &picture(300, 9, ImageFormat::Jpeg)).unwrap().media, Media::Jpeg);
    }
}
