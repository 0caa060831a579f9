//! Random numbers for request ids and backoff jitter. Not cryptographically secure.

use std::hash::{BuildHasher as _, RandomState};

use uuid::{Builder, Uuid};

/// A random number.
///
/// std seeds its hashers from the system once for each thread and gives each hasher different keys. That
/// avoids a system call for each request.
pub(crate) fn number() -> u64 {
    // The value does not matter: the keys of the hasher are random.
    RandomState::new().hash_one(0_u8)
}

/// A random id, a UUID of version 4.
pub(super) fn id() -> Uuid {
    let bits = u128::from(number()) << 64 | u128::from(number());
    Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Version;

    #[test]
    fn ids_are_unique_on_all_threads() {
        let some = || (0..10_000).map(|_| super::id()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(some)).collect();
        let ids: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert!(ids.iter().all(|id| id.get_version() == Some(Version::Random)));
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    }

    #[test]
    fn every_bit_takes_both_values() {
        let numbers: Vec<_> = (0..1_000).map(|_| super::number()).collect();
        assert_eq!(numbers.iter().fold(0, |seen, number| seen | number), u64::MAX);
        assert_eq!(numbers.iter().fold(u64::MAX, |seen, number| seen & number), 0);
    }
}
