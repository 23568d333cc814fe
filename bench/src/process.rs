//! Child servers: started from a command, ready when they print a line of JSON with their `url`, killed without
//! warning, started again.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cpu::Tree;

/// How to start a server.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    args: Vec<OsString>,
    /// How long it may take until the line with the address.
    pub ready_within: Duration,
}

impl Launch {
    /// A command without arguments yet; two minutes to get ready.
    pub fn new(program: impl AsRef<Path>) -> Self {
        let program = program.as_ref().to_owned();
        Self { program, args: Vec::new(), ready_within: Duration::from_secs(120) }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Starts the command and waits for the first line on standard output that is a JSON object with the key. Other
    /// lines are passed over; what follows is read and dropped, so that the child never blocks on its output.
    pub(crate) fn until_line_with(&self, key: &str) -> Result<(Running, Value)> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = Running(command.spawn()?);
        let stdout = child.0.stdout.take().ok_or(ErrorKind::BrokenPipe)?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Nobody listens any more once the line was found.
                let _ = sender.send(line);
            }
        });
        let found = wait_for(&lines, key, self.ready_within)?;
        Ok((child, found))
    }
}

fn wait_for(lines: &Receiver<String>, key: &str, within: Duration) -> Result<Value> {
    let since = Instant::now();
    loop {
        let left = within.saturating_sub(since.elapsed());
        let line = lines.recv_timeout(left).map_err(|_| {
            Error::new(ErrorKind::TimedOut, format!("the child ended or printed no JSON with \"{key}\" in time"))
        })?;
        let value = serde_json::from_str(&line).unwrap_or(Value::Null);
        if value.get(key).is_some() {
            return Ok(value);
        }
    }
}

/// A child that is killed when its owner forgets it.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Killing fails only when the child ended already, and then waiting is all there is to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server that runs as a child of this process. It is killed when dropped.
pub struct Server {
    launch: Launch,
    running: Option<Running>,
    ready: Value,
}

impl Server {
    /// Starts it and waits until it is ready. Its standard error goes to ours.
    pub fn start(launch: Launch) -> Result<Self> {
        let (running, ready) = launch.until_line_with("url")?;
        Ok(Self { launch, running: Some(running), ready })
    }

    /// Where it listens, from its ready line.
    pub fn url(&self) -> &str {
        self.ready.get("url").and_then(Value::as_str).unwrap_or_default()
    }

    /// The whole ready line, such as the logins of a demo.
    pub fn ready(&self) -> &Value {
        &self.ready
    }

    /// Its process and the descendants, to read CPU time and memory of; empty after [`Server::kill`].
    pub fn tree(&self) -> Tree {
        Tree::of(self.running.iter().map(|running| running.0.id()))
    }

    /// Kills it as a power cut would (SIGKILL): no signal handler runs, nothing is flushed. Returns when it is gone.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Kills it if need be, starts the same command again and waits until it is ready.
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        let (running, ready) = self.launch.until_line_with("url")?;
        self.running = Some(running);
        self.ready = ready;
        Ok(())
    }
}

/// An address on loopback that nobody listened on a moment ago: a server that is restarted must keep its address.
pub fn free_address() -> Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}
