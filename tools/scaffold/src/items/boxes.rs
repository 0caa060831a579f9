//! Boxes for types that hold values of themselves, directly or through others.

use std::collections::HashMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Body, Item, Value};

/// Boxes each value that is held by a value of its own type. A collection holds its items apart.
pub(super) fn add(items: &mut [Item]) {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let nodes: HashMap<String, NodeIndex> =
        items.iter().map(|item| (item.name.clone(), graph.add_node(()))).collect();
    for item in items.iter() {
        let from = nodes[&item.name];
        for held in held(item) {
            if let Some(&to) = nodes.get(held) {
                graph.update_edge(from, to, ());
            }
        }
    }
    let mut circles: HashMap<NodeIndex, usize> = HashMap::new();
    for (number, circle) in tarjan_scc(&graph).into_iter().enumerate() {
        let is_circle = circle.len() > 1 || graph.contains_edge(circle[0], circle[0]);
        circles.extend(circle.into_iter().filter(|_| is_circle).map(|node| (node, number)));
    }
    for item in items {
        let own = circles.get(&nodes[&item.name]).copied();
        let (Body::Entity { fields, .. } | Body::Complex { fields }) = &mut item.body else { continue };
        for field in fields.iter_mut().filter(|field| own.is_some() && !field.kind.is_collection) {
            if let Value::Item(held) = &field.kind.value {
                field.kind.is_boxed = nodes.get(held).is_some_and(|node| circles.get(node).copied() == own);
            }
        }
    }
}

/// Returns the items that a value holds in itself.
fn held(item: &Item) -> Vec<&str> {
    if let Body::OneOf { types } = &item.body {
        return types.iter().map(String::as_str).collect();
    }
    let single = item.fields().iter().filter(|field| !field.kind.is_collection);
    single
        .filter_map(|field| match &field.kind.value {
            Value::Item(held) => Some(held.as_str()),
            _ => None,
        })
        .collect()
}
