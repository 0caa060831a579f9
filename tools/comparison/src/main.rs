//! `comparison PYTHON_PEER JAVASCRIPT_PEER TABLE`: runs all peers, and writes the table. See `run.sh`.

use std::error::Error;
use std::path::PathBuf;

use comparison::{run, table};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [python, javascript, to] = &arguments[..] else {
        return Err("the arguments are the peers in Python and JavaScript, and the file of the table".into());
    };
    let runtime = tokio::runtime::Runtime::new()?;
    let columns = run::all(runtime.handle(), python, javascript)?;
    for column in &columns {
        println!("{}: {}", column.name, column.version);
    }
    std::fs::write(to, table::markdown(&columns))?;
    println!("written: {}", to.display());
    Ok(())
}
