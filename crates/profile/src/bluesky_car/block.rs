//! A block: DAG-CBOR, which is CBOR with links to other blocks.

use cbor4ii::core::Value;
use cbor4ii::core::dec::Decode;
use cbor4ii::core::utils::SliceReader;

use crate::tree::Tree;

/// The tag of a link.
const LINK: u64 = 42;

/// The longest block that is read, in bytes. The network takes a quarter of that; its values take many times the room.
const MAX_BLOCK: usize = 4 << 20;

/// The value of a block; nothing if it is damaged.
pub(super) fn decode(block: &[u8]) -> Option<Tree<'static>> {
    if block.len() > MAX_BLOCK {
        return None;
    }
    // The library limits how deep values are nested.
    Value::decode(&mut SliceReader::new(block)).ok().map(tree)
}

fn tree(value: Value) -> Tree<'static> {
    match value {
        Value::Bool(value) => Tree::Bool(value),
        Value::Integer(number) => Tree::Int(number),
        Value::Float(number) => Tree::Float(number),
        Value::Bytes(bytes) => Tree::Bytes(bytes.into()),
        Value::Text(text) => Tree::Text(text.into()),
        Value::Array(items) => Tree::List(items.into_iter().map(tree).collect()),
        Value::Map(entries) => {
            let entry = |(key, value)| if let Value::Text(key) = key { Some((key.into(), tree(value))) } else { None };
            Tree::Object(entries.into_iter().filter_map(entry).collect())
        }
        Value::Tag(LINK, inner) => match *inner {
            // A zero stands before the name of the block.
            Value::Bytes(bytes) if bytes.first() == Some(&0) => Tree::Link(bytes[1..].to_vec().into()),
            _ => Tree::Null,
        },
        Value::Tag(_, inner) => tree(*inner),
        _ => Tree::Null,
    }
}
