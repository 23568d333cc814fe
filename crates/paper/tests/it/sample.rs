//! Believable papers for tests and for looking at: no real person, number or seal.

use jiff::Timestamp;
use paper::{Card, CardWords, Certificate, CertificateWords, DetailList, DetailListWords, DetailRow, Fact, Hours};
use std::f64::consts::{FRAC_PI_2, TAU};

fn words(pairs: [&str; 26]) -> CertificateWords {
    let [
        title,
        subtitle,
        name,
        sex,
        volunteer_number,
        registered_on,
        registered_in,
        total,
        hours_unit,
        minutes_unit,
        rest @ ..,
    ] = pairs.map(str::to_owned);
    let [scan, make_up, deducted, honorary, training, not_added, in_charge, handled_by, rest @ ..] = rest;
    let [certificate_number, issued, query_address, scan_to_verify, unsigned_seal, photo_alt, seal_alt, qr_alt] = rest;
    CertificateWords {
        title,
        subtitle: Some(subtitle),
        name,
        sex,
        volunteer_number,
        registered_on,
        registered_in,
        total,
        hours_unit,
        minutes_unit,
        scan,
        make_up,
        deducted,
        honorary,
        training,
        not_added,
        in_charge,
        handled_by,
        certificate_number,
        issued,
        query_address,
        scan_to_verify,
        unsigned_seal,
        photo_alt,
        seal_alt,
        qr_alt,
    }
}

/// Payloads of a signed certificate have 530 to 693 digits.
pub fn verify_url() -> String {
    let digits: String = (0_u64..107).map(|n| format!("{:06}", (n * 7_919 + 31) * 104_729 % 999_983)).collect();
    format!("https://volunteer.example.org/c#{digits}")
}

pub fn certificate() -> Certificate {
    let text = str::to_owned;
    Certificate {
        language: text("zh-CN"),
        words: words([
            "志愿服务时间证书",
            "CERTIFICATE OF VOLUNTEER SERVICE TIME",
            "姓名",
            "性别",
            "志愿者编号",
            "注册日期",
            "注册地",
            "志愿服务时间",
            "小时",
            "分钟",
            "扫码计时",
            "补录时间",
            "核减时间",
            "荣誉时间",
            "培训时间",
            "荣誉与培训时间不计入总时间",
            "负责人",
            "经办人",
            "证书编号",
            "签发时间",
            "查询地址",
            "扫码核验，无网络亦可",
            "印章为图样，未作电子签名；真伪以扫码核验为准。",
            "证件照",
            "印章图样",
            "核验二维码",
        ]),
        number: text("7K3M-9QXA-2TBV-H4"),
        name: text("陈雨晴"),
        sex: text("女"),
        document_kind: text("居民身份证"),
        document_number: text("4401**********1234"),
        volunteer_number: text("440100202600012345"),
        registered_on: text("2019 年 3 月 5 日"),
        registered_in: text("广东省广州市越秀区"),
        statement: text("兹证明该志愿者自注册以来参加志愿服务，经组织方记录并确认，累计服务时间如下。"),
        hours: Hours { scan: 74_710, make_up: 2_600, deducted: 120, honorary: 3_600, training: 1_470 },
        as_of: text("截至 2026 年 3 月 1 日 12:00"),
        details: text("服务明细附后，共 214 条"),
        in_charge: text("李明远"),
        handled_by: text("周岚"),
        issuer: text("广东省志愿服务联合会"),
        issued: text("2026 年 3 月 1 日 12:05"),
        issued_at: "2026-03-01T04:05:00Z".parse::<Timestamp>().unwrap(),
        query_address: text("https://volunteer.example.org/verify"),
        verify_url: verify_url(),
        notes: vec![
            text("本证书为平台记录证明，免费出具，不得用于商业用途，不证明非志愿服务活动。"),
            text("证书内容以所载时刻为准；此后如有更正或核减，核验时会显示差额。"),
        ],
    }
}

pub fn certificate_in_english() -> Certificate {
    let text = str::to_owned;
    Certificate {
        language: text("en"),
        words: words([
            "Certificate of Volunteer Service",
            "志愿服务时间证书",
            "Name",
            "Sex",
            "Volunteer number",
            "Registered on",
            "Place of registration",
            "Service time",
            "h",
            "min",
            "Signed in by scan",
            "Made up",
            "Deducted",
            "Honorary",
            "Training",
            "Honorary and training time is not part of the total",
            "In charge",
            "Handled by",
            "Certificate number",
            "Issued",
            "Query address",
            "Scan to verify, even offline",
            "The seal is a picture without a digital signature; scan to verify.",
            "Photo",
            "Picture of the seal",
            "QR code for verification",
        ]),
        name: text("Maria Fernanda de Albuquerque e Castro"),
        sex: text("Female"),
        document_kind: text("Passport"),
        document_number: text("E******78"),
        registered_on: text("5 March 2019"),
        registered_in: text("Yuexiu, Guangzhou, Guangdong"),
        statement: text(
            "This is to certify that the volunteer named above has given voluntary service since registration; the organising bodies \
             recorded and confirmed the time stated below.",
        ),
        as_of: text("as of 1 March 2026, 12:00 (UTC+8)"),
        details: text("Details attached, 214 entries"),
        issued: text("1 March 2026, 12:05"),
        issuer: text("Guangdong Federation of Volunteers"),
        notes: vec![text("Record of the platform, issued free of charge. Not for commercial use.")],
        ..certificate()
    }
}

