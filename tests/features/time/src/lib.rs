//! Nothing: the tests are those of the package beside this one, under other features.
