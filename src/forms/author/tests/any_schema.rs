//! Whatever the schema says, the form loads, and `pforte check` finds nothing.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{mistakes, notes, of};

const NAMES: &[&str] = &[
    "name",
    "firstName",
    "Größe",
    "and",
    "a.b",
    "2nd",
    "kind",
    "e-mail",
    "assisted",
    "date_of_birth",
    "list",
    "",
];
const DEFINITIONS: &[&str] = &["a", "B", "c.d", "assisted", "blocks.person"];

fn name() -> BoxedStrategy<String> {
    prop::sample::select(NAMES).prop_map(str::to_owned).boxed()
}

fn reference() -> impl Strategy<Value = Value> {
    let targets = DEFINITIONS.iter().map(|name| format!("#/$defs/{name}"));
    let others =
        ["#", "#/$defs/nowhere", "https://example.org/x.json", "#/properties/known"].map(str::to_owned);
    prop::sample::select(targets.chain(others).collect::<Vec<_>>()).prop_map(|target| json!({"$ref": target}))
}

/// Single questions, sound ones and strange ones.
fn leaf() -> BoxedStrategy<Value> {
    let some = vec![
        json!({"type": "string"}),
        json!({"type": "string", "minLength": 300, "pattern": "^a+$", "default": "x", "description": "{$x} a comment"}),
        json!({"type": "string", "pattern": "^(?=a)b", "format": "date"}),
        json!({"type": ["string", "null"], "format": "uuid", "title": "{name} {$x}"}),
        json!({"type": "string", "format": "colour", "contentEncoding": "base64"}),
        json!({"type": "string", "maxLength": -1, "title": ""}),
        json!({"type": ["string", "integer"], "not": {"enum": ["a", 1]}}),
        json!({"type": "integer", "minimum": 5, "exclusiveMinimum": true, "multipleOf": 0}),
        json!({"type": "number", "multipleOf": 0.01, "default": 1.234, "format": "double"}),
        json!({"type": "boolean", "const": true, "default": true}),
        json!({"type": "boolean", "enum": [false]}),
        json!({"type": "boolean", "not": {"const": true}}),
        json!({"enum": [1, "1", 2, null, {"a": 1}]}),
        json!({"enum": ["only"]}),
        json!({"enum": ["on_hold", "inWork", ""], "maxLength": 3, "default": "none"}),
        json!({"const": "it's"}),
        json!({"const": 1e300}),
        json!({"const": {"a": 1}}),
        json!({"const": "fixed", "title": "Fixed"}),
        json!({"oneOf": [{"const": "a"}, {"const": "b", "title": "B", "x-vendor": 1}, {"type": "null"}]}),
        json!({"anyOf": [{"enum": ["a", "b"]}, {"enum": ["c"]}]}),
        json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}),
        json!({"type": "null"}),
        json!({}),
        json!(true),
        json!(false),
        json!({"type": "string", "readOnly": true}),
        json!({"type": "string", "readOnly": true, "default": "set"}),
        json!({"type": "string", "deprecated": true}),
        json!({"type": "string", "writeOnly": true, "examples": ["x", null], "x-unit": 5, "x-widget": "wheel"}),
        json!({"type": "array", "items": {"enum": ["a", "b"]}, "contains": {"const": "c"}}),
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 3}),
        json!({"type": "array", "items": [{"type": "string"}, {"type": "object"}]}),
        json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
        json!({"type": "array"}),
        json!({"minimum": 1, "maximum": 0}),
        json!({"type": "string", "x-compute": "1 +", "x-errors": {"pattern": "{nothing}"}}),
        json!({"$dynamicRef": "#x"}),
    ];
    prop_oneof![4 => prop::sample::select(some), 2 => reference()].boxed()
}

fn properties(inner: BoxedStrategy<Value>) -> BoxedStrategy<Map<String, Value>> {
    prop::collection::vec((name(), inner), 0..4).prop_map(|all| all.into_iter().collect()).boxed()
}

