//! `anyOf` and `oneOf`: options, objects, names that are needed, or something of which only one can be asked.

use serde_json::Value;

use super::choice;
use super::given::{At, Part, Said};
use super::keywords::{Sort, sort_of};
use super::maker::{Maker, Settled, Union};
use super::words::is_null;

/// The union that a part holds under a keyword, if it has several members.
pub fn of<'a>(part: &Part<'a>, keyword: &'static str) -> Option<Union<'a>> {
    let all = part.object.get(keyword)?.as_array()?;
    let others = all.iter().enumerate().filter(|(_, member)| !is_null(member));
    let members: Vec<At<'a>> =
        others.map(|(i, schema)| At { schema, pointer: format!("{}/{keyword}/{i}", part.pointer) }).collect();
    (members.len() > 1).then(|| Union { pointer: format!("{}/{keyword}", part.pointer), keyword, members })
}

/// Whether a schema says only which names must be there.
fn is_needs(schema: &Value) -> bool {
    let only = |object: &serde_json::Map<String, Value>| {
        object
            .keys()
            .all(|key| ["$comment", "description", "required", "title", "type"].contains(&key.as_str()))
    };
    schema.as_object().is_some_and(|object| object.contains_key("required") && only(object))
}

fn is_object(said: &Said<'_>) -> bool {
    said.trouble.is_none() && sort_of(said).first() == Some(&Sort::Object)
}

impl<'a> Maker<'a> {
    /// Reads a union into what is settled; `None` if nothing of it can be asked.
    pub(super) fn union(&mut self, union: Union<'a>, settled: &mut Settled<'a>) -> Option<()> {
        if union.members.iter().all(|member| is_needs(member.schema)) {
            settled.needs.push(union);
            return Some(());
        }
        let mut read: Vec<(At<'a>, Said<'a>)> = Vec::new();
        for member in union.members {
            let mut said = self.given.said(std::slice::from_ref(&member));
            match said.trouble.take() {
                Some((pointer, reason, remedy)) => self.notes.left_out(&pointer, reason, remedy),
                None if said.never => {}
                None => read.push((member, said)),
            }
        }
        let options: Option<Vec<_>> = read.iter().map(|(_, said)| choice::options(said)).collect();
        if let Some(options) = options.filter(|_| !read.is_empty()) {
            let new: Vec<_> = options.into_iter().flatten().collect();
            settled.options = Some(choice::both(settled.options.take(), new));
            return Some(());
        }
        if read.len() > 1 && read.iter().all(|(_, said)| is_object(said)) {
            let members = read.into_iter().map(|(member, _)| member).collect();
            settled.objects.push(Union { members, ..union });
            return Some(());
        }
        self.pick(&union.pointer, read, settled)
    }

    /// Of members that have nothing in common, the one that takes most is asked.
    fn pick(
        &mut self,
        pointer: &str,
        read: Vec<(At<'a>, Said<'a>)>,
        settled: &mut Settled<'a>,
    ) -> Option<()> {
        let is_limited = |said: &Said<'_>| choice::options(said).is_some() || said.first("const").is_some();
        let rank = |said: &Said<'_>| (sort_of(said).first().copied(), is_limited(said));
        let best =
            read.into_iter().filter(|(_, said)| !sort_of(said).is_empty()).min_by_key(|(_, said)| rank(said));
        let Some((member, said)) = best else {
            let fits = sort_of(&settled.said);
            self.notes.left_out(
                pointer,
                "people could not be told which of these is meant.",
                "Write one of them.",
            );
            // What stands beside the union may be enough for a question.
            return (!fits.is_empty()).then_some(());
        };
        let sort = sort_of(&said).first().copied().unwrap_or(Sort::Text);
        let number = member.pointer.rsplit('/').next().unwrap_or_default();
        let what = format!("of these only one can be asked: {}, member {number}.", sort.described());
        self.notes.changed(pointer, what, "Keep one of them, or give each object a \"const\" of its own.");
        settled.said.through.extend(said.through);
        settled.said.parts.extend(said.parts);
        Some(())
    }
}
