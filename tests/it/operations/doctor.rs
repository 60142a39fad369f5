//! The command that looks at a configuration before the start.
