//! Nothing: the tests are those of `tests`, in a program that turns on other features of `time`.
