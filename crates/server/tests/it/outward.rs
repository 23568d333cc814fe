//! Calls to the outside, against a listener that answers as it is told.

use axum::http::Request;
use bytes::Bytes;
use goodhours::kernel::{
    config::Network,
    outward::{Outward, OutwardFailure},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A listener that reads a request and then says these words; empty ones hang up.
async fn says(words: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            let _asked = stream.read(&mut asked).await.unwrap();
            stream.write_all(words.as_bytes()).await.unwrap();
        }
    });
    format!("http://{address}/told")
}

fn get(address: &str) -> Request<Bytes> {
    Request::get(address).body(Bytes::new()).unwrap()
}

fn answer(status: &str, extra: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{extra}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn outward() -> Outward {
    Outward::new(Network::this_machine()).unwrap()
}

#[tokio::test]
async fn an_answer_comes_as_it_is_and_a_redirect_is_not_followed() {
    let ours = outward();
    let told = ours.call(get(&says(answer("200 OK", "", "你好")).await)).await.unwrap();
    assert_eq!((told.status().as_u16(), told.body().as_ref()), (200, "你好".as_bytes()));
    let elsewhere = answer("302 Found", "location: http://169.254.169.254/\r\n", "");
    assert_eq!(ours.call_stranger(get(&says(elsewhere).await)).await.unwrap().status(), 302);
}

#[tokio::test]
async fn it_is_known_whether_anything_was_sent() {
    let ours = outward();
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let unreached = ours.call(get(&format!("http://{nobody}/"))).await.unwrap_err();
    assert_eq!(unreached, OutwardFailure::Unreached(nobody.to_string()));
    let hangs_up = ours.call(get(&says(String::new()).await)).await.unwrap_err();
    assert!(matches!(hangs_up, OutwardFailure::Unanswered(_)), "{hangs_up}");
    let cut = says("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf".to_owned()).await;
    assert!(matches!(ours.call(get(&cut)).await.unwrap_err(), OutwardFailure::Unanswered(_)));
}

#[tokio::test]
async fn an_answer_ends_at_64_kib() {
    let ours = outward();
    let whole = says(answer("200 OK", "", &"x".repeat(64 * 1024))).await;
    assert_eq!(ours.call(get(&whole)).await.unwrap().body().len(), 64 * 1024);
    let longer = says(answer("200 OK", "", &"x".repeat(64 * 1024 + 1))).await;
    assert!(matches!(ours.call(get(&longer)).await.unwrap_err(), OutwardFailure::TooLong(_)));
}

#[tokio::test]
async fn a_stranger_does_not_lead_to_our_neighbours() {
    let address = says(answer("200 OK", "", "secret")).await;
    let refused = Outward::new(Vec::new()).unwrap().call_stranger(get(&address)).await.unwrap_err();
    assert!(matches!(refused, OutwardFailure::Forbidden(_)), "{refused}");
    assert!(outward().call_stranger(get(&address)).await.is_ok());
}
