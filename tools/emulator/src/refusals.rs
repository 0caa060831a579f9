//! Every refusal, with Graph's words for it.

pub(crate) mod refusal;
