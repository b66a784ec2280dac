//! The plugins of this run: those that are part of the program, and those that the user has added.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use followback_core::{FactDecl, FactId, FieldId, PackFiles, Schema};
use followback_host::{
    BuiltIn, BundledRules, Found, Home, Installed as Added, Isolation, Manifest, Part, Patience, Plugin, Scope,
};
use followback_profile::POSTS;

use super::Target;
use crate::console::Console;
use crate::render::clean::clean;

/// The plugins that are part of this program, by id.
pub(super) const BUILT_IN: [(&str, BuiltIn); 1] =
    [("avatar-vision", BuiltIn { manifest: avatar_vision::MANIFEST, table: avatar_vision::plugin })];

/// The first argument that makes this program the child process of a plugin.
pub(crate) const CHILD: &str = "__plugin-host";

/// Roots of the catalogue below which plugins may supply facts: one plugin each.
const OPEN_ROOTS: [&str; 2] = ["avatar", "bio"];

/// What can be asked in this run, and the catalogue of facts that it makes.
#[derive(Debug)]
pub(crate) struct Installed {
    added: Vec<Added>,
    schema: Schema,
    supplied: Vec<(String, Target)>,
    /// What is wrong with plugins that the user has added.
    problems: Vec<String>,
    patience: Patience,
}

impl Installed {
    /// What the user has added. Runs no code of it. A plugin that cannot be used is told of and left out.
    ///
    /// # Errors
    /// Never, as the plugins of this program supply facts of their own.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let installed = Self::of(home().map_or_else(Found::default, |home| home.installed()))?;
        for problem in &installed.problems {
            Console::remark(&format!("warning: {}", clean(problem)));
        }
        Ok(installed)
    }

    fn of(found: Found) -> anyhow::Result<Self> {
        let mut problems: Vec<String> = found.problems.iter().map(|problem| problem.error.to_string()).collect();
        let mut catalogue = schema(&[])?;
        let mut added: Vec<Added> = Vec::new();
        for plugin in found.plugins {
            let manifests: Vec<&Manifest> = added.iter().chain([&plugin]).map(|plugin| &plugin.manifest).collect();
            match schema(&manifests) {
                Ok(with_it) => {
                    catalogue = with_it;
                    added.push(plugin);
                }
                // An update of this program can bring a fact that a plugin has supplied until then.
                Err(conflict) => problems.push(format!("{conflict:#}")),
            }
        }
        let ids: Vec<&str> =
            BUILT_IN.iter().map(|(id, _)| *id).chain(added.iter().map(|plugin| plugin.manifest.id.as_str())).collect();
        let supplied = supplied(&catalogue, &ids);
        Ok(Installed { added, schema: catalogue, supplied, problems, patience: Patience::default() })
    }

    /// Does without no plugin: neither one that the user has added, nor one that the rules require.
    ///
    /// # Errors
    /// When there is one that cannot be used.
    pub(crate) fn insist(&self, required: &BTreeSet<&str>) -> anyhow::Result<()> {
        if let Some(problem) = self.problems.first() {
            bail!("{problem}; `--strict-plugins` does without no plugin");
        }
        let is_here = |id: &&&str| {
            BUILT_IN.iter().any(|(built_in, _)| built_in == *id)
                || self.added.iter().any(|plugin| plugin.manifest.id == **id)
        };
        match required.iter().find(|id| !is_here(id)) {
            Some(id) => bail!(
                "the rules require the plugin `{id}`, which is not added; run `followback plugin add FOLDER`, or leave out \
                 `--strict-plugins`"
            ),
            None => Ok(()),
        }
    }

    /// Every fact that a plugin supplies, by its path as rules read it.
    pub(super) fn supplied(&self) -> &[(String, Target)] {
        &self.supplied
    }

    /// The catalogue of all facts.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Those that the user has added.
    pub(crate) fn added(&self) -> &[Added] {
        &self.added
    }

    /// The rules that plugins bring along, and whether they are on.
    pub(crate) fn packs(&self) -> impl Iterator<Item = (PackFiles, bool)> {
        let with_rules = self.added.iter().filter(|plugin| !plugin.rules.is_empty());
        with_rules.map(|plugin| (pack(&plugin.manifest.id, &plugin.rules), plugin.settings.rules == BundledRules::All))
    }

    /// The next part of the run's input, in its order: the profiles that plugins are asked about together.
    pub(crate) fn next_part(&self) -> Part {
        self.patience.next_part()
    }

    /// The plugins of one worker that the user has added.
    pub(super) fn start(&self) -> Vec<Plugin> {
        self.added.iter().map(|plugin| plugin.start(isolation())).collect()
    }
}

