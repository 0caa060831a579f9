//! Where the values of a body are in its buffer.

use core::ops::Deref;

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
#[derive(Clone)]
pub(super) enum Parts {
    Few([Part; MOST], u8),
    Many(Vec<Part>),
}

/// With more, a body is larger than the 128 bytes up to which it is moved without a call to `memcpy`.
const MOST: usize = 5;

impl Parts {
    pub(super) fn new() -> Self {
        Self::Few([Part::default(); MOST], 0)
    }

    /// Adds the part of a property, or replaces it. Returns whether it became the last one.
    #[inline]
    pub(super) fn put(&mut self, part: Part) -> bool {
        if let Self::Few(parts, length) = self {
            let end = usize::from(*length);
            if end < MOST && (end == 0 || parts[end - 1].property < part.property) {
                parts[end] = part;
                *length += 1;
                return true;
            }
        }
        self.put_anywhere(part)
    }

    fn put_anywhere(&mut self, part: Part) -> bool {
        if self.last().is_none_or(|last| last.property < part.property) {
            self.insert(self.len(), part);
            return true;
        }
        match self.position(part.property) {
            Ok(at) => match self {
                Self::Few(parts, _) => parts[at] = part,
                Self::Many(parts) => parts[at] = part,
            },
            Err(at) => self.insert(at, part),
        }
        false
    }

    pub(super) fn remove(&mut self, property: u16) {
        let Ok(at) = self.position(property) else { return };
        match self {
            Self::Few(parts, length) => {
                parts.copy_within(at + 1..usize::from(*length), at);
                *length -= 1;
            }
            Self::Many(parts) => drop(parts.remove(at)),
        }
    }

    /// The index of a property's part, or the index where it belongs.
    fn position(&self, property: u16) -> Result<usize, usize> {
        self.binary_search_by_key(&property, |part| part.property)
    }

    fn insert(&mut self, at: usize, part: Part) {
        match self {
            Self::Few(parts, length) if usize::from(*length) < MOST => {
                parts.copy_within(at..usize::from(*length), at + 1);
                parts[at] = part;
                *length += 1;
            }
            Self::Few(parts, _) => {
                let mut many = Vec::with_capacity(4 * MOST);
                many.extend_from_slice(parts);
                many.insert(at, part);
                *self = Self::Many(many);
            }
            Self::Many(parts) => parts.insert(at, part),
        }
    }
}

impl Deref for Parts {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        match self {
            Self::Few(parts, length) => &parts[..usize::from(*length)],
            Self::Many(parts) => parts,
        }
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
            let mut parts = Parts::new();
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
