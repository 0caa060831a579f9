//! Times and durations of other crates lose what Graph sent: digits, offset, spelling.
//!
//! Errors: 10

use graph_entity::graph_entity;

// Types of the names that these crates have. The path alone decides.
mod chrono {
    pub struct DateTime<T>(T);
    pub struct NaiveTime;
    pub struct Utc;
}
mod jiff {
    pub struct Timestamp;
    pub mod civil {
        pub struct Date;
    }
}
use chrono::DateTime;
struct NaiveDate;
struct NaiveDateTime;
struct TimeDelta;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    uptime: Option<std::time::Duration>,
    wait: Option<TimeDelta>,
    seen: Option<chrono::DateTime<chrono::Utc>>,
    enrolled: Option<DateTime<chrono::Utc>>,
    noon: Option<chrono::NaiveTime>,
    synced: Option<jiff::Timestamp>,
    bought: Option<jiff::civil::Date>,
    local: Option<NaiveDateTime>,
}

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    born: Option<NaiveDate>,
    walked: Option<graph_entity::time::Duration>,
}

fn main() {
    let _ = Device::update("1", Device::patch());
}