fn supplied(schema: &Schema, plugins: &[&str]) -> Vec<(String, Target)> {
    let by_plugin = |fact: &FactDecl| fact.suppliers.iter().any(|supplier| plugins.contains(&supplier.as_str()));
    let facts = (0..).zip(schema.facts()).filter(|(_, fact)| by_plugin(fact));
    let posts = schema.collection_decl(POSTS);
    let fields = (0..).zip(&posts.fields).filter(|(_, field)| by_plugin(field));
    facts
        .map(|(id, fact)| (fact.path.clone(), Target::Profile(FactId(id))))
        .chain(fields.map(|(id, field)| (format!("{}.{}", posts.path, field.path), Target::Post(FieldId(id)))))
        .collect()
}

/// What the plugins of this program say of themselves.
///
/// # Errors
/// Never, as tests show.
pub(crate) fn built_in_manifests() -> anyhow::Result<Vec<Manifest>> {
    let parse = |(_, plugin): (&str, BuiltIn)| Manifest::parse("followback-plugin.toml", plugin.manifest);
    BUILT_IN.into_iter().map(parse).collect::<Result<_, _>>().context("a plugin of this program is faulty")
}

/// The rules that a plugin brings along, as a pack that is called like the plugin.
pub(crate) fn pack(id: &str, rules: &BTreeMap<String, String>) -> PackFiles {
    let files = rules.iter().map(|(name, text)| (name.clone(), text.clone().into())).collect();
    PackFiles { name: id.to_owned(), prefix: format!("plugin {id}: rules/"), files }
}

/// The catalogue with the facts of plugins.
///
/// # Errors
/// When one of them supplies what is not its own.
pub(crate) fn schema(manifests: &[&Manifest]) -> anyhow::Result<Schema> {
    let ours = followback_profile::schema();
    if manifests.is_empty() {
        return Ok(ours);
    }
    let mut facts = Vec::new();
    let mut post_facts = Vec::new();
    for manifest in manifests {
        let of = manifest.facts();
        match manifest.scope {
            Scope::Profiles => {
                own_facts(manifest, &of, &ours)?;
                facts.extend(of);
            }
            Scope::Posts => {
                let taken = |fact: &&FactDecl| {
                    let root = fact.path.split('.').next().unwrap_or_default();
                    ours.collections()
                        .iter()
                        .any(|posts| posts.fields.iter().any(|field| field.path.split('.').next() == Some(root)))
                };
                if let Some(fact) = of.iter().find(taken) {
                    bail!(conflict(manifest, &fact.path, "posts have a fact of that name already"));
                }
                post_facts.extend(of);
            }
        }
        if let Some(other) = manifests.iter().find(|other| other.id < manifest.id && shares(other, manifest)) {
            let path = format!("{}.…", manifest.namespace);
            bail!(conflict(manifest, &path, &format!("so does the plugin `{}`", other.id)));
        }
    }
    followback_profile::schema_with(facts, post_facts).context("two plugins supply the same fact")
}

/// Whether two plugins supply the same fact.
fn shares(a: &Manifest, b: &Manifest) -> bool {
    let of_a = a.facts();
    a.scope == b.scope && b.facts().iter().any(|fact| of_a.iter().any(|other| other.path == fact.path))
}