pub fn detail_list(rows: usize) -> DetailList {
    let text = str::to_owned;
    let fact = |label: &str, value: &str| Fact { label: text(label), value: text(value) };
    let activities = [
        "社区长者探访",
        "图书馆周末导读与书籍整理志愿服务",
        "马拉松赛事补给站",
        "河岸清洁",
        "义务献血宣传进校园活动（第二场）",
    ];
    let places = ["越秀区北京街道长者服务中心", "广州图书馆", "天河体育中心南门", "海珠湿地公园"];
    let row = |n: usize| DetailRow {
        date: format!("2025-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
        activity: format!("{} R{n:05}", activities[n % activities.len()]),
        organisation: text(["广州市青年志愿者协会", "北京街道志愿服务队"][n % 2]),
        place: text(places[n % places.len()]),
        scan_minutes: if n.is_multiple_of(9) { 0 } else { 60 + i64::try_from(n % 200).unwrap() },
        make_up_minutes: if n.is_multiple_of(9) { 90 } else { 0 },
        state: text(if n.is_multiple_of(31) { "已更正" } else { "有效" }),
    };
    DetailList {
        language: text("zh-CN"),
        words: DetailListWords {
            title: text("志愿服务时间明细"),
            date: text("日期"),
            activity: text("活动"),
            organisation: text("组织"),
            place: text("地点"),
            scan_minutes: text("扫码（分钟）"),
            make_up_minutes: text("补录（分钟）"),
            state: text("状态"),
            certificate_number: text("证书编号"),
            page_of: text("第 {page} 页，共 {pages} 页"),
        },
        number: text("7K3M-9QXA-2TBV-H4"),
        name: text("陈雨晴"),
        issuer: text("广东省志愿服务联合会"),
        facts: vec![
            fact("姓名", "陈雨晴"),
            fact("志愿者编号", "440100202600012345"),
            fact("志愿服务时间", "1,286 小时 30 分钟"),
            fact("截至", "2026 年 3 月 1 日 12:00"),
        ],
        rows: (1..=rows).map(row).collect(),
        issued_at: "2026-03-01T04:05:00Z".parse::<Timestamp>().unwrap(),
        notes: vec![text("荣誉与培训时间不在本表。")],
    }
}

pub fn card() -> Card {
    let text = str::to_owned;
    Card {
        language: text("zh-CN"),
        words: CardWords {
            title: text("志愿者证"),
            sex: text("性别"),
            volunteer_number: text("志愿者编号"),
            registered_in: text("注册地"),
        },
        name: text("陈雨晴"),
        sex: text("女"),
        volunteer_number: text("440100202600012345"),
        registered_in: text("广州市"),
        stars: 3,
        issuer: text("广东省志愿服务联合会"),
        scan_url: text("https://volunteer.example.org/s/Zk3u9TqLw2"),
    }
}

/// A drawn bust on pale blue.
pub fn photo() -> Vec<u8> {
    picture(240, 320, |x, y| {
        let within = |cx: f64, cy: f64, rx: f64, ry: f64| ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) <= 1.0;
        match () {
            () if within(120.0, 92.0, 54.0, 50.0) && y < 112.0 => [52, 42, 40, 255],
            () if within(120.0, 128.0, 46.0, 62.0) => [236, 205, 182, 255],
            () if within(120.0, 330.0, 92.0, 120.0) => [70, 88, 122, 255],
            () => [216, 227, 236, 255],
        }
    })
}

/// A ring about a five-pointed star, on transparent ground.
pub fn seal() -> Vec<u8> {
    picture(600, 600, |x, y| {
        let (x, y) = (x - 300.0, y - 300.0);
        let (r, angle) = (x.hypot(y), y.atan2(x) + FRAC_PI_2);
        // The angle from the nearest point of the star, and how far its edge is there (inner radius 0.382 of the outer).
        let off = TAU / 10.0 - (angle.rem_euclid(TAU / 5.0) - TAU / 10.0).abs();
        let edge = 110.0 * 0.2245 / (0.2245 * off.cos() + 0.691 * off.sin());
        let is_red = (276.0..=292.0).contains(&r) || r <= edge;
        [200, 40, 30, if is_red { 205 } else { 0 }]
    })
}

fn picture(width: u32, height: u32, colour: impl Fn(f64, f64) -> [u8; 4]) -> Vec<u8> {
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| colour(f64::from(x), f64::from(y)))
        .collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    file
}
