//! Owns the dialogue of one connection, command by command, and the trouble made at each stage of it.

use std::sync::Arc;

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::rules::{Shared, Stage, Taken, Trouble, locked};

/// Ends a dialogue: the connection is closed, by the client or on purpose.
pub(crate) struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

/// One connection.
pub(crate) struct Talk {
    stream: BufReader<TcpStream>,
    number: usize,
    shared: Arc<Shared>,
    let_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Talk {
    pub(crate) fn new(stream: TcpStream, number: usize, shared: Arc<Shared>) -> Self {
        // Without it the kernel may hold back short replies, and a test would measure that.
        stream.set_nodelay(true).ok();
        let let_in = shared.login.is_none();
        Self { stream: BufReader::new(stream), number, shared, let_in, from: None, to: Vec::new() }
    }

    pub(crate) async fn say(&mut self, reply: &str) -> Result<(), Over> {
        self.stream.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await?;
        Ok(())
    }

    async fn line(&mut self) -> Result<Vec<u8>, Over> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await? {
            0 => Err(Over),
            _ => Ok(line),
        }
    }

    pub(crate) async fn run(&mut self) -> Result<(), Over> {
        if !self.troubled(Stage::Connect, None).await? {
            self.say("220 sink.test ESMTP").await?;
        }
        loop {
            let line = self.line().await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let logged = if verb == "AUTH" { "AUTH …".to_owned() } else { line.clone() };
            locked(&self.shared.commands).push(logged);
            match verb.as_str() {
                "EHLO" | "HELO" => self.ehlo().await?,
                "STARTTLS" if self.shared.offers_tls => {
                    self.usual(Stage::StartTls, "220 2.0.0 go ahead").await?;
                    self.stream.fill_buf().await?;
                    return Err(Over);
                }
                "AUTH" => self.auth(&line).await?,
                "MAIL" => self.mail(&line).await?,
                "RCPT" => self.rcpt(&line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.forget();
                    self.usual(Stage::Rset, "250 2.0.0 forgotten").await?;
                }
                "NOOP" => self.usual(Stage::Noop, "250 2.0.0 here").await?,
                "QUIT" => {
                    self.usual(Stage::Quit, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ => self.say("502 5.5.1 not spoken here").await?,
            }
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    /// Makes the trouble that is due; true when it took the place of the ordinary reply.
    async fn troubled(&mut self, stage: Stage, recipients: Option<&[String]>) -> Result<bool, Over> {
        match self.shared.struck(stage, recipients) {
            None => Ok(false),
            Some(Trouble::Delay(delay)) => {
                tokio::time::sleep(delay).await;
                Ok(false)
            }
            Some(Trouble::Reply(reply)) => {
                self.say(&reply).await?;
                // RFC 5321 section 3.8: whoever says 421 hangs up.
                if reply.starts_with("421") { Err(Over) } else { Ok(true) }
            }
            Some(Trouble::Drop | Trouble::TakeAndDrop) => Err(Over),
        }
    }

    async fn usual(&mut self, stage: Stage, reply: &str) -> Result<(), Over> {
        if self.troubled(stage, None).await? {
            return Ok(());
        }
        self.say(reply).await
    }

    async fn ehlo(&mut self) -> Result<(), Over> {
        self.forget();
        let auth = if self.shared.login.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
        let tls = if self.shared.offers_tls { "250-STARTTLS\r\n" } else { "" };
        let reply = format!("250-sink.test\r\n{tls}{auth}250-PIPELINING\r\n250-SIZE 52428800\r\n250 8BITMIME");
        self.usual(Stage::Ehlo, &reply).await
    }

    async fn auth(&mut self, line: &str) -> Result<(), Over> {
        if self.troubled(Stage::Auth, None).await? {
            return Ok(());
        }
        let Some((user, password)) = self.shared.login.clone() else {
            return self.say("503 5.5.1 no login here").await;
        };
        let mut words = line.split_whitespace().skip(1);
        if !words.next().is_some_and(|method| method.eq_ignore_ascii_case("PLAIN")) {
            return self.say("504 5.5.4 only PLAIN").await;
        }
        let given = if let Some(initial) = words.next() {
            initial.to_owned()
        } else {
            self.say("334 ").await?;
            String::from_utf8_lossy(&self.line().await?).trim().to_owned()
        };
        let wanted = base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{password}"));
        self.let_in = given == wanted;
        self.say(if self.let_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" }).await
    }

    async fn mail(&mut self, line: &str) -> Result<(), Over> {
        if !self.let_in {
            return self.say("530 5.7.0 log in first").await;
        }
        if self.troubled(Stage::Mail, None).await? {
            return Ok(());
        }
        self.from = Some(address(line));
        self.to.clear();
        self.say("250 2.1.0 sender ok").await
    }

    async fn rcpt(&mut self, line: &str) -> Result<(), Over> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let recipient = address(line);
        if self.troubled(Stage::Rcpt, Some(std::slice::from_ref(&recipient))).await? {
            return Ok(());
        }
        self.to.push(recipient);
        self.say("250 2.1.5 recipient ok").await
    }

    async fn data(&mut self) -> Result<(), Over> {
        if self.to.is_empty() {
            return self.say("503 5.5.1 RCPT first").await;
        }
        if self.troubled(Stage::Data, None).await? {
            return Ok(());
        }
        self.say("354 go on, end with a dot").await?;
        let bytes = self.body().await?;
        let to = std::mem::take(&mut self.to);
        let taken = Taken { from: self.from.take().unwrap_or_default(), to, bytes, connection: self.number, at: now() };
        match self.shared.struck(Stage::Dot, Some(&taken.to)) {
            Some(Trouble::Reply(reply)) => return self.say(&reply).await,
            Some(Trouble::Drop) => return Err(Over),
            Some(Trouble::TakeAndDrop) => {
                locked(&self.shared.taken).push(taken);
                return Err(Over);
            }
            Some(Trouble::Delay(delay)) => tokio::time::sleep(delay).await,
            None => {}
        }
        let number = {
            let mut all = locked(&self.shared.taken);
            all.push(taken);
            all.len()
        };
        self.say(&format!("250 2.0.0 taken as {number}")).await
    }

    async fn body(&mut self) -> Result<Vec<u8>, Over> {
        let mut bytes = Vec::new();
        loop {
            let line = self.line().await?;
            if line == b".\r\n" {
                return Ok(bytes);
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(address, _)| address.to_owned())
}
