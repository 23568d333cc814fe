//! One HTTP/1.1 exchange over a connection that stays open: what is sent, and what came back.

use std::io::{Error, ErrorKind, Result};

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request. `Host` and `Content-Length` are written by the client.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without a body; the path may carry a query.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// A request with a body of its content type, such as a form.
    pub fn post(path: impl Into<String>, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type", content_type.to_owned())];
        Self { method: "POST", path: path.into(), headers, body: body.into() }
    }

    /// A request with a JSON body; a value that cannot be JSON (a map with odd keys) is sent as an empty body.
    pub fn post_json(path: impl Into<String>, value: &impl Serialize) -> Self {
        Self::post(path, "application/json", serde_json::to_vec(value).unwrap_or_default())
    }

    /// Adds a header line.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn render(&self, host: &str) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        if self.method != "GET" {
            text += &format!("Content-Length: {}\r\n", self.body.len());
        }
        text += "\r\n";
        [text.as_bytes(), &self.body].concat()
    }
}

/// A whole answer, lent to whoever looks at it; the body is without its transfer encoding.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub status: u16,
    head: &'a [u8],
    pub body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The first header of that name in any case; `None` when absent or not UTF-8.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let lines = std::str::from_utf8(self.head).ok()?.split("\r\n");
        let fields = lines.filter_map(|line| line.split_once(':'));
        fields.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// A connection with its buffers.
pub(crate) struct Connection {
    stream: TcpStream,
    host: String,
    buffer: Vec<u8>,
}

/// What a finished answer says about itself.
struct Head {
    status: u16,
    /// Bytes up to the body.
    end: usize,
    length: Length,
    stays_open: bool,
}

enum Length {
    Known(usize),
    Chunked,
    UntilClosed,
}

impl Connection {
    pub(crate) async fn open(address: std::net::SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: address.to_string(), buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends, and waits for the whole answer. The flag says whether the connection may be used again.
    pub(crate) async fn exchange(&mut self, request: &Request) -> Result<(Answer<'_>, bool)> {
        self.stream.write_all(&request.render(&self.host)).await?;
        self.buffer.clear();
        let head = loop {
            if let Some(head) = parse_head(&self.buffer)? {
                break head;
            }
            self.read_more().await?;
        };
        self.read_body(&head).await?;
        let (head_bytes, body) = self.buffer.split_at_checked(head.end).ok_or(ErrorKind::InvalidData)?;
        Ok((Answer { status: head.status, head: head_bytes, body }, head.stays_open))
    }

    /// Leaves the buffer as the head and the plain body.
    async fn read_body(&mut self, head: &Head) -> Result<()> {
        match head.length {
            Length::Known(length) => {
                while self.buffer.len() < head.end + length {
                    self.read_more().await?;
                }
            }
            Length::Chunked => loop {
                if let Some(body) = self.buffer.get(head.end..).and_then(join_chunks) {
                    self.buffer.truncate(head.end);
                    self.buffer.extend(body);
                    return Ok(());
                }
                self.read_more().await?;
            },
            Length::UntilClosed => while self.stream.read_buf(&mut self.buffer).await? > 0 {},
        }
        Ok(())
    }

    async fn read_more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn parse_head(buffer: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(buffer).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    let (httparse::Status::Complete(end), Some(status)) = (parsed, response.code) else { return Ok(None) };
    let value = |name: &str| {
        let field = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(field.value).ok().map(str::trim)
    };
    let length = match (status, value("content-length"), value("transfer-encoding")) {
        (204 | 304, _, _) => Length::Known(0),
        (_, Some(length), _) => Length::Known(length.parse().map_err(|_| ErrorKind::InvalidData)?),
        (_, None, Some(coding)) if coding.eq_ignore_ascii_case("chunked") => Length::Chunked,
        _ => Length::UntilClosed,
    };
    let closes = value("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let stays_open = !closes && response.version == Some(1) && !matches!(length, Length::UntilClosed);
    Ok(Some(Head { status, end, length, stays_open }))
}

/// The body that complete chunks add up to; `None` while the last one is missing.
fn join_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(rest) else { return None };
        let size = usize::try_from(size).ok()?;
        let (chunk, after) = rest.get(start..)?.split_at_checked(size)?;
        body.extend(chunk);
        rest = after.strip_prefix(b"\r\n")?;
        if size == 0 {
            return Some(body);
        }
    }
}
