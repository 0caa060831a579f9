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
    /// The first `count` of the array.
    Few { count: u16, parts: [Part; MOST] },
    /// More than fit in place, or what is left of them after some were removed.
    Many(Vec<Part>),
}

/// With more, a body is larger than the 128 bytes up to which it is moved without a call to `memcpy`.
const MOST: usize = 5;

impl Parts {
    /// Adds the part of a property, or replaces it. Returns whether it became the last one.
    #[inline]
    pub(super) fn put(&mut self, part: Part) -> bool {
        if let Self::Few { count, parts } = self {
            let end = usize::from(*count);
            let last = end.checked_sub(1).and_then(|last| parts.get(last));
            if last.is_none_or(|last| last.property < part.property)
                && let Some(free) = parts.get_mut(end)
            {
                *free = part;
                *count += 1;
                return true;
            }
        }
        self.insert(part)
    }

    /// The same for a part that is not the last or does not fit in place.
    fn insert(&mut self, part: Part) -> bool {
        match self.position(part.property) {
            Ok(at) => self.as_mut_slice()[at] = part,
            Err(at) => {
                // Added at the end and moved to its place.
                self.push(part);
                let moved = &mut self.as_mut_slice()[at..];
                moved.rotate_right(1);
                return moved.len() == 1;
            }
        }
        false
    }

    pub(super) fn remove(&mut self, property: u16) {
        let Ok(at) = self.position(property) else { return };
        match self {
            Self::Few { count, parts } => {
                parts.copy_within(at + 1..usize::from(*count), at);
                *count -= 1;
            }
            Self::Many(parts) => {
                parts.remove(at);
            }
        }
    }

    fn push(&mut self, part: Part) {
        match self {
            Self::Few { count, parts } => {
                if let Some(free) = parts.get_mut(usize::from(*count)) {
                    *free = part;
                    *count += 1;
                } else {
                    *self = Self::Many(spilled(parts, part));
                }
            }
            Self::Many(parts) => parts.push(part),
        }
    }

    fn as_mut_slice(&mut self) -> &mut [Part] {
        match self {
            Self::Few { count, parts } => parts.get_mut(..usize::from(*count)).unwrap_or_default(),
            Self::Many(parts) => parts,
        }
    }

    /// The index of a property's part, or the index where it belongs.
    fn position(&self, property: u16) -> Result<usize, usize> {
        self.binary_search_by_key(&property, |part| part.property)
    }
}

/// The parts that fit in place and one more.
#[cold]
fn spilled(parts: &[Part; MOST], one_more: Part) -> Vec<Part> {
    let mut all = Vec::with_capacity(2 * MOST);
    all.extend_from_slice(parts);
    all.push(one_more);
    all
}

impl Default for Parts {
    fn default() -> Self {
        Self::Few { count: 0, parts: [Part::default(); MOST] }
    }
}

impl Deref for Parts {
    type Target = [Part];

    #[inline]
    fn deref(&self) -> &[Part] {
        match self {
            Self::Few { count, parts } => parts.get(..usize::from(*count)).unwrap_or_default(),
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
