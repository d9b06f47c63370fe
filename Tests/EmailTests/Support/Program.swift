import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The programs these tests need on the machine.
enum Program {
    /// Debian's Python, the one that python3-aiosmtpd is installed for.
    static let python = Executable.path("/usr/bin/python3")
    static let openssl = Executable.path("/usr/bin/openssl")
}
