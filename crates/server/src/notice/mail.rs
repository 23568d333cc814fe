//! Mail by SMTP (RFC 5321), over TLS everywhere but on this very machine.

use crate::kernel::config::Smtp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};

/// Sends mails through one server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Host and port.
    server: String,
    /// The right side of Message-IDs.
    domain: String,
}

/// Why a mail wasn't sent.
#[derive(Debug)]
pub enum MailFailure {
    /// For good: trying again gives the same.
    Refused(String),
    /// The server can't be reached or asks to come back.
    Later(String),
}

impl Mailer {
    /// A mailer for the configured server.
    pub fn new(smtp: &Smtp) -> Result<Mailer, Box<dyn std::error::Error + Send + Sync>> {
        let local = matches!(smtp.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let builder = match (local, smtp.port) {
            (true, _) => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host),
            (false, 465) => AsyncSmtpTransport::<Tokio1Executor>::relay(&smtp.host)?,
            (false, _) => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&smtp.host)?,
        };
        let builder = builder.port(smtp.port).timeout(Some(std::time::Duration::from_secs(20)));
        let transport = match &smtp.login {
            Some((user, password)) => {
                builder.credentials(Credentials::new(user.clone(), password.expose().clone())).build()
            }
            None => builder.build(),
        };
        let from: Mailbox = smtp.from.parse()?;
        let domain = from.email.domain().to_owned();
        let server = format!("{}:{}", smtp.host, smtp.port);
        Ok(Mailer { transport, from, server, domain })
    }

    /// The server and the sender, to be shown to the operator.
    pub fn shown(&self) -> (&str, String) {
        (&self.server, self.from.email.to_string())
    }

    /// Sends one mail. The Message-ID is the message's own, so that a repeat is recognised by mailboxes.
    pub async fn send(&self, id: i64, to: &str, (subject, text): (&str, &str)) -> Result<(), MailFailure> {
        let refused = |why: &dyn std::fmt::Display| MailFailure::Refused(why.to_string());
        let to: Mailbox = to.parse().map_err(|why| refused(&why))?;
        let mail = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(format!("<{id}@{}>", self.domain)))
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())
            .map_err(|why| refused(&why))?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            Err(why) if why.is_permanent() => Err(refused(&why)),
            Err(why) => Err(MailFailure::Later(why.to_string())),
        }
    }
}
