//! A small domain: a parcel with a note, and the orders of its customer. And short ways to ask the engine about it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use followback_core::{
    CollectionDecl, Config, Diagnostic, Evaluation, Fact, FactDecl, Kind, Member, Pack, PackFiles, Plain, Program,
    Reason, Record, Schema, Scored, Sources, Status, Tri, check, check_locales, lint, load,
};

/// 2026-01-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_767_225_600;
pub(crate) const DAY: i64 = 86_400;

/// What can be known about a parcel.
pub(crate) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let labels = |words: &[&str]| Kind::Label(words.iter().map(|&w| w.to_owned()).collect());
    let facts = vec![
        FactDecl::new("parcel.weight", Kind::measure("kg", 0.0, f64::INFINITY), "how heavy it is"),
        FactDecl::new("parcel.smell", Kind::count(""), "nobody measures it"),
        FactDecl::new("parcel.limit", Kind::measure("kg", 0.0, f64::INFINITY), "what the carrier allows"),
        FactDecl::new("parcel.age_days", Kind::count("days"), "days since it was handed in"),
        FactDecl::new("parcel.balance", Kind::measure("", -1e9, 1e9), "paid less owed"),
        FactDecl::new("parcel.fragile", Kind::Bool, "marked fragile"),
        FactDecl::new("parcel.carrier", labels(&["snail", "hare", "post"]), "who brings it"),
        FactDecl::new("parcel.stamps", Kind::Set, "stamps on it"),
        FactDecl::new("parcel.returned", Kind::Bool, "sent back"),
        FactDecl::new("note", Kind::Text, "what is written on it"),
        FactDecl::new("sender", Kind::Text, "who sent it"),
        FactDecl::new("receiver", Kind::Text, "who gets it"),
        FactDecl::new("customer.hobbies", Kind::Set, "what the customer declares").declaration(),
        FactDecl::new("customer.kind", labels(&["person", "shop"]), "what the customer is").declaration(),
        FactDecl::new("customer.known", Kind::Bool, "there is a customer").declaration(),
    ];
    let fields = vec![
        FactDecl::new("text", Kind::Text, "what was ordered"),
        FactDecl::new("gift", Kind::Bool, "a gift"),
        FactDecl::new("price", Kind::measure("euro", 0.0, f64::INFINITY), "its price"),
        FactDecl::new("age_days", Kind::count("days"), "days since the order"),
        FactDecl::new("shop", labels(&[]), "where it was ordered"),
        FactDecl::new("tags", Kind::Set, "tags"),
    ];
    // All but the smell come from the scanner.
    let facts = facts.into_iter().map(|f| if f.path == "parcel.smell" { f } else { f.supplied_by(&["scanner"]) });
    let fields = fields.into_iter().map(|f| f.supplied_by(&["shop"])).collect();
    let orders = CollectionDecl::new("orders", "what the customer ordered", Some("age_days"), fields);
    Schema::new(facts.collect(), vec![orders]).unwrap()
});

/// A pack with a factor, for rules that need one.
pub(crate) const HEAD: &str = "[factor.care]\ntitle = \"Care\"\n[factor.speed]\ntitle = \"Speed\"\n";

/// Files of a pack: `("rules.toml", "…")`.
pub(crate) fn files(name: &str, files: &[(&str, &str)]) -> PackFiles {
    let files = files.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned().into())).collect();
    PackFiles { name: name.to_owned(), files, ..PackFiles::default() }
}

/// Everything that packs and a configuration give.
pub(crate) struct Checked {
    pub(crate) program: Option<Program>,
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) sources: Sources,
}

impl Checked {
    /// One line a fault: place, level, code, message, help.
    pub(crate) fn rendered(&self) -> String {
        let mut out = String::new();
        for fault in &self.faults {
            let (file, line, column) = self.sources.position(fault.span());
            let level = if fault.level == followback_core::Level::Error { "error" } else { "warning" };
            out += &format!("{file}:{line}:{column}: {level}[{}]: {}\n", fault.code, fault.message);
            for (nth, label) in fault.labels.iter().enumerate() {
                let (file, line, column) = self.sources.position(label.span);
                let text: String =
                    self.sources.text(label.span).lines().next().unwrap_or("").chars().take(60).collect();
                let remark = if label.text.is_empty() { String::new() } else { format!(" {}", label.text) };
                match nth {
                    0 => out += &format!("  at `{text}`{remark}\n"),
                    _ => out += &format!("  also {file}:{line}:{column} `{text}`{remark}\n"),
                }
            }
            for help in &fault.help {
                out += &format!("  help: {help}\n");
            }
        }
        out
    }

    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.faults.iter().map(|f| f.code).collect()
    }
}

