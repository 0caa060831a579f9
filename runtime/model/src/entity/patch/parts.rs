//! Where the values of a body are in its buffer.

use core::ops::Deref;

use smallvec::SmallVec;

/// The position of a property's value.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    pub(super) property: u16,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The parts of a body in the order of the declaration, one for each property.
///
/// A few are kept in place: an allocation for them was measured to cost a patch of three properties a
/// twentieth of its instructions.
#[derive(Clone, Default)]
pub(super) struct Parts(SmallVec<[Part; MOST]>);

/// With more, a body is larger than the 128 bytes up to which it is moved without a call to `memcpy`.
const MOST: usize = 5;

impl Parts {
    /// Adds the part of a property, or replaces it. Returns whether it became the last one.
    #[inline]
    pub(super) fn put(&mut self, part: Part) -> bool {
        if self.last().is_none_or(|last| last.property < part.property) {
            self.0.push(part);
            return true;
        }
        match self.position(part.property) {
            Ok(at) => self.0[at] = part,
            Err(at) => self.0.insert(at, part),
        }
        false
    }

    pub(super) fn remove(&mut self, property: u16) {
        if let Ok(at) = self.position(property) {
            self.0.remove(at);
        }
    }

    /// The index of a property's part, or the index where it belongs.
    fn position(&self, property: u16) -> Result<usize, usize> {
        self.binary_search_by_key(&property, |part| part.property)
    }
}

impl Deref for Parts {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Parts};

    fn part(property: u16, start: u32) -> Part {
        Part { property, start, end: start + 1 }
    }

    #[test]
    fn parts_are_in_order_with_one_for_each_property_however_many() {
        for most in [1, 5, 6, 40_u16] {
            // Each property below `most`, shuffled, and each twice.
            let order = (0..most).map(|at| at * 7 % most);
            let mut parts = Parts::default();
            for (start, property) in order.clone().chain(order).enumerate() {
                let is_last = parts.iter().all(|known| known.property < property);
                assert_eq!(parts.put(part(property, u32::try_from(start).unwrap())), is_last);
            }
            assert!(parts.iter().map(|part| part.property).eq(0..most));
            assert!(parts.iter().all(|part| part.start >= u32::from(most)), "the last value wins");
            for property in (0..most).rev().step_by(2) {
                parts.remove(property);
                parts.remove(property);
                assert!(parts.iter().all(|part| part.property != property));
            }
            assert_eq!(parts.len(), usize::from(most / 2));
        }
    }
}
