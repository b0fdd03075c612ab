//! The binary: hands its arguments to the library, and the exit code back.

fn main() -> std::process::ExitCode {
    postround::cli::main()
}
