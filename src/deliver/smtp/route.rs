//! Owns the way to an SMTP server: name, TCP, TLS, greeting, login, each with a time limit. The mail library's own
//! connecting leaves Nagle's algorithm on, which costs 40 ms a letter (lettre/lettre#1159), so the stream is ours.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::deliver::options::{Security, SmtpOptions};

/// How to reach, greet and enter a server.
pub(super) struct Route {
    host: String,
    port: u16,
    hello: ClientId,
    encryption: Encryption,
    login: Option<Credentials>,
    user: Option<String>,
    pub(super) timeout: Duration,
}

enum Encryption {
    None,
    StartTls(TlsParameters),
    Tls { connector: TlsConnector, name: ServerName<'static> },
}

impl Route {
    /// Checks what can be checked without the network.
    pub(super) fn new(options: &SmtpOptions, hello: &str) -> anyhow::Result<Self> {
        let pem = match &options.ca_file {
            Some(path) => Some(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?),
            None => None,
        };
        let encryption = match options.security {
            Security::None => Encryption::None,
            Security::StartTls => Encryption::StartTls(parameters(&options.host, pem.as_deref())?),
            Security::Tls => {
                let name = ServerName::try_from(options.host.clone());
                let name = name.with_context(|| format!("{:?} is not the name of a server", options.host))?;
                Encryption::Tls { connector: connector(pem.as_deref())?, name }
            }
        };
        let login = options.login.as_ref();
        Ok(Self {
            host: options.host.clone(),
            port: options.port,
            hello: ClientId::Domain(hello.to_owned()),
            encryption,
            login: login.map(|login| Credentials::new(login.user.clone(), login.password.clone())),
            user: login.map(|login| login.user.clone()),
            timeout: options.timeout,
        })
    }

    /// Connects, greets, encrypts and logs in.
    pub(super) async fn open(&self) -> anyhow::Result<AsyncSmtpConnection> {
        let stream = self.step("connecting", TcpStream::connect((self.host.as_str(), self.port))).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn AsyncTokioStream> = match &self.encryption {
            Encryption::Tls { connector, name } => {
                let handshake = connector.connect(name.clone(), stream);
                Box::new(Encrypted(Box::new(self.step("TLS", handshake).await?)))
            }
            Encryption::None | Encryption::StartTls(_) => Box::new(stream),
        };
        let greeting = AsyncSmtpConnection::connect_with_transport(stream, &self.hello);
        let mut connection = self.step("the greeting", greeting).await?;
        if let Encryption::StartTls(parameters) = &self.encryption {
            if !connection.can_starttls() {
                bail!("{self} offers no STARTTLS");
            }
            self.step("STARTTLS", connection.starttls(parameters.clone(), &self.hello)).await?;
        }
        if let Some(login) = &self.login {
            self.step("the login", connection.auth(&[Mechanism::Plain, Mechanism::Login], login)).await?;
        }
        Ok(connection)
    }

    /// What a probe tells of a server that let us in.
    pub(super) fn description(&self) -> String {
        let encrypted = if matches!(self.encryption, Encryption::None) { "without encryption" } else { "over TLS" };
        match &self.user {
            Some(user) => format!("{self} answers {encrypted} and lets {user} in"),
            None => format!("{self} answers {encrypted}"),
        }
    }

    async fn step<T, E>(&self, doing: &str, future: impl Future<Output = Result<T, E>>) -> anyhow::Result<T>
    where
        E: fmt::Display,
    {
        match timeout(self.timeout, future).await {
            Ok(done) => done.map_err(|error| anyhow!("{doing} failed at {self}: {error}")),
            Err(_) => Err(anyhow!("{doing} took more than {} s at {self}", self.timeout.as_secs())),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

fn parameters(host: &str, pem: Option<&[u8]>) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    if let Some(pem) = pem {
        builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
    }
    Ok(builder.build_rustls()?)
}

fn connector(pem: Option<&[u8]>) -> anyhow::Result<TlsConnector> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in pem.into_iter().flat_map(CertificateDer::pem_slice_iter) {
        roots.add(certificate.map_err(|error| anyhow!("the file of certificates is not PEM: {error}"))?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A TLS stream in the shape the mail library asks for.
#[derive(Debug)]
struct Encrypted(Box<TlsStream<TcpStream>>);

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.get_mut().0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.get_mut().0).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.get_mut().0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.get_mut().0).poll_shutdown(cx)
    }
}
