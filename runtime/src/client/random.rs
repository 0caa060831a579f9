//! Random numbers for request ids and backoff jitter. Not cryptographically secure.

use core::cell::Cell;
use std::hash::{BuildHasher as _, RandomState};

use uuid::{Builder, Uuid};

thread_local! {
    /// Two generators of this thread. A half of an id is from each, so that two threads repeat ids only if both of
    /// their generators do.
    static GENERATORS: [Cell<u64>; 2] = [Cell::new(seed()), Cell::new(seed())];
}

/// A random number.
pub(crate) fn number() -> u64 {
    GENERATORS.with(|[generator, _]| next(generator))
}

/// A random id, a UUID of version 4.
pub(super) fn id() -> Uuid {
    let [high, low] = GENERATORS.with(|generators| generators.each_ref().map(next));
    let bits = u128::from(high) << 64 | u128::from(low);
    Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

/// The seed of a generator. std seeds its hashers from the system once for each thread and gives each hasher
/// different keys.
fn seed() -> u64 {
    // The value does not matter: the keys of the hasher are random.
    RandomState::new().hash_one(0_u8)
}

/// The next number of a generator. Hashing one for each request would cost ten times as much.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", `SplitMix64`.
fn next(generator: &Cell<u64>) -> u64 {
    let state = generator.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
    generator.set(state);
    let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
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
