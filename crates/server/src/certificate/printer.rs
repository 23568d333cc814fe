//! The press of this process. Certificates are made here, a few at a time; long lists, which take hundreds of megabytes, in a child
//! process of the same program with a limit on its memory, so that one volunteer's thousands of rows disturb nobody.

use crate::kernel::{
    failure::{Answer, Failure},
    office::Office,
};
use paper::{Card, Certificate, DetailList, PaperError, Pictures, Press};
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Stdio,
    sync::OnceLock,
    time::Duration,
};
use tokio::{io::AsyncWriteExt, process::Command, sync::Semaphore, task::spawn_blocking, time::timeout};

/// Lists with more rows are made in a child process.
pub const ROWS_HERE_MAX: usize = 500;
/// Memory that the child may write to, in bytes. (Its address space would count the program itself and what the allocator only reserves.)
pub const CHILD_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// All that the child is told: the allocator would reserve more addresses at its start than it may have.
pub const CHILD_ENVIRONMENT: [(&str, &str); 1] = [("MIMALLOC_ARENA_RESERVE", "0")];
const AT_ONCE: usize = 2;
const WAIT: Duration = Duration::from_secs(20);

/// The fonts and what is printing now.
pub struct Printer {
    program: PathBuf,
    fonts: PathBuf,
    press: OnceLock<Result<Press, String>>,
    desks: Semaphore,
}

/// What came off the press: a file, or the characters that no font has.
pub type Printed = Result<Vec<u8>, Vec<char>>;

impl Printer {
    /// A printer that starts `program` for long lists and looks into the font files of the folder `fonts`, if there is one.
    pub fn new(program: PathBuf, fonts: PathBuf) -> Printer {
        Printer { program, fonts, press: OnceLock::new(), desks: Semaphore::new(AT_ONCE) }
    }

    fn press(&self) -> Answer<&Press> {
        let made = self.press.get_or_init(|| open(&self.fonts).map_err(|error| error.to_string()));
        made.as_ref().map_err(|error| Failure::broken(error.clone()))
    }
}

/// A press with the deployment's own fonts behind the built-in ones.
fn open(fonts: &Path) -> Result<Press, Box<dyn std::error::Error + Send + Sync>> {
    let mut files: Vec<PathBuf> = match fs::read_dir(fonts) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    files.sort();
    Ok(Press::new(files.into_iter().map(fs::read).collect::<io::Result<_>>()?)?)
}

/// Prints a certificate.
pub async fn certificate(
    office: &Office,
    sheet: Certificate,
    (photo, seal): (Option<Vec<u8>>, Option<Vec<u8>>),
) -> Answer<Printed> {
    here(office, move |press| {
        let pictures = Pictures { photo: photo.as_deref(), seal: seal.as_deref() };
        Ok(press.certificate(&sheet, pictures)?.bytes)
    })
    .await
}

/// Prints the face of a card as PNG.
pub async fn card(office: &Office, card: Card, photo: Option<Vec<u8>>) -> Answer<Printed> {
    here(office, move |press| press.card_png(&card, photo.as_deref())).await
}

/// Prints a detail list, a long one in a child process.
pub async fn details(office: &Office, list: DetailList) -> Answer<Printed> {
    if list.rows.len() > ROWS_HERE_MAX {
        return elsewhere(office, &list).await;
    }
    here(office, move |press| Ok(press.detail_list(&list)?.bytes)).await
}

async fn here(
    office: &Office,
    make: impl FnOnce(&Press) -> Result<Vec<u8>, PaperError> + Send + 'static,
) -> Answer<Printed> {
    let desk = office.clone();
    let _place = place(office).await?;
    spawn_blocking(move || printed(make(desk.means.printer.press()?))).await.map_err(Failure::fault)?
}

fn printed(made: Result<Vec<u8>, PaperError>) -> Answer<Printed> {
    match made {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(PaperError::MissingGlyph { missing, .. }) => Ok(Err(missing)),
        Err(error) => Err(Failure::fault(error)),
    }
}

async fn place(office: &Office) -> Answer<tokio::sync::SemaphorePermit<'_>> {
    let waited = timeout(WAIT, office.means.printer.desks.acquire()).await.map_err(|_| Failure::unavailable())?;
    waited.map_err(Failure::fault)
}

/// What the child answers: this byte and the file, or `MISSING` and the characters.
const FILE: u8 = b'F';
const MISSING: u8 = b'M';

async fn elsewhere(office: &Office, list: &DetailList) -> Answer<Printed> {
    let printer = &office.means.printer;
    let text = serde_json::to_vec(list)?;
    let _place = place(office).await?;
    let mut child = Command::new(&printer.program)
        .arg("print-details")
        .arg(&printer.fonts)
        .env_clear()
        .envs(CHILD_ENVIRONMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&text).await?;
    }
    let output = timeout(WAIT, child.wait_with_output()).await.map_err(|_| Failure::unavailable())??;
    match output.stdout.split_first() {
        Some((&FILE, bytes)) if output.status.success() => Ok(Ok(bytes.to_vec())),
        Some((&MISSING, text)) if output.status.success() => Ok(Err(String::from_utf8_lossy(text).chars().collect())),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr).chars().take(500).collect::<String>();
            Err(Failure::broken(format!("the printing process ended with {}: {said}", output.status)))
        }
    }
}

/// The child's part: limits itself, reads a detail list as JSON, writes the answer.
pub fn print_details(
    fonts: &Path,
    input: impl io::Read,
    mut output: impl io::Write,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};
    // Whoever wants a page comes first.
    nice(5)?;
    setrlimit(Resource::Data, Rlimit { current: Some(CHILD_BYTES_MAX), maximum: Some(CHILD_BYTES_MAX) })?;
    let list: DetailList = serde_json::from_reader(io::BufReader::new(input))?;
    match open(fonts)?.detail_list(&list) {
        Ok(pdf) => output.write_all(&[&[FILE], pdf.bytes.as_slice()].concat())?,
        Err(PaperError::MissingGlyph { missing, .. }) => {
            let text: String = missing.into_iter().collect();
            output.write_all(&[&[MISSING], text.as_bytes()].concat())?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(output.flush()?)
}
