//! The two generated borders: `usocket.h` for C, from the functions of `src/python/`, and Rust
//! bindings of the border headers.

use std::env;
use std::path::{Path, PathBuf};

const MODULE: &str = "cmodules/usocket";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=USOCKET_HEADER_DIR");
    let has = |feature: &str| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    if has("KERNEL") || has("LWIP_RAW") || has("LWIP_SOCKETS") {
        bind(&out, "vm");
        write_header(&out);
    }
    if has("LWIP_RAW") {
        bind(&out, "lwip_raw");
        if has("STD") {
            compile_lwip(&out);
        }
    }
    if has("LWIP_SOCKETS") {
        bind(&out, "lwip_sockets");
    }
}

/// Rust → C.
fn bind(out: &Path, name: &str) {
    let mut builder = bindgen::Builder::default()
        .header(format!("{MODULE}/border/{name}.h"))
        .parse_callbacks(Box::new(bindgen::CargoCallbacks::new()))
        .allowlist_file(format!(".*/border/{name}[a-z_]*[.]h"))
        .use_core()
        .ctypes_prefix("core::ffi")
        .merge_extern_blocks(true)
        .wrap_unsafe_ops(true)
        .layout_tests(false)
        .derive_default(true)
        .clang_args(["-I", MODULE, "-ffreestanding", "-std=c99"]);
    if env::var("CARGO_CFG_TARGET_POINTER_WIDTH").as_deref() == Ok("32") {
        // clang does not know Xtensa; scalars and pointers are the same on any 32-bit target.
        builder = builder.clang_arg("--target=i386-none-elf");
    }
    builder
        .generate()
        .unwrap_or_else(|error| panic!("{name}.h: {error}"))
        .write_to_file(out.join(format!("{name}.rs")))
        .expect("OUT_DIR is writable");
}

/// C → Rust.
fn write_header(out: &Path) {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=cbindgen.toml");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let bindings = cbindgen::generate(root).unwrap_or_else(|error| panic!("cbindgen: {error}"));
    bindings.write_to_file(out.join("usocket.h"));
    if let Some(folder) = env::var_os("USOCKET_HEADER_DIR") {
        bindings.write_to_file(Path::new(&folder).join("usocket.h"));
    }
}

/// The border and the real lwIP for this computer, with a stand-in for MicroPython: for tests.
fn compile_lwip(out: &Path) {
    const TESTS: &str = "tests/rust/lwip";
    println!("cargo::rerun-if-env-changed=LWIP_DIR");
    println!("cargo::rerun-if-env-changed=CFLAGS");
    println!("cargo::rerun-if-changed={TESTS}");
    println!("cargo::rerun-if-changed={MODULE}/border");
    let Some(lwip) = env::var_os("LWIP_DIR").map(PathBuf::from) else {
        println!("cargo::error=LWIP_DIR is not set: start these tests with scripts/test --target rust");
        return;
    };
    let mut build = cc::Build::new();
    for folder in ["core", "core/ipv4", "core/ipv6"] {
        let folder = lwip.join("src").join(folder);
        let files = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let files = files.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        build.files(files.filter(|file| file.extension().is_some_and(|extension| extension == "c")));
    }
    build
        .files(["", "_tcp", "_udp"].map(|part| format!("{MODULE}/border/lwip_raw{part}.c")))
        .file(format!("{TESTS}/machine.c"))
        .includes([Path::new(TESTS).join("include"), lwip.join("src/include"), MODULE.into(), out.into()])
        .flag("-Wno-address")
        .compile("usocket_lwip");
}
