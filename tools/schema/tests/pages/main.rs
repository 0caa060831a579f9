//! Reads documentation pages: small ones of ours, with each known fault, and all published ones of Intune.
//!
//! `GRAPH_DOCS` names the folder of the published ones. Without it, the tests of them print that they are
//! skipped.

mod contradictions;
mod faults;
mod forms;
mod merged;
mod published;
mod sections;
mod tables;
