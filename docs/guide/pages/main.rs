//! The rules of the project's pages: of the guide's chapters, of the other pages, and of the features, which
//! several pages list.

mod chapters;
mod features;
mod markdown;
mod others;
