//! The address of Microsoft Graph: the part of a URL before the version.

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};
use core::str::FromStr;
use std::borrow::Cow;

use graph_entity_model::base::InvalidRequestError;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The service that a client talks to: scheme, host, port and an optional base path, without a version.
///
/// `https` is required unless the host is this machine (`localhost`, `127.0.0.0/8`, `[::1]`), because every
/// request carries a bearer token. The default is the global service, `https://graph.microsoft.com`. Each
/// national cloud has a constructor here. Each has its own scope and directory, and refuses the tokens of the
/// others.
///
/// Source of the hosts: Microsoft Graph, "National cloud deployments".
///
/// ```
/// use graph_entity::Endpoint;
///
/// let endpoint = Endpoint::parse("https://graph.microsoft.us")?;
/// assert_eq!(endpoint.to_string(), "https://graph.microsoft.us");
/// assert!(Endpoint::parse("http://graph.microsoft.us").is_err(), "a token would travel unencrypted");
/// assert!(Endpoint::parse("http://127.0.0.1:8080").is_ok(), "it does not leave the machine");
/// # Ok::<(), graph_entity::InvalidRequestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    /// Empty, or segments that each start with `/`, without a trailing `/`.
    base: String,
}

impl Endpoint {
    /// Parses an absolute address, `https://graph.microsoft.com`.
    ///
    /// # Errors
    /// [`InvalidRequestError::Endpoint`] if the address is not absolute, has user information, a query, a
    /// fragment or a version, or is `http` to another machine. The error does not repeat parts that may be
    /// secret.
    pub fn parse(text: &str) -> Result<Self, InvalidRequestError> {
        parse(text).map_err(|reason| refused(shown(text), reason))
    }

    /// The global service, `https://graph.microsoft.com`, which is the default. Tokens come from
    /// `login.microsoftonline.com`.
    pub fn global() -> Self {
        Self::default()
    }

    /// Microsoft Graph for US Government L4, `https://graph.microsoft.us`. Tokens come from
    /// `login.microsoftonline.us`.
    pub fn us_government() -> Self {
        Self::at("graph.microsoft.us")
    }

    /// Microsoft Graph for US Government L5 (DOD), `https://dod-graph.microsoft.us`. Tokens come from
    /// `login.microsoftonline.us`.
    pub fn us_government_dod() -> Self {
        Self::at("dod-graph.microsoft.us")
    }

    /// Microsoft Graph China, operated by 21Vianet, `https://microsoftgraph.chinacloudapi.cn`. Tokens come
    /// from `login.chinacloudapi.cn`.
    pub fn china() -> Self {
        Self::at("microsoftgraph.chinacloudapi.cn")
    }

    fn at(host: &'static str) -> Self {
        Self { scheme: Scheme::HTTPS, authority: Authority::from_static(host), base: String::new() }
    }

    /// The host without the port. An IPv6 address is in brackets.
    pub fn host(&self) -> &str {
        self.authority.host()
    }

    /// The host, with the port if one is given.
    pub fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// The port, which is that of the scheme if none is given.
    pub fn port(&self) -> u16 {
        self.authority.port_u16().unwrap_or(default_port(&self.scheme))
    }

    /// The scope that requests every permission granted to the application on this service:
    /// `https://graph.microsoft.com/.default`.
    ///
    /// Source: Microsoft identity platform, "The .default scope".
    pub fn default_scope(&self) -> String {
        format!("{}://{}/.default", self.scheme, self.host())
    }

