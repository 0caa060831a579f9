//! The server: HTTP and HTTPS at one address.

use std::io;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::hostile::Server;

/// The first byte of a TLS session. Source: RFC 8446, section 5.1.
const HANDSHAKE: u8 = 22;

/// Starts a server on a free port, and returns it and the port.
pub(crate) async fn start(tls: TlsAcceptor) -> io::Result<(Server, u16)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let server = Server::default();
    let serving = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, tls.clone(), serving.clone()));
        }
    });
    Ok((server, port))
}

async fn serve(stream: TcpStream, tls: TlsAcceptor, server: Server) {
    let mut first = [0];
    match stream.peek(&mut first).await {
        Ok(1) if first == [HANDSHAKE] => {
            if let Ok(stream) = tls.accept(stream).await {
                server.serve(stream).await;
            }
        }
        _ => server.serve(stream).await,
    }
}
