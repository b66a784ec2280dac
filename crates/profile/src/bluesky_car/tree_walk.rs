//! From the root of a repository to its records: the commit, and below it a search tree of nodes.

use std::collections::{BTreeMap, HashSet};

use super::car::Car;
use crate::tree::Tree;

/// Records that a repository can have. The largest known have some millions.
const MAX_RECORDS: usize = 20_000_000;
/// Bytes of the longest name of a record; the network allows no longer ones.
const MAX_KEY: usize = 1024;

/// The records of a repository by their names, such as `app.bsky.feed.post/3k…`.
pub(super) struct Repository<'c> {
    car: &'c Car<'c>,
    /// Whose it is.
    pub(super) did: String,
    records: BTreeMap<String, Vec<u8>>,
    /// Blocks that are referred to and are not there, or are damaged.
    pub(super) n_missing: usize,
}

impl<'c> Repository<'c> {
    /// Walks a repository; an error says what is wrong.
    pub(super) fn walk(car: &'c Car<'c>) -> Result<Self, &'static str> {
        let commit = car.get(&car.root).ok_or("its root is not among its blocks, or is damaged")?;
        let did = commit
            .get("did")
            .text()
            .filter(|did| did.starts_with("did:"))
            .ok_or("its root is no commit of an account")?;
        let Tree::Link(data) = commit.get("data") else { return Err("its commit names no data") };
        let mut repository = Repository { car, did: did.to_owned(), records: BTreeMap::new(), n_missing: 0 };
        repository.nodes(data.to_vec());
        // A record may be named whose block is not there.
        let missing = repository.records.values().filter(|name| car.get(name).is_none()).count();
        repository.n_missing += missing;
        Ok(repository)
    }

    /// Takes the records of all nodes below one, each node once: damage can make them refer to each other.
    fn nodes(&mut self, root: Vec<u8>) {
        let mut seen = HashSet::new();
        let mut waiting = vec![root];
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) || self.records.len() > MAX_RECORDS {
                continue;
            }
            let Some(node) = self.car.get(&name) else {
                self.n_missing += 1;
                continue;
            };
            let link = |tree: &Tree<'_>| if let Tree::Link(name) = tree { Some(name.to_vec()) } else { None };
            waiting.extend(link(node.get("l")));
            let mut before: Vec<u8> = Vec::new();
            for entry in node.get("e").items() {
                waiting.extend(link(entry.get("t")));
                let (Tree::Bytes(end), Some(value)) = (entry.get("k"), link(entry.get("v"))) else { continue };
                // A key shares its start with the one before.
                let shared = match entry.get("p") {
                    Tree::Int(shared) => usize::try_from(*shared).unwrap_or(0),
                    _ => 0,
                };
                // A start that is longer than the key before, or a key that is longer than any, is damage.
                if shared > before.len() || shared + end.len() > MAX_KEY || self.records.len() >= MAX_RECORDS {
                    self.n_missing += 1;
                    break;
                }
                before.truncate(shared);
                before.extend_from_slice(end);
                if let Ok(key) = std::str::from_utf8(&before) {
                    self.records.insert(key.to_owned(), value);
                }
            }
        }
    }

    /// Whether every block is there.
    pub(super) fn is_whole(&self) -> bool {
        self.n_missing == 0 && !self.car.is_cut
    }

    /// The record with this name.
    pub(super) fn record(&self, key: &str) -> Option<Tree<'static>> {
        self.records.get(key).and_then(|name| self.car.get(name))
    }

    /// The records whose name starts like this, in the order of their names.
    pub(super) fn records<'r>(&'r self, start: &'r str) -> impl DoubleEndedIterator<Item = (&'r str, Tree<'static>)> {
        self.named(start).filter_map(|(key, name)| Some((key.as_str(), self.car.get(name)?)))
    }

    /// How many records have a name that starts like this.
    pub(super) fn count(&self, start: &str) -> usize {
        self.named(start).count()
    }

    fn named<'r>(&'r self, start: &'r str) -> impl DoubleEndedIterator<Item = (&'r String, &'r Vec<u8>)> {
        // `0` follows `/`, which ends the name of a kind of records.
        let end = format!("{}0", start.trim_end_matches('/'));
        self.records.range(start.to_owned()..end)
    }
}
