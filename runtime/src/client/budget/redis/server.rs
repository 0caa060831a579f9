//! The Redis server: the connection, the keys and the script that counts.

use core::time::Duration;
use std::sync::LazyLock;

use redis::{Client, Connection, RedisError, RedisResult, Script, ScriptInvocation};

use crate::client::budget::limits::{Demand, Limits};
use crate::client::random;

/// The time for which a process that tells nothing is taken to be there.
pub(super) const LEASE: Duration = Duration::from_secs(10);

/// The time for connecting, and for each answer. A request waits for it.
const TIMEOUT: Duration = Duration::from_secs(1);

static RESERVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("reserve.lua")));

pub(super) struct Server {
    client: Client,
    connection: Option<Connection>,
    keys: Keys,
    limits: Limits,
    /// Distinguishes the places of this process from those of others.
    process: String,
}

/// Braces make a cluster keep them together.
struct Keys {
    all: String,
    writes: String,
    leases: String,
}

/// When the requests may be sent.
pub(super) enum Turn {
    /// After this time. They have their places.
    After(Duration),
    /// Too late. They have no places.
    TooLate(Duration),
}

impl Server {
    pub(super) fn new(address: &str, name: &str, limits: Limits) -> Result<Self, RedisError> {
        let key = |part: &str| format!("graph-entity:{{{name}}}:{part}");
        Ok(Self {
            client: Client::open(address)?,
            connection: None,
            keys: Keys { all: key("all"), writes: key("writes"), leases: key("leases") },
            limits,
            process: random::id().simple().to_string(),
        })
    }

    /// Reserves the first turn of requests that are sent together, and tells that the process is there.
    pub(super) fn reserve(&mut self, number: u64, demand: Demand, longest: Duration) -> RedisResult<Turn> {
        let mut script: ScriptInvocation<'_> = RESERVE.prepare_invoke();
        for key in [&self.keys.all, &self.keys.writes, &self.keys.leases] {
            script.key(key);
        }
        let Limits { window, all, writes, .. } = self.limits;
        for number in [u64::from(all), u64::from(writes), u64::from(demand.all), u64::from(demand.writes)] {
            script.arg(number);
        }
        for time in [window, longest, LEASE] {
            script.arg(micros(time));
        }
        script.arg(&self.process).arg(number);
        let (has_places, wait): (bool, u64) = script.invoke(self.connection()?)?;
        let wait = Duration::from_micros(wait);
        Ok(if has_places { Turn::After(wait) } else { Turn::TooLate(wait) })
    }

    /// Removes the places of a turn.
    pub(super) fn give_back(&mut self, number: u64, demand: Demand) -> RedisResult<()> {
        let process = &self.process;
        let members = |count: u32| (1..=count).map(|each| format!("{process}:{number}:{each}"));
        let mut commands = redis::pipe();
        for (key, count) in [(&self.keys.all, demand.all), (&self.keys.writes, demand.writes)] {
            if count > 0 {
                commands.cmd("ZREM").arg(key).arg(members(count).collect::<Vec<_>>()).ignore();
            }
        }
        commands.query(self.connection()?)
    }

    /// Drops the connection, on which an answer may be late. The next question opens another.
    pub(super) fn disconnect(&mut self) {
        self.connection = None;
    }

    fn connection(&mut self) -> RedisResult<&mut Connection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        Ok(self.connection.insert(connection))
    }

    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(TIMEOUT)?;
        connection.set_read_timeout(Some(TIMEOUT))?;
        connection.set_write_timeout(Some(TIMEOUT))?;
        Ok(connection)
    }
}

/// Microseconds that the script's numbers, which are doubles, hold exactly together with the calendar time.
fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).map_or(LONGEST, |micros| micros.min(LONGEST))
}

/// Some 35 years.
const LONGEST: u64 = 1 << 50;
