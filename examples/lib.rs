//! The examples lie beside this file, one a task. `README.md` lists them with their commands.
