//! What a reply is read as: how deep it may be, which type it has, and what one value costs the others.

mod depth;
mod values;