/// Loads and checks packs under a configuration.
pub(crate) fn checked(packs: &[PackFiles], config: &str) -> Checked {
    checked_at(packs, config, NOW)
}

/// The same, with the warnings that are for authors.
pub(crate) fn linted(packs: &[PackFiles], config: &str) -> Checked {
    let (mut checked, mut packs, config) = loaded(packs, config, NOW);
    if let Some(program) = &checked.program {
        check_locales(&mut packs, &SCHEMA, &config, NOW, &mut checked.sources, &mut checked.faults);
        lint(&packs, program, &config, &mut checked.faults);
    }
    checked
}

pub(crate) fn checked_at(packs: &[PackFiles], config: &str, now: i64) -> Checked {
    loaded(packs, config, now).0
}

fn loaded(packs: &[PackFiles], config: &str, now: i64) -> (Checked, Vec<Pack>, Config) {
    let (mut sources, mut faults) = (Sources::default(), Vec::new());
    let packs: Vec<_> = packs.iter().map(|p| load(p, &mut sources, &mut faults)).collect();
    let file = sources.add("followback.toml", config.to_owned());
    let config = Config::parse(file, config, &mut faults);
    let program = check(&packs, &SCHEMA, &config, now, &mut faults);
    (Checked { program, faults, sources }, packs, config)
}

/// What one rule file is found to be.
pub(crate) fn faults_of(toml: &str) -> Checked {
    checked(&[files("test", &[("rules.toml", toml)])], "")
}

/// The program of one rule file with the usual factors.
pub(crate) fn program(toml: &str) -> Program {
    program_with(&[("rules.toml", toml)], "")
}

/// The program of some files, the usual factors, and a configuration.
pub(crate) fn program_with(rule_files: &[(&str, &str)], config: &str) -> Program {
    let mut all = rule_files.to_vec();
    all.push(("factors.toml", HEAD));
    let packs = [files("test", &all)];
    let program = sound(checked(&packs, config));
    crate::editor::assert_taken(&packs);
    program
}

pub(crate) fn sound(checked: Checked) -> Program {
    let rendered = checked.rendered();
    checked.program.unwrap_or_else(|| panic!("the rules have faults:\n{rendered}"))
}

/// A rule of the factor `care` that costs 10 points.
pub(crate) fn rule(id: &str, body: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nfactor = \"care\"\nseverity = \"minor\"\npoints = 10\ntitle = \"{id}\"\nmessage = \"{id}\"\n{body}\n"
    )
}

/// A value of a fact, as tests write it.
#[derive(Clone, Debug)]
pub(crate) enum Is {
    Yes(bool),
    Of(f64),
    Text(&'static str),
    Owned(String),
    Label(&'static str),
    Set(&'static [&'static str]),
    Absent,
    Unknown,
}

impl Is {
    pub(crate) fn fact(&self) -> Fact<'static> {
        match self {
            Is::Yes(b) => Fact::bool(*b),
            Is::Of(n) => Fact::number(*n),
            Is::Text(t) => Fact::text(*t),
            Is::Owned(t) => Fact::text(t.clone()),
            Is::Label(l) => Fact::label(*l),
            Is::Set(labels) => Fact::set(labels.iter().copied()),
            Is::Absent => Fact::Absent,
            Is::Unknown => Fact::Unknown(Reason::NotMeasured),
        }
    }
}

impl From<bool> for Is {
    fn from(value: bool) -> Self {
        Is::Yes(value)
    }
}

impl From<f64> for Is {
    fn from(value: f64) -> Self {
        Is::Of(value)
    }
}

