//! An activity's public page: kept in memory, made anew, and made for somebody who is logged in.

use super::{
    CONNECTIONS, Plan,
    province::{self, Presence, Province},
    site::Site,
};
use crate::start::Trouble;
use bench::{Floor, Load, Measured, Report, Request, Server, Tree, measure, paired};

/// People who look while they are logged in.
const READERS: u64 = 1_000;

/// The kept page and the floor in turns; then the page made anew, and for readers with a session.
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    let (pairs, block) = plan.scale.blocks();
    let mut site = Site::new(plan)?;
    let province = Province {
        engine: site.target.engine(),
        people: plan.scale.people().max(READERS),
        actors: READERS,
        presence: Presence::Accepted,
        places: 0,
        now: Site::now(),
    };
    site.make(&province)?;
    site.serve()?;
    let path = format!("/activities/{}", province::activity(&province, 0));
    let (url, tree) = (site.url(), site.tree()?);
    let floor = floor(&site, &url, &path)?;
    let floor_tree = floor.tree();

    let kept = |tree: &Tree, url: &str| reads((url, tree), block, |_| get(path.clone()));
    kept(&tree, &url)?;
    kept(&floor_tree, floor.url())?;
    let result = paired(pairs, || kept(&tree, &url), || kept(&floor_tree, floor.url()))?;
    // Another query is another page to the shelf, so each of these is made anew (and kept, as shipped).
    let anew = reads((&url, &tree), block / 2, |number| get(format!("{path}?reader={number}")))?;
    let signed_in = reads((&url, &tree), block / 2, |number| {
        get(path.clone()).header("Cookie", format!("goodhours={}", province::token(number % READERS)))
    })?;
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name()).pairs(&result);
    let cached = report.server_cpu_us;
    Ok(Report { cached, uncached: Some(anew.cpu_us()), signed_in: Some(signed_in.cpu_us()), ..report })
}

/// A page as browsers ask for it.
pub fn get(path: String) -> Request {
    Request::get(path).header("Accept-Encoding", "br").header("Accept-Language", "zh-CN")
}

/// So many pages, each of which has to be there.
pub fn reads((url, tree): (&str, &Tree), count: u64, request: impl Fn(u64) -> Request) -> std::io::Result<Measured> {
    let (load, mut wrong) = (Load::to(url, CONNECTIONS)?, None);
    let measured = measure(tree, || {
        load.run(
            |number| (number < count).then(|| request(number)),
            |_, answer| {
                let status = answer.map(|answer| answer.status);
                if status != Some(200) {
                    wrong = Some(status);
                }
            },
        )
    })?;
    match wrong {
        None => Ok(measured),
        Some(status) => Err(std::io::Error::other(format!("the page answered {status:?}"))),
    }
}

/// A server of the same compressed bytes and nothing else.
fn floor(site: &Site, url: &str, path: &str) -> Result<Server, Trouble> {
    let mut page = None;
    Load::to(url, 1)?.run(
        |number| (number == 0).then(|| get(path.to_owned())),
        |_, answer| {
            page = answer.map(|answer| {
                let header = |name: &str| answer.header(name).map(str::to_owned);
                (answer.body.to_vec(), header("content-type"), header("content-encoding"))
            });
        },
    )?;
    let (bytes, content_type, content_encoding) = page.ok_or("the page gave no answer")?;
    let body = site.beside("page.br");
    std::fs::write(&body, bytes)?;
    let content_type = content_type.ok_or("the page has no content type")?;
    let floor = Floor::PublicPage { body, content_type, content_encoding };
    Ok(Server::start(floor.launch(std::env::current_exe()?, &["bench-floor"]))?)
}