    /// The full URL of a request. `path` starts with `/`. `path` and `query` are percent-encoded; `query` may
    /// be empty.
    ///
    /// # Errors
    /// [`InvalidRequestError::Endpoint`] if the result is not a valid URL, such as one longer than 65,534
    /// bytes.
    pub fn url(&self, version: &str, path: &str, query: &str) -> Result<Uri, InvalidRequestError> {
        let invalid = || refused(self.to_string(), "with the request's path and query it makes no address");
        let mark = if query.is_empty() { "" } else { "?" };
        let path = [self.base.as_str(), "/", version, path, mark, query].concat();
        // Not by a builder, which moves the whole address for each of its parts.
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::try_from(path).map_err(|_| invalid())?);
        Uri::from_parts(parts).map_err(|_| invalid())
    }

    /// Parses a link from Graph that leads to this service: the same scheme, host and port. Otherwise returns
    /// the host it leads to, if any.
    pub(crate) fn own_link(&self, link: &str) -> Result<Uri, Option<String>> {
        let uri = carried(link).parse::<Uri>().map_err(|_| None)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return Err(None) };
        let port = |authority: &Authority| authority.port_u16().unwrap_or(default_port(&self.scheme));
        // User information would change the host that some parsers see, so a link with it is never followed.
        let same = *scheme == self.scheme
            && authority.host().eq_ignore_ascii_case(self.host())
            && port(authority) == port(&self.authority)
            && !authority.as_str().contains('@');
        if same { Ok(uri) } else { Err(Some(authority.host().to_owned())) }
    }

    /// Parses a link to any host to which nothing may be sent unencrypted. `http` is accepted only within this
    /// machine, from an endpoint that is there too.
    pub(crate) fn safe_link(&self, link: &str) -> Option<Uri> {
        let uri = carried(link).parse::<Uri>().ok()?;
        let (scheme, authority) = (uri.scheme()?, uri.authority()?);
        let is_local =
            || *scheme == Scheme::HTTP && self.scheme == Scheme::HTTP && is_loopback(authority.host());
        let is_safe = !authority.host().is_empty()
            && !authority.as_str().contains('@')
            && (*scheme == Scheme::HTTPS || is_local());
        is_safe.then_some(uri)
    }

    /// Whether requests are unencrypted, which [`Endpoint::parse`] allows only within this machine.
    #[cfg_attr(
        not(any(feature = "hyper", feature = "reqwest")),
        allow(dead_code, reason = "asked by the transports only")
    )]
    pub(crate) fn is_plain(&self) -> bool {
        self.scheme == Scheme::HTTP
    }
}

/// A link in a form that HTTP can carry: what is not allowed in an address is percent-encoded, and nothing else
/// is changed, because the link is opaque.
///
/// Source: RFC 3986, section 2 and appendix A.
pub(crate) fn carried(link: &str) -> Cow<'_, str> {
    utf8_percent_encode(link, NOT_CARRIED).into()
}

const NOT_CARRIED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn default_port(scheme: &Scheme) -> u16 {
    if *scheme == Scheme::HTTP { 80 } else { 443 }
}

fn refused(endpoint: String, reason: &'static str) -> InvalidRequestError {
    InvalidRequestError::Endpoint { endpoint, reason }
}

fn parse(text: &str) -> Result<Endpoint, &'static str> {
    // Looked for in the text, because `http::Uri` drops a fragment silently.
    if text.contains(['?', '#']) {
        return Err("it has a query or a fragment");
    }
    let parts = text.parse::<Uri>().map_err(|_| "it is not an address")?.into_parts();
    let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
        return Err("it is not absolute: write `https://` and the host");
    };
    check_authority(&scheme, &authority)?;
    let path = parts.path_and_query.as_ref().map_or("", |path| path.path());
    let base = path.trim_end_matches('/').to_owned();
    check_base(&base)?;
    Ok(Endpoint { scheme, authority, base })
}

fn check_authority(scheme: &Scheme, authority: &Authority) -> Result<(), &'static str> {
    if authority.as_str().contains('@') {
        return Err("it has user information: the token comes from the credential");
    }
    if authority.host().is_empty() {
        return Err("it has no host");
    }
    if authority.port().is_none() && authority.as_str().len() > authority.host().len() {
        return Err("its port is not a number from 0 to 65535");
    }
    if *scheme == Scheme::HTTPS {
        return Ok(());
    }
    if *scheme != Scheme::HTTP {
        return Err("its scheme is neither `https` nor `http`");
    }
    if is_loopback(authority.host()) {
        return Ok(());
    }
    Err("`http` would send the token unencrypted: use `https`, which only this machine itself may do without")
}

fn check_base(base: &str) -> Result<(), &'static str> {
    if base.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("`.` and `..` are resolved away on the way to Graph");
    }
    if matches!(base.rsplit('/').next(), Some("v1.0" | "beta")) {
        return Err("it ends in a version, which each entity brings itself");
    }
    Ok(())
}

