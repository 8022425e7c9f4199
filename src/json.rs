//! JSON objects: what a struct is read from.
//!
//! serde also takes an array for a struct, its elements for the members in their order. No server means
//! that, and two readers of one document should not see two things in it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value that is read from an object, and from nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Named {
        name: String,
    }

    #[test]
    fn an_array_is_no_object_although_serde_would_take_it() {
        let read = serde_json::from_str::<Object<Named>>;
        let Object(named) = read(r#"{"name":"a","more":[1]}"#).unwrap();
        assert_eq!(named, Named { name: "a".to_owned() });
        assert!(serde_json::from_str::<Named>(r#"["a"]"#).is_ok(), "or this file is not needed");
        for text in [r#"["a"]"#, "[]", "{}", r#"{"name":"a","name":"b"}"#, r#""a""#, "7", ""] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
