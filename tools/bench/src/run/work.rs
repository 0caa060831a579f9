//! The same work many times, in a process of its own, to count its instructions.

use std::error::Error;
use std::hint::black_box;

use clap::ValueEnum;
use graph_entity::Page;

use super::{DEVICE, Outcome, annotated, by_hand, device_patch, list, our_device_patch};

/// What is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    /// A patch of 3 of 10 properties to bytes.
    Patch,
    PatchByHand,
    /// A reply of 10 properties to a struct, by serde's traits.
    Reply,
    ReplyByHand,
    /// The same as a sent request reads it.
    SentReply,
    /// A page of 100 such entities, as a sent request reads it.
    SentPage,
    PageByHand,
}

/// The command that repeats it.
#[derive(clap::Args)]
pub(crate) struct Repeated {
    #[arg(long, value_enum)]
    pub(crate) work: Work,
    #[arg(long)]
    pub(crate) times: u32,
}

impl Repeated {
    pub(crate) fn arguments(&self) -> Vec<String> {
        let work = self.work.to_possible_value();
        let work = work.map_or_else(String::new, |value| value.get_name().to_owned());
        vec!["repeat".to_owned(), format!("--work={work}"), format!("--times={}", self.times)]
    }
}

pub(crate) fn repeat(repeated: &Repeated) -> Result<String, Box<dyn Error>> {
    type OurDevice = annotated::ManagedDevice;
    type Device = by_hand::ManagedDevice;
    let list = list();
    let (json, list) = (|| black_box(DEVICE.as_bytes()), || black_box(list.as_bytes()));
    let times = repeated.times;
    match repeated.work {
        Work::Patch => each(times, our_device_patch),
        Work::PatchByHand => each(times, device_patch),
        Work::Reply => each(times, || Ok(serde_json::from_slice::<OurDevice>(json())?)),
        Work::ReplyByHand => each(times, || Ok(serde_json::from_slice::<Device>(json())?)),
        Work::SentReply => each(times, || Ok(graph_entity::from_slice::<OurDevice>(json())?)),
        Work::SentPage => each(times, || Ok(graph_entity::from_slice::<Page<OurDevice>>(list())?)),
        Work::PageByHand => each(times, || Ok(serde_json::from_slice::<by_hand::Page<Device>>(list())?)),
    }?;
    Ok(String::new())
}

fn each<T>(times: u32, work: impl Fn() -> Outcome<T>) -> Outcome<()> {
    for _ in 0..times {
        black_box(work()?);
    }
    Ok(())
}
