//! The settings file: `name = value` a line, names as the flags without their dashes, `#` for remarks, quotes if one likes.
//!
//! Its values become the defaults of the flags, so that flags and the environment beat it without any merging of ours.

use clap::{Command, Parser, error::ErrorKind};
use std::{ffi::OsString, fs, path::PathBuf};

/// Reads the command line of a program, with the settings file that it or the environment names.
pub fn parse<C: Parser>(args: impl IntoIterator<Item = OsString>) -> Result<C, clap::Error> {
    let args: Vec<OsString> = args.into_iter().collect();
    parse_with(args, std::env::var_os("GOODHOURS_CONFIG").map(PathBuf::from))
}

fn parse_with<C: Parser>(args: Vec<OsString>, named: Option<PathBuf>) -> Result<C, clap::Error> {
    let mut command = C::command();
    if let Some(path) = flag(&args).or(named) {
        let text = fs::read_to_string(&path).map_err(|why| error(&command, &format!("{}: {why}", path.display())))?;
        for (number, line) in text.lines().enumerate() {
            let wrong =
                |command: &Command, why: &str| error(command, &format!("{}:{}: {why}", path.display(), number + 1));
            let Some(setting) = setting(line).map_err(|why| wrong(&command, why))? else { continue };
            let holders = holders(&command, &setting.0);
            if holders.is_empty() {
                return Err(wrong(&command, &format!("there is no setting {}", setting.0)));
            }
            command = holders.iter().fold(command, |command, holder| with_default(command, holder, &setting));
        }
    }
    let mut matches = command.try_get_matches_from_mut(args)?;
    C::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

fn error(command: &Command, text: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{text}\n")).with_cmd(command)
}

/// The file that the command line names.
fn flag(args: &[OsString]) -> Option<PathBuf> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--config" {
            return args.next().map(PathBuf::from);
        }
        if let Some(path) = arg.to_str().and_then(|arg| arg.strip_prefix("--config=")) {
            return Some(PathBuf::from(path));
        }
    }
    None
}

/// A line as name and value; blank lines and remarks are none.
fn setting(line: &str) -> Result<Option<(String, String)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (name, value) = line.split_once('=').ok_or("a setting is name = value")?;
    let value = value.trim();
    let unquoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    Ok(Some((name.trim().replace('_', "-"), unquoted.to_owned())))
}

/// The subcommands that have a setting, at any depth, each as the names that lead to it.
fn holders(command: &Command, name: &str) -> Vec<Vec<String>> {
    let takes = |command: &Command| command.get_arguments().any(|arg| arg.get_long() == Some(name) && name != "config");
    let mut found = Vec::new();
    for one in command.get_subcommands() {
        let own = vec![one.get_name().to_owned()];
        found.extend(holders(one, name).into_iter().map(|below| [own.clone(), below].concat()));
        found.extend(takes(one).then_some(own));
    }
    found
}

/// Makes a value the default of a subcommand's flag.
fn with_default(command: Command, holder: &[String], setting: &(String, String)) -> Command {
    if let [first, below @ ..] = holder {
        return command.mut_subcommand(first, |sub| with_default(sub, below, setting));
    }
    let (name, value) = setting;
    let id = name.replace('-', "_");
    // Clap wants texts that live as long as the program; a few settings, read once, do.
    let value: &'static str = value.clone().leak();
    command.mut_arg(&id, |arg| match arg.get_value_delimiter() {
        Some(delimiter) => arg.default_values(value.split(delimiter).map(str::trim)),
        None => arg.default_value(value),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Database, LogFormat, Settings, SettingsError};
    use super::*;
    use crate::kernel::dice::{entropy, text};
    use clap::CommandFactory;
    use std::{os::unix::fs::PermissionsExt, path::Path};

    #[derive(Parser)]
    enum Cli {
        Serve(Settings),
    }

    fn read(args: &str) -> Result<Settings, clap::Error> {
        let args = std::iter::once("goodhours serve").chain(args.split_whitespace());
        let args = args.flat_map(str::split_whitespace).map(OsString::from).collect();
        parse_with(args, None).map(|Cli::Serve(settings)| settings)
    }

    struct File(PathBuf);
    impl File {
        fn with(content: &str, mode: u32) -> File {
            let path = std::env::temp_dir().join(format!("goodhours-settings-{}", text(&entropy::<8>())));
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            File(path)
        }
        fn path(&self) -> &Path {
            &self.0
        }
    }
    impl Drop for File {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    #[test]
    fn without_settings_one_machine_is_served() {
        let settings = read("").unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert!(
            matches!(settings.database(), Ok(Database::Sqlite(path)) if path.ends_with("goodhours-data/goodhours.sqlite"))
        );
        assert!(settings.exposure().is_ok_and(|it| !it.is_secure) && settings.smtp().is_ok_and(|smtp| smtp.is_none()));
        assert_eq!((settings.hash_params().memory_kib, settings.hash_params().passes), (19_456, 2));
    }

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let file = File::with(
            "# ours\nlog_format = json\nsite-name = \"善 时\"\n\ntrusted-proxies = 10.0.0.0/8, ::1\n",
            0o644,
        );
        let config = format!("--config {}", file.path().display());
        let settings = read(&config).unwrap();
        assert_eq!((settings.log_format, settings.site_name.as_str()), (LogFormat::Json, "善 时"));
        assert_eq!(settings.trusted_proxies.len(), 2);
        assert_eq!(read(&format!("{config} --log-format text")).unwrap().log_format, LogFormat::Text);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let file = File::with("listen = 127.0.0.1:1\nlissten = 127.0.0.1:2\n", 0o644);
        let wrong = read(&format!("--config={}", file.path().display())).err().unwrap().to_string();
        assert!(wrong.contains(":2: there is no setting lissten"), "{wrong}");
        assert!(read("--config /no/such/file").is_err());
        assert!(read("--listen nowhere").is_err());
    }

    #[test]
    fn every_setting_has_its_variable() {
        let command = Cli::command();
        let settings = command.find_subcommand("serve").unwrap().get_arguments();
        for setting in settings.filter(|one| one.get_id() != "help") {
            let expected = format!("GOODHOURS_{}", setting.get_id().as_str().to_uppercase());
            assert_eq!(setting.get_env().and_then(|name| name.to_str()), Some(expected.as_str()));
        }
    }

    #[test]
    fn secrets_come_from_files_of_their_owner() {
        let (own, exposed) = (File::with("s3cret\n", 0o600), File::with("s3cret\n", 0o640));
        let smtp = "--smtp-host mx --smtp-from a@b.cn --smtp-user u --smtp-password-file";
        let known = read(&format!("{smtp} {}", own.path().display())).unwrap().smtp().unwrap().unwrap();
        assert_eq!(known.login.unwrap().1.expose(), "s3cret");
        let refused = read(&format!("{smtp} {}", exposed.path().display())).unwrap().smtp();
        assert!(matches!(refused, Err(SettingsError::Secret(_))));
        assert!(matches!(read("--smtp-host mx").unwrap().smtp(), Err(SettingsError::NoSender)));
    }

    #[test]
    fn half_a_certificate_is_refused() {
        for args in ["--tls-cert a.pem", "--tls-key a.pem", "--tls self-signed --tls-cert a.pem --tls-key b.pem"] {
            assert!(matches!(read(args).unwrap().exposure(), Err(SettingsError::TlsHalves)), "{args}");
        }
        assert!(read("--listen 0.0.0.0:443 --tls-cert a.pem --tls-key b.pem").unwrap().exposure().is_ok());
    }
}