fn own_facts(manifest: &Manifest, facts: &[FactDecl], ours: &Schema) -> anyhow::Result<()> {
    let root = manifest.namespace.as_str();
    let is_ours =
        ours.facts().iter().any(|fact| fact.path.split('.').next() == Some(root)) || ours.collection(root).is_some();
    if is_ours && !OPEN_ROOTS.contains(&root) {
        let path = format!("{root}.…");
        bail!(conflict(manifest, &path, "these are facts of the profile itself"));
    }
    for fact in facts {
        let known = ours.fact(&fact.path).map(|id| ours.decl(id));
        match known {
            Some(known) if !known.suppliers.is_empty() => {
                let by = known.suppliers.join(", ");
                bail!(conflict(manifest, &fact.path, &format!("it comes from {by} already")));
            }
            Some(known) if known.kind != fact.kind => {
                bail!(conflict(manifest, &fact.path, &format!("it is {} of this followback", known.kind.noun())));
            }
            _ => {}
        }
    }
    Ok(())
}

fn conflict(manifest: &Manifest, path: &str, why: &str) -> String {
    let id = &manifest.id;
    format!(
        "the plugin `{id}` supplies `{path}`, and {why}; a fact has one supplier, so use another namespace in its manifest, \
         or run `followback plugin remove {id}`"
    )
}

/// Where the plugins of this user are kept: `followback` below the folders for settings and for data. None where there is no
/// user, as for some services.
pub(crate) fn home() -> Option<Home> {
    let config = folder("XDG_CONFIG_HOME", ".config")?;
    let data = folder("XDG_DATA_HOME", ".local/share")?;
    Some(Home::new(config, &data))
}

fn folder(name: &str, below_home: &str) -> Option<PathBuf> {
    // A relative path would be looked for in the current folder, which may be somebody else's.
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute(name).or_else(|| Some(absolute("HOME")?.join(below_home)))?;
    Some(base.join("followback"))
}

/// How plugins are run in child processes: this program starts itself.
pub(crate) fn isolation() -> Isolation {
    // The link leads to the file that is running, also when another one has taken its place since.
    let this = Path::new("/proc/self/exe");
    let program = if this.exists() { this.to_owned() } else { std::env::current_exe().unwrap_or_default() };
    Isolation::new(program, &[CHILD])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(id: &str, namespace: &str, fact: &str, more: &str) -> Manifest {
        let text = format!(
            "id = \"{id}\"\nversion = \"1.0.0\"\nabi = \"1.0\"\nlicense = \"MIT\"\ndoc = \"D.\"\nnamespace = \"{namespace}\"\n\
             inputs = [\"bio\"]\n{more}\n[facts]\n{fact} = {{ kind = \"number\", doc = \"A number.\" }}\n"
        );
        Manifest::parse("m.toml", &text).unwrap()
    }

    fn fault(manifests: &[&Manifest]) -> String {
        schema(manifests).unwrap_err().to_string()
    }

    #[test]
    fn facts_come_with_the_catalogue() {
        let org = manifest("org", "org", "size", "");
        let mood = manifest("mood", "mood", "anger", "scope = \"posts\"");
        let schema = schema(&[&org, &mood]).unwrap();
        assert!(schema.fact("org.size").is_some());
        assert!(schema.collections()[0].field("mood.anger").is_some() && schema.fact("mood.anger").is_none());
    }

    #[test]
    fn what_others_supply_is_not_a_plugins_to_supply() {
        assert!(fault(&[&manifest("x", "account", "trust", "")]).contains("facts of the profile itself"));
        assert!(fault(&[&manifest("x", "posts", "trust", "")]).contains("facts of the profile itself"));
        assert!(fault(&[&manifest("x", "text", "trust", "scope = \"posts\"")]).contains("of that name already"));
        assert!(
            fault(&[&manifest("x", "avatar", "width", "")]).contains("`avatar.width`, and it comes from avatar-vision")
        );
        let (a, b) = (manifest("a", "org", "size", ""), manifest("b", "org", "size", ""));
        assert!(fault(&[&a, &b]).contains("so does the plugin `a`") && fault(&[&a, &b]).contains("plugin remove b"));
        assert!(schema(&[&a, &manifest("c", "org", "age", "")]).is_ok());
        assert!(schema(&[&manifest("x", "avatar", "cats", "")]).is_ok());
    }

    #[test]
    fn the_child_is_this_program() {
        assert_eq!(isolation().args, [CHILD]);
    }
}