/// What may stand in an object beside its properties.
fn beside(inner: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let test = (name(), leaf())
        .prop_map(|(name, inner)| json!({"properties": {&name: inner}, "required": [name]}))
        .boxed();
    let branch = (name(), inner.clone(), name())
        .prop_map(|(name, inner, other)| json!({"properties": {name: inner}, "required": [other]}))
        .boxed();
    let kinds =
        (properties(inner.clone()), properties(inner.clone()), any::<bool>()).prop_map(|(a, b, is_told)| {
            let member = |kind: &str, mut properties: Map<String, Value>| {
                if is_told {
                    properties.insert("kind".to_owned(), json!({"const": kind}));
                }
                json!({"properties": properties, "required": ["kind"]})
            };
            json!({"oneOf": [member("one", a), member("two", b)]})
        });
    prop_oneof![
        3 => Just(json!({})),
        1 => Just(json!({"additionalProperties": {"type": "string"}, "minProperties": 1, "propertyNames": {}})),
        1 => Just(json!({"patternProperties": {"^x": {}}, "x-vendor": {"a": 1}, "title": "Group", "default": {}})),
        2 => (test.clone(), branch.clone(), prop::option::of(branch)).prop_map(|(test, then, otherwise)| {
            json!({"if": test, "then": then, "else": otherwise.unwrap_or(json!(true))})
        }),
        1 => (name(), name()).prop_map(|(a, b)| json!({"dependentRequired": {a: [b]}})),
        1 => (name(), name()).prop_map(|(a, b)| json!({"anyOf": [{"required": [a]}, {"required": [b]}]})),
        1 => (name(), name()).prop_map(|(a, b)| json!({"not": {"required": [a, b]}})),
        1 => test.prop_map(|test| json!({"not": test})),
        2 => kinds,
        2 => prop::collection::vec(inner, 1..3).prop_map(|all| json!({"allOf": all})),
    ]
    .boxed()
}

fn any_schema() -> BoxedStrategy<Value> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let object = (properties(inner.clone()), prop::collection::vec(name(), 0..3), beside(inner.clone())).prop_map(
            |(properties, required, beside)| {
                let mut object = json!({"type": "object", "properties": properties, "required": required});
                object.as_object_mut().unwrap().extend(beside.as_object().cloned().unwrap());
                object
            },
        );
        prop_oneof![
            4 => object,
            2 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(|all| json!({"anyOf": all})),
            1 => (inner.clone(), inner).prop_map(|(a, b)| json!({"allOf": [a, b], "description": "Both"})),
        ]
    })
    .boxed()
}

fn root() -> impl Strategy<Value = Value> {
    let definitions = prop::collection::vec(any_schema(), DEFINITIONS.len())
        .prop_map(|all| DEFINITIONS.iter().map(|name| (*name).to_owned()).zip(all).collect::<Map<_, _>>());
    (properties(any_schema()), beside(any_schema()), definitions).prop_map(
        |(mut properties, beside, definitions)| {
            properties.insert("known".to_owned(), json!({"type": "string"}));
            let mut root = json!({"type": "object", "properties": properties, "$defs": definitions});
            root.as_object_mut().unwrap().extend(beside.as_object().cloned().unwrap());
            root
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_schema_of_an_object_becomes_a_sound_form(given in root()) {
        match of(&given) {
            Ok(form) => {
                prop_assert_eq!(mistakes(&form), Vec::<String>::new());
                prop_assert!(notes(&form).iter().all(|line| !line.contains('\n')));
            }
            // Rules that no answer can keep leave nothing to ask.
            Err(refusal) => {
                let is_known = ["nothing of this schema", "of several types at once"]
                    .iter()
                    .any(|reason| refusal.reason.contains(reason));
                prop_assert!(is_known, "{}", refusal.reason);
            }
        }
    }
}