fn is_loopback(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    bare.and_then(|host| host.parse::<Ipv6Addr>().ok()).is_some_and(|address| address.is_loopback())
}

/// A refused endpoint as an error may show it: without parts that could be a password or a signature.
fn shown(text: &str) -> String {
    const HIDDEN: &str = "[redacted]";
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let mark = if rest.len() == text.len() { "" } else { "://" };
    let rest = match (rest.rfind('@'), rest.find(['?', '#'])) {
        (None, None) => rest.to_owned(),
        (Some(at), None) => format!("{HIDDEN}{}", &rest[at..]),
        (None, Some(query)) => format!("{}{HIDDEN}", &rest[..=query]),
        // It is unclear whether the `@` belongs to the query or the query to the password, so all of it is
        // hidden.
        (Some(_), Some(_)) => HIDDEN.to_owned(),
    };
    format!("{scheme}{mark}{rest}").chars().take(200).collect()
}

impl Default for Endpoint {
    fn default() -> Self {
        Self::at("graph.microsoft.com")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.base)
    }
}

impl FromStr for Endpoint {
    type Err = InvalidRequestError;

    fn from_str(text: &str) -> Result<Self, InvalidRequestError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = InvalidRequestError;

    fn try_from(text: &str) -> Result<Self, InvalidRequestError> {
        Self::parse(text)
    }
}

impl TryFrom<&String> for Endpoint {
    type Error = InvalidRequestError;

    fn try_from(text: &String) -> Result<Self, InvalidRequestError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = InvalidRequestError;