impl From<i32> for Is {
    fn from(value: i32) -> Self {
        Is::Of(f64::from(value))
    }
}

impl From<&'static str> for Is {
    fn from(value: &'static str) -> Self {
        Is::Text(value)
    }
}

impl<const N: usize> From<&'static [&'static str; N]> for Is {
    fn from(value: &'static [&'static str; N]) -> Self {
        Is::Set(value)
    }
}

/// A record with these facts; all others are unknown.
pub(crate) fn record(facts: &[(&str, Is)]) -> Record<'static> {
    let mut record = Record::new(&SCHEMA);
    for (path, value) in facts {
        let id = SCHEMA.fact(path).unwrap_or_else(|| panic!("no fact {path}"));
        record.set(id, value.fact());
    }
    record
}

/// Adds orders, newest first; each is a list of its facts.
pub(crate) fn with_orders(record: Record<'static>, orders: &[&[(&str, Is)]]) -> Record<'static> {
    let dated: Vec<_> = (0..).zip(orders).map(|(days, facts)| (Some(NOW - days * DAY), *facts)).collect();
    with_dated(record, &dated)
}

/// Adds orders with their dates.
pub(crate) fn with_dated(mut record: Record<'static>, orders: &[(Option<i64>, &[(&str, Is)])]) -> Record<'static> {
    let collection = SCHEMA.collection("orders").unwrap();
    let decl = SCHEMA.collection_decl(collection);
    let mut members = Vec::new();
    for (index, (at, facts)) in orders.iter().enumerate() {
        let mut member = Member::new(&SCHEMA, collection, (index + 1).to_string(), *at);
        for (path, value) in *facts {
            member.set(decl.field(path).unwrap_or_else(|| panic!("no field {path}")), value.fact());
        }
        members.push(member);
    }
    record.set_members(collection, members);
    record
}

/// The statuses of all rules, by id.
pub(crate) fn statuses(program: &Program, record: &Record<'_>) -> BTreeMap<String, Status> {
    let evaluation = program.evaluate(record, NOW);
    program.rules().iter().zip(evaluation.outcomes()).map(|(r, o)| (r.id.clone(), o.status)).collect()
}

pub(crate) fn status(program: &Program, record: &Record<'_>, id: &str) -> Status {
    let rule = program.rule(id).unwrap_or_else(|| panic!("no rule {id}"));
    program.evaluate(record, NOW).outcomes()[rule.index()].status
}

/// What a condition says of a record.
pub(crate) fn holds(condition: &str, record: &Record<'_>) -> Tri {
    holds_with("", condition, record)
}

/// What a condition says of a record, with declarations beside it.
pub(crate) fn holds_with(declarations: &str, condition: &str, record: &Record<'_>) -> Tri {
    let program = program(&format!("{}{declarations}", rule("test/it", condition)));
    told(&program, record)
}

/// What the only rule says: it fires, passes, or cannot be told.
pub(crate) fn told(program: &Program, record: &Record<'_>) -> Tri {
    match status(program, record, "test/it") {
        Status::Fired => Tri::True,
        Status::Passed => Tri::False,
        Status::Unknown => Tri::Unknown,
        other => panic!("the rule is {other:?}"),
    }
}

/// The score of a record.
pub(crate) fn score(program: &Program, record: &Record<'_>) -> Scored {
    program.score(program.evaluate(record, NOW).outcomes())
}

/// The message of a rule on a record.
pub(crate) fn message(program: &Program, record: &Record<'_>, id: &str) -> String {
    let rule = program.rule(id).unwrap();
    let mut evaluation: Evaluation<'_, Plain> = program.evaluate(record, NOW);
    let evidence = evaluation.evidence(rule);
    evaluation.message(rule, &evidence)
}

/// The points of the finding of a rule; none when it did not fire.
pub(crate) fn points(program: &Program, record: &Record<'_>, id: &str) -> Option<f64> {
    let rule = program.rule(id).unwrap();
    let evaluation = program.evaluate(record, NOW);
    let outcome = &evaluation.outcomes()[rule.index()];
    (outcome.status == Status::Fired).then(|| program.rules()[rule.index()].effect(outcome.level).points.unwrap_or(0.0))
}