    fn try_from(text: String) -> Result<Self, InvalidRequestError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> &'static str {
        match Endpoint::parse(text) {
            Err(InvalidRequestError::Endpoint { reason, .. }) => reason,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn addresses_are_joined() {
        let url = |endpoint: &str, query| {
            let endpoint = Endpoint::parse(endpoint).unwrap();
            endpoint.url("beta", "/deviceManagement/x%20y", query).unwrap().to_string()
        };
        assert_eq!(
            url("https://graph.microsoft.com", ""),
            "https://graph.microsoft.com/beta/deviceManagement/x%20y"
        );
        assert_eq!(
            url("https://h:8443/a/b/", "$top=1"),
            "https://h:8443/a/b/beta/deviceManagement/x%20y?$top=1"
        );
        assert_eq!(url("http://[::1]:80/", ""), "http://[::1]:80/beta/deviceManagement/x%20y");
    }

    #[test]
    fn a_path_cannot_change_the_host() {
        let endpoint = Endpoint::default();
        for path in ["/@evil.example/x", "//evil.example/x", "/\\evil.example", "/x#@evil.example"] {
            if let Ok(url) = endpoint.url("v1.0", path, "") {
                assert_eq!(url.authority().map(Authority::as_str), Some("graph.microsoft.com"), "{path}");
            }
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.9.8.7:80", "[::1]", "[::1]:8080"] {
            assert!(Endpoint::parse(&format!("http://{host}")).unwrap().is_plain(), "{host}");
        }
        for host in
            ["graph.microsoft.com", "128.0.0.1", "localhost.example", "127.0.0.1.example", "[::2]", "0.0.0.0"]
        {
            assert!(reason(&format!("http://{host}")).contains("unencrypted"), "{host}");
        }
    }

    #[test]
    fn a_link_is_followed_only_on_the_same_service() {
        let host = |endpoint: &str, link: &str| Endpoint::parse(endpoint).unwrap().own_link(link);
        let graph = "https://graph.microsoft.com";
        for link in [
            "https://graph.microsoft.com/v1.0/users?$skiptoken=x",
            "https://GRAPH.microsoft.com:443/v1.0/users",
            "HTTPS://graph.microsoft.com",
        ] {
            assert!(host(graph, link).is_ok(), "{link}");
        }
        for (link, leads_to) in [
            ("https://evil.example/v1.0/users", Some("evil.example")),
            ("http://graph.microsoft.com/v1.0/users", Some("graph.microsoft.com")),
            ("https://graph.microsoft.com:444/v1.0/users", Some("graph.microsoft.com")),
            ("https://graph.microsoft.com@evil.example/", Some("evil.example")),
            ("https://user@graph.microsoft.com/", Some("graph.microsoft.com")),
            ("https://graph.microsoft.com.evil.example/", Some("graph.microsoft.com.evil.example")),
            ("//evil.example/x", None),
            ("/v1.0/users", None),
            ("", None),
            ("nonsense with spaces", None),
        ] {
            assert_eq!(host(graph, link).unwrap_err().as_deref(), leads_to, "{link}");
        }
        assert!(host("http://127.0.0.1:81/base", "http://127.0.0.1:81/other").is_ok());
        assert!(host("http://127.0.0.1:81/base", "http://127.0.0.1:82/base").is_err());
    }

    #[test]
    fn a_link_to_another_host_is_safe_only_if_it_is_encrypted() {
        let is_safe =
            |endpoint: &str, link: &str| Endpoint::parse(endpoint).unwrap().safe_link(link).is_some();
        let (graph, local) = ("https://graph.microsoft.com", "http://127.0.0.1:81");
        for link in ["https://reports.example/data?sig=a b", "HTTPS://reports.example:8443/x"] {
            assert!(is_safe(graph, link) && is_safe(local, link), "{link}");
        }
        assert!(is_safe(local, "http://localhost:82/x") && !is_safe(graph, "http://localhost:82/x"));
        for link in [
            "http://reports.example/x",
            "https://user@reports.example/x",
            "ftp://reports.example/x",
            "//reports.example/x",
            "/x",
            "https:///x",
            "",
        ] {
            assert!(!is_safe(graph, link) && !is_safe(local, link), "{link}");
        }
    }

    #[test]
    fn an_invalid_base_address_is_refused() {
        assert!(reason("graph.microsoft.com").contains("absolute"));
        assert!(reason("/beta").contains("absolute"));
        assert!(reason("").contains("address"));
        assert!(reason("https://").contains("address"));
        assert!(reason("https://a b").contains("address"));
        assert!(reason("ftp://graph.microsoft.com").contains("scheme"));
        assert!(reason("https://h?x=1").contains("query"));
        assert!(reason("https://h#x").contains("fragment"));
        assert!(reason("https://h/v1.0").contains("version"));
        assert!(reason("https://h/base/beta/").contains("version"));
        assert!(reason("https://h/../x").contains("resolved"));
        assert!(reason("https://h:99999").contains("port"));
        assert!(reason("https://user@h").contains("user information"));
    }

    #[test]
    fn a_refused_endpoint_repeats_no_secret() {
        let texts = [
            "https://user:hunter2@h",
            "https://user:hunter2@h:x y",
            "https://h/?sig=hunter2",
            "https://h#hunter2",
            "https://user:hun?ter2@h",
            "https://h/?a=b@hunter2",
            "user:hunter2@h",
        ];
        for text in texts {
            let error = Endpoint::parse(text).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2") && !shown.contains("ter2"), "{shown}");
        }
        assert_eq!(shown("https://user:hunter2@h/x"), "https://[redacted]@h/x");
        assert_eq!(shown("https://h/x?sig=1"), "https://h/x?[redacted]");
    }

    #[test]
    fn each_cloud_has_its_scope() {
        for (cloud, host) in [
            (Endpoint::global(), "graph.microsoft.com"),
            (Endpoint::us_government(), "graph.microsoft.us"),
            (Endpoint::us_government_dod(), "dod-graph.microsoft.us"),
            (Endpoint::china(), "microsoftgraph.chinacloudapi.cn"),
        ] {
            assert_eq!(cloud, Endpoint::parse(&format!("https://{host}")).unwrap());
            assert_eq!(cloud.default_scope(), format!("https://{host}/.default"));
        }
    }

    #[test]
    fn the_default_scope_is_the_service_without_port_or_path() {
        assert_eq!(Endpoint::default().default_scope(), "https://graph.microsoft.com/.default");
        assert_eq!(
            Endpoint::parse("http://localhost:81/b").unwrap().default_scope(),
            "http://localhost/.default"
        );
    }
}
